import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { type ServerProcess, startServerProcess } from '../test/server-process.ts';
import { type Credentials, clientsOf, region } from './clients.ts';
import { imageArn, launch, refusal } from './given.ts';

// `headroom backup` and `headroom restore` of the embedded database, by what its clients see before and after.

const cli = join(import.meta.dirname, '..', 'bin', 'headroom.js');
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headroom-backup-'));
});

after(() => rm(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);

/** Runs `headroom` with the settings of the server whose data is in that folder, and returns what it printed. */
async function headroom(data: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const settings = { PATH: process.env['PATH']!, HEADROOM_DATA: at(data), ...env };
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...args], { env: settings });
  return stdout;
}

const refusedHeadroom = (data: string, args: readonly string[], reason: RegExp) =>
  assert.rejects(headroom(data, args), (error: Error & { stderr: string }) => reason.test(error.stderr));

/** A server that is given no keys, so that it has those that are in its database or else makes up its own. */
const startServer = (data: string): Promise<ServerProcess> => {
  const names = ['HEADROOM_ACCOUNT_ID', 'HEADROOM_ROOT_ACCESS_KEY_ID', 'HEADROOM_ROOT_SECRET_ACCESS_KEY'];
  return startServerProcess(at(data), Object.fromEntries(names.map((name) => [name, ''])));
};

interface Estate {
  readonly credentials: Credentials;
  readonly licenseArn: string;
  readonly imageId: string;
}

const variables = ({ accessKeyId, secretAccessKey }: Credentials, endpoint: string) => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_DEFAULT_REGION: region,
  AWS_ENDPOINT_URL: endpoint,
});

/** Machines and hosts with licenses, and servers whose software a license follows. */
async function givenEstate({ url }: ServerProcess): Promise<Estate> {
  const printed = await headroom('old', ['create-root-key']);
  const [, accessKeyId = '', secretAccessKey = ''] = /KEY_ID=(\S+).*ACCESS_KEY=(\S+)/s.exec(printed)!;
  const credentials = { accessKeyId, secretAccessKey };
  const { ec2, licenseManager } = clientsOf(credentials, { endpoint: url });
  const license = { LicenseCountingType: 'vCPU', LicenseCount: 200, LicenseCountHardLimit: true } as const;
  const { LicenseConfigurationArn: licenseArn } = await licenseManager.createLicenseConfiguration({
    ...license,
    Name: 'machines',
  });
  const software = {
    ProductInformationFilterName: 'Application Name',
    ProductInformationFilterComparator: 'EQUALS',
    ProductInformationFilterValue: ['SQL Server 2022'],
  };
  const ProductInformationList = [{ ResourceType: 'SSM_MANAGED', ProductInformationFilterList: [software] }];
  await licenseManager.createLicenseConfiguration({ ...license, Name: 'servers', ProductInformationList });
  const { ImageId: imageId } = await ec2.registerImage({ Name: 'licensed', Architecture: 'x86_64' });
  await licenseManager.updateLicenseSpecificationsForResource({
    ResourceArn: imageArn(imageId!),
    AddLicenseSpecifications: [{ LicenseConfigurationArn: licenseArn! }],
  });
  await launch({ ImageId: imageId!, MinCount: 20, MaxCount: 20 }, ec2);
  await ec2.allocateHosts({ AvailabilityZone: `${region}a`, InstanceFamily: 'm5', Quantity: 2 });
  const servers =
    'name,platform,version,cpus,application\nsql1,Windows,2022,16,SQL Server 2022\nsql2,Windows,2022,8,\\.\n';
  await writeFile(at('servers.csv'), servers);
  await headroom('old', ['import-inventory', at('servers.csv')], variables(credentials, url));
  return { credentials, licenseArn: licenseArn!, imageId: imageId! };
}

/** What a backup says of the database, but for when it was made. */
async function content(file: string): Promise<string[]> {
  const lines = gunzipSync(await readFile(file))
    .toString()
    .split('\n');
  return lines.filter((line, n) => n > 0 && !line.startsWith('{"sha256"'));
}

/** Kills the restore of `file` when it says that it loads it. */
async function killedRestore(data: string, file: string): Promise<void> {
  const env = { PATH: process.env['PATH'], HEADROOM_DATA: at(data) };
  const child = spawn(process.execPath, [cli, 'restore', file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  for await (const text of child.stdout) if (String(text).includes('Loading')) child.kill('SIGKILL');
  assert.deepEqual(await exited, [null, 'SIGKILL']);
}

test('an estate that is backed up while it changes is the same after a restore', async () => {
  const old = await startServer('old');
  const { credentials, licenseArn, imageId } = await givenEstate(old);
  const { ec2 } = clientsOf(credentials, { endpoint: old.url });
  let backedUp = false;
  const launching = (async () => {
    for (let n = 0; n < 20 && !backedUp; n++) await launch({ ImageId: imageId }, ec2);
  })();
  assert.match(await headroom('old', ['backup', at('live.gz')]), /^[\d,]+ rows as of .*\n.*master key is in it/m);
  backedUp = true;
  await launching;
  assert.equal((await stat(at('live.gz'))).mode & 0o777, 0o600);
  await old.end('SIGTERM');
  await headroom('old', ['backup', at('rest.gz')]);

  await refusedHeadroom('old', ['restore', at('rest.gz')], /There is a database in .*old already/);
  for (const name of ['live', 'rest']) {
    await headroom(name, ['restore', at(`${name}.gz`)]);
    await headroom(name, ['backup', at(`${name}-again.gz`)]);
    assert.deepEqual(await content(at(`${name}-again.gz`)), await content(at(`${name}.gz`)));
  }

  const restored = await startServer('live');
  const clients = clientsOf(credentials, { endpoint: restored.url });
  await assertAgrees(clients, licenseArn);
  assert.match(await headroom('live', ['recount'], variables(credentials, restored.url)), /every counter agrees/);
  const [machine] = await launch({ ImageId: imageId }, clients.ec2);
  await clients.ec2.terminateInstances({ InstanceIds: [machine!] });
  const tooMany = await refusal(launch({ ImageId: imageId, MinCount: 50, MaxCount: 50 }, clients.ec2));
  assert.equal(tooMany.code, 'LicenseUsageFailure');
  await restored.end('SIGTERM');
});

/** 4 vCPUs a machine, and two servers, one with software that has a license. */
async function assertAgrees({ ec2, licenseManager, ssm }: ReturnType<typeof clientsOf>, licenseArn: string) {
  const { Reservations = [] } = await ec2.describeInstances();
  const machines = Reservations.flatMap(({ Instances = [] }) => Instances);
  assert.ok(machines.length >= 20, `${machines.length} machines`);
  const license = await licenseManager.getLicenseConfiguration({ LicenseConfigurationArn: licenseArn });
  assert.equal(license.ConsumedLicenses, 4 * machines.length);
  const { InstanceInformationList = [] } = await ssm.describeInstanceInformation();
  assert.deepEqual(InstanceInformationList.map(({ Name }) => Name).sort(), ['sql1', 'sql2']);
  assert.equal((await ec2.describeHosts()).Hosts?.length, 2);
}

test('a restore that was killed says what to do, and is done anew', async () => {
  await killedRestore('killed', at('rest.gz'));
  await assert.rejects(startServer('killed'), /restore into .*killed was not finished.*Run it again: headroom restore/);
  await headroom('killed', ['restore', at('rest.gz')]);
  await headroom('killed', ['backup', at('killed.gz')]);
  assert.deepEqual(await content(at('killed.gz')), await content(at('rest.gz')));
  assert.deepEqual((await readdir(at('killed'))).sort(), ['headroom.lock', 'master.key', 'postgres']);
});

test('a backup that is cut short is refused before anything is created', async () => {
  const whole = await readFile(at('rest.gz'));
  await writeFile(at('cut.gz'), whole.subarray(0, whole.length / 2));
  await refusedHeadroom('cut', ['restore', at('cut.gz')], /cut\.gz is damaged, cut short.*Nothing was restored/);
  assert.equal(existsSync(at('cut')), false);
});
