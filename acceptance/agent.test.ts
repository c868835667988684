import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { licenseManager, ssm, uniqueName, url } from './clients.ts';
import { consumed, givenLicense } from './given.ts';
import { headroom } from './headroom-cli.ts';

// Our own agent on this very machine: its packages and processors arrive, and licenses follow what is installed here.

const run = promisify(execFile);
const asRoot = process.getuid?.() === 0 ? [] : ['sudo'];
const sudo = (...args: string[]) => {
  const [program, ...rest] = [...asRoot, ...args];
  return run(program!, rest);
};

let folder: string;
let state: string;
let instanceId: string;
/** A package of the test's own, which it installs and removes. */
const product = uniqueName('headroom-product');

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headroom-agent-'));
  state = join(folder, 'state');
  const made = await ssm.createActivation({ IamRole: 'ServerRole', DefaultInstanceName: 'this machine' });
  const activation = ['--activation-id', made.ActivationId!, '--activation-code', made.ActivationCode!];
  const { code, stdout, stderr } = await agent('--endpoint', url, ...activation);
  assert.deepEqual([code, stderr], [0, '']);
  instanceId = /Registered as (mi-[0-9a-f]{17})/.exec(stdout)![1]!;
});

after(async () => {
  await sudo('dpkg', '--purge', product);
  await rm(folder, { recursive: true, force: true });
});

const agent = (...args: string[]) => headroom('agent', '--once', '--state-folder', state, ...args);

/** Builds a package with a file that stays behind when it is removed and not purged. */
async function buildPackage(): Promise<string> {
  const source = join(folder, 'package');
  await mkdir(join(source, 'DEBIAN'), { recursive: true });
  await mkdir(join(source, 'etc'));
  await chmod(join(source, 'DEBIAN'), 0o755);
  await writeFile(join(source, 'etc', product), 'kept\n');
  await writeFile(join(source, 'DEBIAN/conffiles'), `/etc/${product}\n`);
  const control = {
    Package: product,
    Version: '1:2.0',
    Architecture: 'all',
    Maintainer: 'Vendor <v@example.org>',
    Description: 'test',
  };
  await writeFile(
    join(source, 'DEBIAN/control'),
    Object.entries(control)
      .map(([name, value]) => `${name}: ${value}\n`)
      .join(''),
  );
  const file = join(folder, 'package.deb');
  await run('dpkg-deb', ['--root-owner-group', '--build', source, file]);
  return file;
}

const entriesOf = async (TypeName: string) => {
  const entries: Record<string, string>[] = [];
  for (let NextToken: string | undefined; ; ) {
    const page = await ssm.listInventoryEntries({ InstanceId: instanceId, TypeName, NextToken });
    entries.push(...page.Entries!);
    NextToken = page.NextToken;
    if (!NextToken) return entries;
  }
};

async function becomes(licenseArn: string, count: number): Promise<void> {
  for (let tries = 0; tries < 200 && (await consumed(licenseArn)) !== count; tries++) await sleep(100);
  assert.equal(await consumed(licenseArn), count);
}

describe('the agent of this machine', () => {
  test('registers it once, and shows it online', async () => {
    const { InstanceInformationList } = await ssm.describeInstanceInformation({
      Filters: [{ Key: 'InstanceIds', Values: [instanceId] }],
    });
    const [server] = InstanceInformationList!;
    assert.deepEqual([server!.PingStatus, server!.Name, server!.PlatformType], ['Online', 'this machine', 'Linux']);
    assert.equal((await stat(join(state, 'key.pem'))).mode & 0o777, 0o600);
    assert.equal((await stat(state)).mode & 0o777, 0o700);
  });

  test('reports its processors as lscpu counts them', async () => {
    const { stdout } = await run('lscpu', ['--parse=CPU,SOCKET,CORE']);
    const rows = stdout
      .split('\n')
      .filter((line) => /^\d/.test(line))
      .map((line) => line.split(','));
    const [information] = await entriesOf('AWS:InstanceDetailedInformation');
    const counted = (columns: number[]) => String(new Set(rows.map((row) => columns.map((n) => row[n]).join())).size);
    assert.equal(information!['CPUs'], String(rows.length));
    assert.equal(information!['CPUSockets'], counted([1]));
    assert.equal(information!['CPUCores'], counted([1, 2]));
  });

  test('reports what dpkg has installed, and nothing a second time', async () => {
    const { stdout } = await run('dpkg-query', ['--show', '--showformat=${db:Status-Status} ${Package} ${Version}\\n']);
    const installed = stdout.split('\n').flatMap((line) => /^installed (.*)$/.exec(line)?.[1] ?? []);
    const reported = (await entriesOf('AWS:Application'))
      .filter(({ ApplicationType }) => ApplicationType !== 'snap')
      .map(({ Name, Version }) => `${Name} ${Version}`);
    assert.deepEqual([...new Set(reported)].sort(), [...new Set(installed)].sort());
    assert.equal((await agent()).stdout, `${instanceId}: nothing changed.\n`);
  });

  test('a package that a license looks for takes it when it is installed, and gives it back when it is removed', async () => {
    const license = await givenLicense({
      LicenseCountingType: 'Instance',
      LicenseCount: 1,
      DisassociateWhenNotFound: true,
      ProductInformationList: [
        {
          ResourceType: 'SSM_MANAGED',
          ProductInformationFilterList: [
            {
              ProductInformationFilterName: 'Application Name',
              ProductInformationFilterComparator: 'EQUALS',
              ProductInformationFilterValue: [product],
            },
          ],
        },
      ],
    });
    await sudo('dpkg', '--install', await buildPackage());
    assert.equal((await agent()).stdout, `${instanceId}: sent AWS:Application.\n`);
    await becomes(license, 1);
    const usage = await licenseManager.listUsageForLicenseConfiguration({ LicenseConfigurationArn: license });
    assert.match(usage.LicenseConfigurationUsageList![0]!.ResourceArn!, new RegExp(`:managed-instance/${instanceId}$`));
    await sudo('dpkg', '--remove', product);
    await agent();
    await becomes(license, 0);
  });

  test('says what to do where the registration is gone, and where there never was one', async () => {
    const { code, stderr } = await headroom(
      'agent',
      '--once',
      '--state-folder',
      join(folder, 'none'),
      '--endpoint',
      url,
    );
    assert.equal(code, 2);
    assert.match(stderr, /This machine is not registered .*create-activation/s);
    await ssm.deregisterManagedInstance({ InstanceId: instanceId });
    const gone = await agent();
    assert.equal(gone.code, 78);
    assert.match(gone.stderr, /register this machine with a new activation/);
  });

  test('says it in a line where no server answers', async () => {
    const nowhere = ['--endpoint', 'http://127.0.0.1:9', '--activation-id', 'x', '--activation-code', 'y'];
    const { code, stderr } = await headroom('agent', '--once', '--state-folder', join(folder, 'away'), ...nowhere);
    assert.equal(code, 2);
    assert.match(stderr, /^No server answers at http:\/\/127\.0\.0\.1:9\/: .*\n$/);
  });
});
