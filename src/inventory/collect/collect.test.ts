import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { collectLinux } from './linux.ts';
import { readApk, readDpkg, readRpm, readSnap } from './linux-packages.ts';
import { readApplications, readSysctl } from './macos.ts';
import { linuxProcessors } from './processors-linux.ts';
import { readWindowsAnswer } from './windows.ts';

const folders: string[] = [];
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

/** A folder with these files, as the root of a machine. */
async function machine(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'headroom-machine-'));
  folders.push(root);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  return root;
}

/** The kernel's topology: a list of [package, threads of the core] a processor that is online. */
const topology = (processors: Readonly<Record<number, readonly [packageId: number, siblings: string]>>) => ({
  'sys/devices/system/cpu/online': Object.keys(processors).join(','),
  ...Object.fromEntries(
    Object.entries(processors).flatMap(([number, [packageId, siblings]]) => [
      [`sys/devices/system/cpu/cpu${number}/topology/physical_package_id`, `${packageId}\n`],
      [`sys/devices/system/cpu/cpu${number}/topology/thread_siblings_list`, `${siblings}\n`],
    ]),
  ),
});

describe('processors of Linux', () => {
  test('two packages of two cores of two threads', async () => {
    const root = await machine(
      topology({
        0: [0, '0,4'],
        1: [0, '1,5'],
        2: [1, '2,6'],
        3: [1, '3,7'],
        4: [0, '0,4'],
        5: [0, '1,5'],
        6: [1, '2,6'],
        7: [1, '3,7'],
      }),
    );
    assert.deepEqual(await linuxProcessors(root), { cpus: 8, cores: 4, sockets: 2 });
  });

  test('processors that are offline are not counted', async () => {
    const root = await machine(topology({ 0: [0, '0'], 2: [0, '2,3'], 3: [0, '2,3'] }));
    assert.deepEqual(await linuxProcessors(root), { cpus: 3, cores: 2, sockets: 1 });
  });

  test('an arm64 guest whose kernel names no packages has no known sockets', async () => {
    const root = await machine(topology({ 0: [-1, '0'], 1: [-1, '1'] }));
    assert.deepEqual(await linuxProcessors(root), { cpus: 2, cores: 2 });
  });

  test('without /sys, what cpuinfo tells', async () => {
    const x86 = [0, 1, 2, 3].map(
      (n) => `processor\t: ${n}\nmodel name\t: Xeon\nphysical id\t: 0\ncore id\t\t: ${n % 2}\n`,
    );
    assert.deepEqual(await linuxProcessors(await machine({ 'proc/cpuinfo': x86.join('\n') })), {
      model: 'Xeon',
      cpus: 4,
      cores: 2,
      sockets: 1,
    });
    const arm = [0, 1].map((n) => `processor\t: ${n}\nBogoMIPS\t: 50.00\n`);
    assert.deepEqual(await linuxProcessors(await machine({ 'proc/cpuinfo': arm.join('\n') })), { cpus: 2 });
  });

  test('the speed is the highest, not that of the moment', async () => {
    const files = { ...topology({ 0: [0, '0'] }), 'sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq': '3400000' };
    assert.equal((await linuxProcessors(await machine(files))).speedMHz, 3400);
  });
});

describe('packages', () => {
  test('dpkg: removed packages are not installed, amd64 is x86_64, epochs stay', () =>
    assert.deepEqual(
      readDpkg(
        'installed\topenssh-client\t1:9.2p1-2\tamd64\tMaintainers <m@example.org>\tnet\thttps://openssh.com\nconfig-files\tgone\t1\tall\tm\tx\t\n',
      ),
      [
        {
          Name: 'openssh-client',
          Version: '1:9.2p1-2',
          Publisher: 'Maintainers <m@example.org>',
          Architecture: 'x86_64',
          ApplicationType: 'net',
          URL: 'https://openssh.com',
        },
      ],
    ));

  test('rpm: (none) is nothing, keys are no packages', () =>
    assert.deepEqual(
      readRpm(
        'bash\t(none)\t5.1.8\t9.el9\tx86_64\tRed Hat, Inc.\tUnspecified\thttps://gnu.org\t1700000000\tbash-5.1.8-9.el9.src.rpm\ngpg-pubkey\t(none)\t1\t1\t(none)\t(none)\t(none)\t(none)\t1\t(none)\n',
      ),
      [
        {
          Name: 'bash',
          Version: '5.1.8',
          Release: '9.el9',
          Architecture: 'x86_64',
          Publisher: 'Red Hat, Inc.',
          URL: 'https://gnu.org',
          InstalledTime: '2023-11-14T22:13:20Z',
          PackageId: 'bash-5.1.8-9.el9.src.rpm',
        },
      ],
    ));

  test('apk', () =>
    assert.deepEqual(
      readApk(
        'C:Q1\nP:musl\nV:1.2.4-r2\nA:x86_64\nT:the C library\nU:https://musl.libc.org\nm:T <t@example.org>\n\nP:zlib\nV:1\nA:x86_64\n',
      ),
      [
        {
          Name: 'musl',
          Version: '1.2.4-r2',
          Architecture: 'x86_64',
          Publisher: 'T <t@example.org>',
          Summary: 'the C library',
          URL: 'https://musl.libc.org',
        },
        { Name: 'zlib', Version: '1', Architecture: 'x86_64' },
      ],
    ));

  test('snap: the marks of verified publishers are off', () =>
    assert.deepEqual(
      readSnap(
        'Name  Version  Rev  Tracking  Publisher  Notes\ncore22  20240111  1122  latest/stable  canonical**  base\n',
      ),
      [{ Name: 'core22', Version: '20240111', Release: '1122', Publisher: 'canonical', ApplicationType: 'snap' }],
    ));

  test('a tool that fails is an error, not an empty list', () =>
    assert.rejects(
      collectLinux(async (program) => {
        if (program === 'rpm') throw new Error('rpm failed: the database is locked');
        return undefined;
      }),
      /the database is locked/,
    ));
});

test('Windows: processors are added up over sockets', () => {
  const processor = { Name: 'Xeon ', MaxClockSpeed: 2400, NumberOfCores: 8, NumberOfLogicalProcessors: 16 };
  const answer = readWindowsAnswer(
    JSON.stringify({
      system: { Caption: 'Microsoft Windows Server 2022 Datacenter', Version: '10.0.20348' },
      processors: [processor, processor],
      applications: [
        {
          DisplayName: 'Microsoft SQL Server 2022 (64-bit)',
          DisplayVersion: '16.0',
          Publisher: 'Microsoft Corporation',
          InstallDate: '20250131',
          PSChildName: 'SQL2022',
          PSParentPath: 'HKLM\\SOFTWARE\\Microsoft',
        },
        {
          DisplayName: 'Old tool',
          DisplayVersion: null,
          Publisher: null,
          InstallDate: null,
          PSChildName: 'old',
          PSParentPath: 'HKLM\\SOFTWARE\\WOW6432Node',
        },
      ],
    }),
  );
  assert.deepEqual(answer.processors, { model: 'Xeon', speedMHz: 2400, sockets: 2, cores: 16, cpus: 32 });
  assert.deepEqual(answer.applications, [
    {
      Name: 'Microsoft SQL Server 2022 (64-bit)',
      Version: '16.0',
      Publisher: 'Microsoft Corporation',
      Architecture: 'x86_64',
      InstalledTime: '2025-01-31T00:00:00Z',
      PackageId: 'SQL2022',
    },
    { Name: 'Old tool', Architecture: 'i386', PackageId: 'old' },
  ]);
});

test('macOS', () => {
  assert.deepEqual(
    readSysctl('hw.packages: 1\nhw.physicalcpu: 8\nhw.logicalcpu: 8\nmachdep.cpu.brand_string: Apple M2\n'),
    { model: 'Apple M2', sockets: 1, cores: 8, cpus: 8 },
  );
  assert.deepEqual(
    readApplications(
      JSON.stringify({
        SPApplicationsDataType: [
          {
            _name: 'Numbers',
            version: '13.2',
            obtained_from: 'mac_app_store',
            signed_by: ['Apple Mac OS Application Signing'],
          },
        ],
      }),
    ),
    [
      {
        Name: 'Numbers',
        Version: '13.2',
        ApplicationType: 'mac_app_store',
        Publisher: 'Apple Mac OS Application Signing',
      },
    ],
  );
});
