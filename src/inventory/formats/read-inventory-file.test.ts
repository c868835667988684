import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { FileProblem } from './file-problem.ts';
import type { ImportedServer } from './imported-server.ts';
import { readInventoryFile } from './read-inventory-file.ts';

const servers = (text: string): ImportedServer[] => readInventoryFile(Buffer.from(text));
const only = (text: string): ImportedServer => {
  const [server, ...others] = servers(text);
  assert.equal(others.length, 0);
  return server!;
};
const problem = (text: string, pattern: RegExp) =>
  assert.throws(
    () => servers(text),
    (error) => error instanceof FileProblem && pattern.test(error.message),
  );

const section = (name: string, members: Record<string, string | number>) =>
  `<${name}>${Object.entries(members)
    .map(([key, value]) => `<${key}>${value}</${key}>`)
    .join('')}</${name}>`;
const xml = (content: string, rest = '<DEVICEID>srv-2026-01-01-00-00-00</DEVICEID><QUERY>INVENTORY</QUERY>') =>
  `<?xml version="1.0" encoding="UTF-8" ?>\n<REQUEST><CONTENT>${content}</CONTENT>${rest}</REQUEST>`;

const FUSION = '<VERSIONCLIENT>FusionInventory-Agent_v2.6-3</VERSIONCLIENT>';
const HARDWARE = section('HARDWARE', { NAME: 'srv', UUID: '4C4C4544-0042-3510-8054-B2C04F4D3132' });
const DEBIAN = section('OPERATINGSYSTEM', {
  NAME: 'Debian GNU/Linux',
  VERSION: '12.11',
  KERNEL_NAME: 'linux',
  KERNEL_VERSION: '6.1.0',
});
const fusion = (content: string) => xml(FUSION + HARDWARE + DEBIAN + content);
const cpu = (core: number, thread: number) =>
  section('CPUS', { CORE: core, THREAD: thread, NAME: 'Xeon', ARCH: 'i386' });

describe('FusionInventory and GLPI', () => {
  test('a record is a socket, with the cores and logical processors of that socket', () => {
    const { processors, platform, sourceId } = only(fusion(cpu(8, 16) + cpu(8, 16)));
    assert.deepEqual(processors, { model: 'Xeon', sockets: 2, cores: 16, cpus: 32 });
    assert.deepEqual(platform, { type: 'Linux', name: 'Debian GNU/Linux', version: '12.11', kernelVersion: '6.1.0' });
    assert.equal(sourceId, 'uuid:4c4c4544-0042-3510-8054-b2c04f4d3132');
  });

  test('fewer threads than cores are those of one core', () =>
    assert.deepEqual(only(fusion(cpu(8, 2))).processors, { model: 'Xeon', sockets: 1, cores: 8, cpus: 16 }));

  test('many records of one core are logical processors, whose cores and sockets are not known', () => {
    const { processors, leftOut } = only(fusion(cpu(1, 1).repeat(24)));
    assert.deepEqual(processors, { model: 'Xeon', cpus: 24 });
    assert.match(leftOut[0]!, /24 records of one core/);
  });

  test('a server of 64-bit ARM has no record of a processor, and it is said so', () => {
    const { processors, leftOut } = only(fusion(''));
    assert.deepEqual(processors, {});
    assert.deepEqual(leftOut, ['processors: no CPUS record']);
  });

  test('the distribution is not the publisher of a Debian package', () => {
    const deb = { NAME: 'zlib1g', VERSION: '1:1.2.13', FROM: 'deb', PUBLISHER: 'Debian', ARCH: 'amd64' };
    const rpm = { NAME: 'zlib', VERSION: '1.2', FROM: 'rpm', PUBLISHER: 'Red Hat' };
    assert.deepEqual(only(fusion(section('SOFTWARES', deb) + section('SOFTWARES', rpm))).applications, [
      { Name: 'zlib1g', Version: '1:1.2.13', Architecture: 'amd64' },
      { Name: 'zlib', Version: '1.2', Publisher: 'Red Hat' },
    ]);
  });

  test('Windows is named by its edition', () => {
    const system = {
      NAME: 'Windows',
      FULL_NAME: 'Microsoft Windows Server 2022',
      KERNEL_NAME: 'MSWin32',
      KERNEL_VERSION: '10.0.20348',
    };
    assert.deepEqual(only(xml(FUSION + HARDWARE + section('OPERATINGSYSTEM', system))).platform, {
      type: 'Windows',
      name: 'Microsoft Windows Server 2022',
      version: '10.0.20348',
      kernelVersion: '10.0.20348',
    });
  });

  test('the JSON of the GLPI agent says the same', () => {
    const content = {
      versionclient: 'GLPI-Agent_v1.11',
      hardware: { name: 'srv', uuid: '4C4C4544-0042-3510-8054-B2C04F4D3132' },
      operatingsystem: { name: 'Debian GNU/Linux', version: '12', kernel_name: 'linux' },
      cpus: [{ core: 4, thread: 8, name: 'Xeon' }],
      softwares: [{ name: 'SQL Server', publisher: 'Microsoft', constructor: 'x' }],
      networks: [{ description: 'eth0', macaddr: '02:00:00:00:00:01', ipaddress: '192.0.2.7' }],
    };
    const server = only(JSON.stringify({ action: 'inventory', deviceid: 'srv-1', content }));
    assert.deepEqual(server.processors, { model: 'Xeon', sockets: 1, cores: 4, cpus: 8 });
    assert.deepEqual(server.applications, [{ Name: 'SQL Server', Publisher: 'Microsoft' }]);
    assert.equal(server.source, 'GLPI-Agent_v1.11');
  });
});

describe('OCS Inventory', () => {
  const system = section('HARDWARE', { NAME: 'srv', OSNAME: 'Debian GNU/Linux 12', OSVERSION: '12' });
  const network = section('NETWORKS', {
    DESCRIPTION: 'eth0',
    MACADDR: '02:00:00:00:00:01',
    IPADDRESS: '192.0.2.7,fe80::1',
  });
  const socket = section('CPUS', { CORES: 8, LOGICAL_CPUS: 16, THREADS: 16, NBSOCKET: 2, TYPE: 'Xeon' });

  test('the number of sockets stands in every record and is not added up', () => {
    const server = only(xml(system + network + socket.repeat(2)));
    assert.deepEqual(server.processors, { model: 'Xeon', sockets: 2, cores: 16, cpus: 32 });
    assert.deepEqual(server.platform, { type: 'Linux', name: 'Debian GNU/Linux', version: '12' });
    assert.equal(server.sourceId, 'host:srv/02:00:00:00:00:01');
  });

  test('sockets that differ are added up, each by its own record', () => {
    const other = section('CPUS', { CORES: 4, LOGICAL_CPUS: 4, THREADS: 4, NBSOCKET: 2, TYPE: 'Xeon' });
    const { processors } = only(xml(system + network + socket + other));
    assert.deepEqual(processors, { model: 'Xeon', sockets: 2, cores: 12, cpus: 20 });
  });

  test('one record stands for all sockets where others are missing', () =>
    assert.deepEqual(only(xml(system + network + socket)).processors, {
      ...{ model: 'Xeon', sockets: 2, cores: 16, cpus: 32 },
    }));

  test('cores that a record does not say are guessed from no other', () => {
    const without = section('CPUS', { LOGICAL_CPUS: 4, NBSOCKET: 2, TYPE: 'Xeon' });
    const { processors, leftOut } = only(xml(system + network + socket + without));
    assert.deepEqual(processors, { model: 'Xeon', sockets: 2, cpus: 20 });
    assert.match(leftOut[0]!, /cores/i);
  });

  test('addresses of both kinds stand in one member', () =>
    assert.deepEqual(only(xml(system + network)).networks, [
      { Name: 'eth0', MacAddress: '02:00:00:00:00:01', IPV4: '192.0.2.7', IPV6: 'fe80::1' },
    ]));

  test('a Debian package: architecture off its name, home page for a publisher, months from 0', () => {
    const deb = {
      NAME: 'libc6:amd64',
      VERSION: '2.36-9',
      FROM: 'deb',
      PUBLISHER: 'https://gnu.org',
      INSTALLDATE: '2025/00/31 10:00:00',
    };
    assert.deepEqual(only(xml(system + network + section('SOFTWARES', deb))).applications, [
      { Name: 'libc6', Version: '2.36-9', URL: 'https://gnu.org', InstalledTime: '2025-01-31T10:00:00Z' },
    ]);
  });

  test('a date that no month has is left out, not the application', () => {
    const deb = { NAME: 'a', FROM: 'deb', INSTALLDATE: '1970/12/01 00:00:00' };
    assert.deepEqual(only(xml(system + network + section('SOFTWARES', deb))).applications, [{ Name: 'a' }]);
  });

  test('compressed, as the agent on Windows has it', () =>
    assert.equal(readInventoryFile(deflateSync(xml(system + network)))[0]!.name, 'srv'));
});

describe('a table', () => {
  test('a row an application; numbers of one row hold for the server', () => {
    const [first, second] = servers(
      '\ufeffName,Platform,CPUs,Cores,Sockets,Application,Publisher\nsql1,Windows Server 2022,16,8,2,SQL Server,Microsoft\nsql1,Windows Server 2022,,,,"Office, Pro",\nweb,Ubuntu,2,,,,\n',
    );
    assert.deepEqual(first!.processors, { cpus: 16, cores: 8, sockets: 2 });
    assert.deepEqual(first!.applications, [{ Name: 'SQL Server', Publisher: 'Microsoft' }, { Name: 'Office, Pro' }]);
    assert.deepEqual([second!.platform.type, second!.processors, second!.applications], ['Linux', { cpus: 2 }, []]);
  });

  test('separated by semicolons', () =>
    assert.deepEqual(only('name;platform;cpus\na;Linux;4').processors, { cpus: 4 }));

  test('as Excel writes it: rows and columns that were emptied', () => {
    const [first, ...others] = servers(
      '\ufeffName;Platform;CPUs;Application;;\r\nsql1;Windows Server 2022;16;"Größe; 2";;\r\n;;;;;\r\n;;;;;\r\n',
    );
    assert.deepEqual([first!.processors, first!.applications, others], [{ cpus: 16 }, [{ Name: 'Größe; 2' }], []]);
    problem('name;platform;\na;Linux;4', /line 2: there is "4" under no header/);
  });

  test('what is wrong is named with its line', () => {
    problem('name,cpus\na,1', /line 1: there is no column platform/);
    problem('name,platform,colour\na,Linux,red', /line 1: the column "colour" is not known/);
    problem('name,platform,cpus\na,Linux,many', /line 2: cpus is "many"/);
    problem('name,platform,cpus\na,Linux,2\na,Linux,4', /line 3: cpus is 4, but line 2 says 2/);
    problem('name,platform\na', /line 2/i);
    problem('name,platform\n,Linux', /line 2: the name is empty/);
    problem('name,platform\na,FreeBSD', /FreeBSD.*expected Linux, Windows or macOS/);
  });
});

describe('a file that is no inventory', () => {
  test('is refused by line and element, or by what it lacks', () => {
    problem(fusion(cpu(1, 1)).slice(0, -40), /line 2, in the element REQUEST/);
    problem('<REQUEST><CONTENT></REQUEST>', /line 1, in the element REQUEST: unexpected close tag/);
    problem('<html/>', /the element html holds no inventory/);
    problem('{"content":', /the JSON cannot be read/);
    problem('{"a":1}', /holds no inventory/);
    problem('', /empty/);
    problem(xml(FUSION + HARDWARE), /no OPERATINGSYSTEM\/NAME/);
    problem(xml(FUSION + DEBIAN + section('HARDWARE', {})), /no HARDWARE\/NAME/);
    problem(xml('', '<QUERY>PROLOG</QUERY>'), /PROLOG; expected INVENTORY/);
  });

  test('in an encoding other than it says', () =>
    assert.throws(() => readInventoryFile(Buffer.from([0x61, 0xff, 0xfe])), /not in the encoding UTF-8/));
});
