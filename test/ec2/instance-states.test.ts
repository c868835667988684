import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { describeInstances } from '../../src/operations/ec2/instances/describe-instances.ts';
import { rebootInstances } from '../../src/operations/ec2/instances/reboot-instances.ts';
import { startInstances } from '../../src/operations/ec2/instances/start-instances.ts';
import { stopInstances } from '../../src/operations/ec2/instances/stop-instances.ts';
import { terminateInstances } from '../../src/operations/ec2/instances/terminate-instances.ts';
import { type Cloud, faultOf, givenCloud, OTHER_ACCOUNT, specify } from './launching.ts';

const UNKNOWN = 'i-0123456789abcdef0';

async function givenRunning(cloud: Cloud, arn: string, request: object = {}): Promise<string> {
  const { Instances } = await cloud.launch({ LicenseSpecifications: specify(arn), ...request });
  const id = Instances![0]!.InstanceId!;
  await cloud.settle(id);
  return id;
}

async function givenStopped(cloud: Cloud, arn: string): Promise<string> {
  const id = await givenRunning(cloud, arn);
  await cloud.call(stopInstances, { InstanceIds: [id] });
  await cloud.settle(id);
  return id;
}

describe('stop and start', () => {
  test('a stopped machine gives its licenses back, and takes them again when it starts', async () => {
    const cloud = await givenCloud();
    const arn = await cloud.license({ licenseCount: 2, hardLimit: true });
    const id = await givenRunning(cloud, arn);
    const { StoppingInstances } = await cloud.call(stopInstances, { InstanceIds: [id], Force: true });
    assert.deepEqual(StoppingInstances, [
      { InstanceId: id, CurrentState: { Code: 64, Name: 'stopping' }, PreviousState: { Code: 16, Name: 'running' } },
    ]);
    assert.equal(await cloud.consumed(arn), 2, 'while it stops it still counts');
    await cloud.settle(id);
    assert.equal(await cloud.consumed(arn), 0);

    const other = await givenRunning(cloud, arn);
    await assert.rejects(
      cloud.call(startInstances, { InstanceIds: [id] }),
      faultOf('LicenseUsageFailure', /^No licenses available\./),
    );
    await cloud.call(terminateInstances, { InstanceIds: [other] });
    await cloud.settle(other);
    const { StartingInstances } = await cloud.call(startInstances, { InstanceIds: [id] });
    assert.deepEqual(StartingInstances, [
      { InstanceId: id, CurrentState: { Code: 0, Name: 'pending' }, PreviousState: { Code: 80, Name: 'stopped' } },
    ]);
    assert.equal(await cloud.consumed(arn), 2);
  });

  test('all the machines of a call start, or none', async () => {
    const cloud = await givenCloud();
    const arn = await cloud.license({ licenseCount: 4, hardLimit: true });
    const ids = [await givenStopped(cloud, arn), await givenStopped(cloud, arn), await givenStopped(cloud, arn)];
    await assert.rejects(
      cloud.call(startInstances, { InstanceIds: ids }),
      faultOf('LicenseUsageFailure', /4 of 4 vCPUs left.*needs 6/),
    );
    assert.equal(await cloud.consumed(arn), 0);
    await cloud.call(startInstances, { InstanceIds: ids.slice(1) });
    assert.equal(await cloud.consumed(arn), 4);
  });

  test('a license that was disabled meanwhile refuses the start', async () => {
    const cloud = await givenCloud();
    const id = await givenStopped(cloud, await cloud.license());
    await sql`UPDATE license_configuration SET status = 'DISABLED'`.execute(cloud.db);
    await assert.rejects(
      cloud.call(startInstances, { InstanceIds: [id] }),
      faultOf('LicenseUsageFailure', /is disabled/),
    );
  });

  test('a dry run is decided and changes nothing', async () => {
    const cloud = await givenCloud();
    const arn = await cloud.license({ licenseCount: 2, hardLimit: true });
    const id = await givenStopped(cloud, arn);
    await assert.rejects(cloud.call(startInstances, { InstanceIds: [id], DryRun: true }), faultOf('DryRunOperation'));
    assert.equal(await cloud.consumed(arn), 0);
    await givenRunning(cloud, arn);
    await assert.rejects(
      cloud.call(startInstances, { InstanceIds: [id], DryRun: true }),
      faultOf('LicenseUsageFailure'),
    );
  });

  test('hibernation needs a machine that was launched for it', async () => {
    const cloud = await givenCloud();
    const arn = await cloud.license();
    const [without, able] = [
      await givenRunning(cloud, arn),
      await givenRunning(cloud, arn, { HibernationOptions: { Configured: true } }),
    ];
    const hibernate = (id: string) => cloud.call(stopInstances, { InstanceIds: [id], Hibernate: true });
    await assert.rejects(hibernate(without), faultOf('UnsupportedHibernationConfiguration'));
    assert.equal((await hibernate(able)).StoppingInstances!.length, 1);
  });
});

describe('terminate', () => {
  test('gives everything back and leaves a machine without addresses', async () => {
    const cloud = await givenCloud();
    const arn = await cloud.license();
    const id = await givenRunning(cloud, arn);
    await cloud.call(terminateInstances, { InstanceIds: [id] });
    await cloud.settle(id);
    assert.equal(await cloud.consumed(arn), 0);
    const { Reservations } = await cloud.call(describeInstances, { InstanceIds: [id] });
    const instance = Reservations![0]!.Instances![0]!;
    assert.deepEqual(instance.State, { Code: 48, Name: 'terminated' });
    assert.deepEqual(
      [instance.PrivateIpAddress, instance.PublicIpAddress, instance.VpcId],
      [undefined, undefined, undefined],
    );
    assert.deepEqual([instance.NetworkInterfaces, instance.BlockDeviceMappings, instance.Licenses], [[], [], []]);
    assert.equal(instance.StateReason!.Code, 'Client.UserInitiatedShutdown');
    assert.match(instance.StateTransitionReason!, /^User initiated \(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d GMT\)$/);
  });

  test('is refused for all where one is protected', async () => {
    const cloud = await givenCloud();
    const arn = await cloud.license();
    const [plain, kept] = [
      await givenRunning(cloud, arn),
      await givenRunning(cloud, arn, { DisableApiTermination: true, DisableApiStop: true }),
    ];
    await assert.rejects(
      cloud.call(terminateInstances, { InstanceIds: [plain, kept] }),
      faultOf('OperationNotPermitted', /disableApiTermination/),
    );
    await assert.rejects(
      cloud.call(stopInstances, { InstanceIds: [plain, kept] }),
      faultOf('OperationNotPermitted', /disableApiStop/),
    );
    assert.equal(await cloud.consumed(arn), 4);
  });
});

test('a reboot is for running machines and leaves its record', async () => {
  const cloud = await givenCloud();
  const arn = await cloud.license();
  const [running, stopped] = [await givenRunning(cloud, arn), await givenStopped(cloud, arn)];
  await cloud.call(rebootInstances, { InstanceIds: [running] }, { action: 'ec2:RebootInstances' });
  await assert.rejects(cloud.call(rebootInstances, { InstanceIds: [running, stopped] }), faultOf('IncorrectState'));
  const { rows } = await sql<{
    resources: string[];
  }>`SELECT resources FROM audit_event WHERE action = 'ec2:RebootInstances'`.execute(cloud.db);
  assert.deepEqual(rows, [{ resources: [`arn:aws:ec2:us-east-1:111111111111:instance/${running}`] }]);
});

test('ids that are malformed, unknown or of another account are refused', async () => {
  const cloud = await givenCloud();
  const id = await givenRunning(cloud, await cloud.license());
  for (const operation of [startInstances, stopInstances, terminateInstances, rebootInstances]) {
    await assert.rejects(cloud.call(operation, { InstanceIds: ['i-x'] }), faultOf('InvalidInstanceID.Malformed'));
    await assert.rejects(
      cloud.call(operation, { InstanceIds: [] }),
      faultOf('InvalidParameterCombination', 'No instances specified'),
    );
    await assert.rejects(
      cloud.call(operation, { InstanceIds: [id, UNKNOWN] }),
      faultOf('InvalidInstanceID.NotFound', `The instance ID '${UNKNOWN}' does not exist`),
    );
    await assert.rejects(
      cloud.call(operation, { InstanceIds: [id] }, { accountId: OTHER_ACCOUNT }),
      faultOf('InvalidInstanceID.NotFound'),
    );
  }
});

test('a machine that passes from one state to another does not start', async () => {
  const cloud = await givenCloud();
  const id = await givenRunning(cloud, await cloud.license());
  await cloud.call(stopInstances, { InstanceIds: [id] });
  await assert.rejects(
    cloud.call(startInstances, { InstanceIds: [id] }),
    faultOf('IncorrectInstanceState', /stopping/),
  );
});
