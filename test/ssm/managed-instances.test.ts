import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { EC2 } from '@aws-sdk/client-ec2';
import type { DescribeInstanceInformationCommandInput, InstancePropertyStringFilter } from '@aws-sdk/client-ssm';
import { sql } from 'kysely';
import { deleteTerminatedInstances } from '../../src/store/instance.ts';
import type { SimulatedAgent } from '../simulated-agent.ts';
import { applications, startWorld, type World } from './world.ts';

let world: World;
let online: SimulatedAgent;
let lost: SimulatedAgent;
let gone: SimulatedAgent;
let machineId: string;

const silentFor = (agent: SimulatedAgent, interval: string) =>
  sql`
  UPDATE managed_instance SET last_ping_at = now() - ${interval}::interval
  WHERE instance_id = ${agent.instanceId}`.execute(world.server.db);

before(async () => {
  world = await startWorld();
  online = await world.newAgent({ AgentVersion: '3.10.0.0' });
  lost = await world.newAgent({ AgentVersion: '3.9.0.0', PlatformType: 'Windows' });
  gone = await world.newAgent({ AgentVersion: '2.3.0.0', PlatformType: 'MacOS' });
  await silentFor(lost, '12 minutes');
  await silentFor(gone, '30 days 1 minute');
  const ec2 = new EC2({ endpoint: world.server.caller.url, region: 'us-east-1', credentials: world.server.caller });
  const { Images } = await ec2.describeImages({
    Owners: ['amazon'],
    Filters: [{ Name: 'architecture', Values: ['x86_64'] }],
  });
  const launched = await ec2.runInstances({
    ImageId: Images![0]!.ImageId,
    InstanceType: 'm5.large',
    MinCount: 1,
    MaxCount: 1,
  });
  machineId = launched.Instances![0]!.InstanceId!;
  await world.ssm.putInventory({ InstanceId: machineId, Items: [applications({ Name: 'bash' })] as never });
});

const names = (ids: readonly (string | undefined)[]) => {
  const known = new Map([
    [online.instanceId, 'online'],
    [lost.instanceId, 'lost'],
    [gone.instanceId, 'gone'],
    [machineId, 'machine'],
  ]);
  return ids.map((id) => known.get(id!));
};

const described = async (input: DescribeInstanceInformationCommandInput) =>
  names(
    (await world.ssm.describeInstanceInformation(input)).InstanceInformationList!.map(({ InstanceId }) => InstanceId),
  );

test('the clock makes a server lost after eleven minutes and inactive after thirty days', async () => {
  const { InstanceInformationList: list } = await world.ssm.describeInstanceInformation({});
  assert.deepEqual(
    list!.map(({ PingStatus }) => PingStatus),
    ['Online', 'ConnectionLost', 'Inactive', 'Inactive'],
  );
});

test('every filter narrows the list, in both forms', async () => {
  const cases: [expected: string[], key: string, ...values: string[]][] = [
    [['lost'], 'InstanceIds', lost.instanceId],
    [['lost'], 'PingStatus', 'ConnectionLost'],
    [['online', 'lost'], 'PingStatus', 'ConnectionLost', 'Online'],
    [['online'], 'PlatformTypes', 'Linux'],
    [['gone'], 'AgentVersion', '2.3.0.0'],
    [['machine'], 'ResourceType', 'EC2Instance'],
    [['online', 'lost', 'gone'], 'IamRole', 'ServerRole'],
    [[], 'AssociationStatus', 'Success'],
    [[], 'ActivationIds', 'd5a4a3d8-0b6c-4b5e-9d5f-3f8e0f6a0c11'],
  ];
  for (const [expected, key, ...values] of cases) {
    assert.deepEqual(await described({ Filters: [{ Key: key, Values: values }] }), expected, key);
    const legacy = [{ key: key as 'InstanceIds', valueSet: values }];
    assert.deepEqual(await described({ InstanceInformationFilterList: legacy }), expected, key);
  }
  assert.deepEqual(await described({ Filters: [{ Key: 'SourceTypes', Values: ['AWS::EC2::Instance'] }] }), ['machine']);
  assert.deepEqual(await described({ Filters: [{ Key: 'SourceIds', Values: [gone.instanceId] }] }), ['gone']);
});

test('what cannot be filtered by is refused, tags among other filters too', async () => {
  const refused = (input: DescribeInstanceInformationCommandInput, name: string) =>
    assert.rejects(world.ssm.describeInstanceInformation(input), { name }, JSON.stringify(input));
  const filter = (Key: string, ...Values: string[]) => ({ Key, Values });
  await refused({ Filters: [filter('Colour', 'red')] }, 'InvalidFilterKey');
  await refused({ Filters: [filter('constructor', 'red')] }, 'InvalidFilterKey');
  await refused({ Filters: [filter('PingStatus', 'Asleep')] }, 'InvalidInstanceInformationFilterValue');
  await refused({ Filters: [filter('tag:a', 'b'), filter('PingStatus', 'Online')] }, 'InvalidFilterKey');
  const InstanceInformationFilterList = [{ key: 'PingStatus' as const, valueSet: ['Online'] }];
  await refused({ Filters: [filter('PingStatus', 'Online')], InstanceInformationFilterList }, 'ValidationException');
});

test('pages of a filtered list hold each server once', async () => {
  const ids: (string | undefined)[] = [];
  const request: DescribeInstanceInformationCommandInput = {
    MaxResults: 5,
    Filters: [{ Key: 'tag-key', Values: ['page'] }],
  };
  for (let n = 0; n < 12; n++) {
    const { instanceId: ResourceId } = await world.newAgent();
    await world.ssm.addTagsToResource({
      ResourceType: 'ManagedInstance',
      ResourceId,
      Tags: [{ Key: 'page', Value: 'x' }],
    });
  }
  do {
    const { InstanceInformationList, NextToken } = await world.ssm.describeInstanceInformation(request);
    ids.push(...InstanceInformationList!.map(({ InstanceId }) => InstanceId));
    request.NextToken = NextToken;
  } while (request.NextToken);
  assert.deepEqual([ids.length, new Set(ids).size], [12, 12]);
});

test('properties have what EC2 knows, and are found by operators that know versions', async () => {
  const listed = async (...FiltersWithOperator: InstancePropertyStringFilter[]) =>
    (await world.ssm.describeInstanceProperties({ FiltersWithOperator, MaxResults: 1000 })).InstanceProperties!;
  const version = async (Operator: InstancePropertyStringFilter['Operator'], value: string) =>
    names(
      (await listed({ Key: 'AgentVersion', Values: [value], Operator })).map(({ InstanceId }) => InstanceId),
    ).filter(Boolean);
  assert.deepEqual(await version('GreaterThan', '3.9.0.0'), ['online']);
  assert.deepEqual(await version('LessThan', '3.10'), ['lost', 'gone']);
  assert.deepEqual(await version('BeginWith', '3.9'), ['lost']);
  assert.deepEqual((await version('NotEqual', '3.9.0.0')).sort(), ['gone', 'machine', 'online']);
  const [machine] = await listed({ Key: 'InstanceIds', Values: [machineId] });
  assert.deepEqual([machine!.InstanceType, machine!.ResourceType], ['m5.large', 'EC2Instance']);
  await assert.rejects(listed({ Key: 'PingStatus', Values: ['Asleep'] }), {
    name: 'InvalidInstancePropertyFilterValue',
  });
});

test('a server that is deregistered is gone, and its key and its session are refused', async () => {
  const agent = await world.newAgent();
  await agent.ask('PutInventory', { Items: [applications({ Name: 'only-here' })] });
  await world.ssm.deregisterManagedInstance({ InstanceId: agent.instanceId });
  assert.deepEqual(await described({ Filters: [{ Key: 'InstanceIds', Values: [agent.instanceId] }] }), []);
  assert.equal((await agent.call('UpdateInstanceInformation')).code, 'InvalidInstanceId');
  const token = await agent.withKey('RequestManagedInstanceRoleToken', { Fingerprint: agent.fingerprint });
  assert.equal(token.code, 'InvalidInstanceId');
  const left = await sql`
    SELECT FROM installed_software JOIN software_name ON software_name_id = ANY(software_name_ids) WHERE name = 'only-here'`.execute(
    world.server.db,
  );
  assert.equal(left.rows.length, 0);
});

test('the role of a server is changed', async () => {
  await world.ssm.updateManagedInstanceRole({ InstanceId: online.instanceId, IamRole: 'Another' });
  assert.deepEqual(await described({ Filters: [{ Key: 'IamRole', Values: ['Another'] }] }), ['online']);
  await world.ssm.updateManagedInstanceRole({ InstanceId: online.instanceId, IamRole: 'ServerRole' });
  const nobody = world.ssm.updateManagedInstanceRole({ InstanceId: 'mi-0123456789abcdef0', IamRole: 'x' });
  await assert.rejects(nobody, { name: 'InvalidInstanceId' });
});

test('a sync that was asked for is listed until it is deleted', async () => {
  const S3Destination = { BucketName: 'inventory', SyncFormat: 'JsonSerDe', Region: 'us-east-1' } as const;
  const create = () => world.ssm.createResourceDataSync({ SyncName: 'all', S3Destination });
  await create();
  await assert.rejects(create(), { name: 'ResourceDataSyncAlreadyExistsException' });
  const [sync] = (await world.ssm.listResourceDataSync({})).ResourceDataSyncItems!;
  assert.deepEqual([sync!.SyncName, sync!.S3Destination], ['all', S3Destination]);
  await world.ssm.deleteResourceDataSync({ SyncName: 'all' });
  assert.deepEqual((await world.ssm.listResourceDataSync({})).ResourceDataSyncItems, []);
  const again = world.ssm.deleteResourceDataSync({ SyncName: 'all' });
  await assert.rejects(again, { name: 'ResourceDataSyncNotFoundException' });
  const without = world.ssm.createResourceDataSync({ SyncName: 'none' });
  await assert.rejects(without, { name: 'ResourceDataSyncInvalidConfigurationException' });
});

test('an embedded machine is known no longer than EC2 shows it', async () => {
  const { db } = world.server;
  const Filters = [{ Key: 'InstanceIds', Values: [machineId] }];
  assert.deepEqual(await described({ Filters }), ['machine']);
  await sql`
    UPDATE instance SET state = 'terminated', state_due = NULL, state_changed_at = now() - interval '2 hours'
    WHERE instance_id = ${machineId}`.execute(db);
  await db.transaction().execute((trx) => deleteTerminatedInstances(trx, new Date()));
  assert.deepEqual(await described({ Filters }), []);
});
