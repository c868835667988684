import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { GetInventoryCommandInput, InventoryFilter } from '@aws-sdk/client-ssm';
import { sql } from 'kysely';
import { deleteInventory } from '../../src/jobs/delete-inventory.ts';
import type { SimulatedAgent } from '../simulated-agent.ts';
import { registerFarApart } from './far-apart.ts';
import { applications, CAPTURE_TIME, item, startWorld, type World } from './world.ts';

let world: World;
let debian: SimulatedAgent;
let ubuntu: SimulatedAgent;
let windows: SimulatedAgent;

before(async () => {
  world = await startWorld();
  debian = await world.newAgent();
  await registerFarApart(world.server.db);
  ubuntu = await world.newAgent({ PlatformName: 'Ubuntu', PlatformVersion: '24.04' });
  await registerFarApart(world.server.db);
  windows = await world.newAgent({ PlatformType: 'Windows', PlatformName: 'Microsoft Windows Server 2022 Datacenter' });
  const postgres = (Version: string) => ({ Name: 'postgresql-15', Version, Publisher: 'Debian' });
  await debian.ask('PutInventory', {
    Items: [applications(postgres('15.9'), { Name: 'bash', Version: '5.2' }), item('Custom:Racks', [{ Row: '7' }])],
  });
  await ubuntu.ask('PutInventory', {
    Items: [applications(postgres('15.10'), { Name: 'postgresql-common', Version: '2' })],
  });
  await windows.ask('PutInventory', {
    Items: [applications({ Name: 'Microsoft SQL Server 2022', Version: '16.0.1000.6' })],
  });
});

const filter = (Key: string, Type: InventoryFilter['Type'], ...Values: string[]): InventoryFilter => ({
  Key,
  Type,
  Values,
});

async function found(...Filters: InventoryFilter[]): Promise<(string | undefined)[]> {
  const { Entities: entities = [] } = await world.ssm.getInventory({ Filters });
  const names = new Map([
    [debian.instanceId, 'debian'],
    [ubuntu.instanceId, 'ubuntu'],
    [windows.instanceId, 'windows'],
  ]);
  return entities.map(({ Id }) => names.get(Id!));
}

test('without filters every server is listed with what its agent reported', async () => {
  const { Entities: entities = [] } = await world.ssm.getInventory({});
  assert.equal(entities.length, 3);
  const { Content, TypeName, SchemaVersion } = entities[1]!.Data!['AWS:InstanceInformation']!;
  assert.deepEqual([TypeName, SchemaVersion], ['AWS:InstanceInformation', '1.0']);
  assert.deepEqual(Content, [
    {
      AgentType: 'amazon-ssm-agent',
      AgentVersion: '3.3.0.0',
      ComputerName: 'rack-7',
      IamRole: 'ServerRole',
      InstanceId: ubuntu.instanceId,
      InstanceStatus: 'Online',
      IpAddress: '192.0.2.7',
      PlatformName: 'Ubuntu',
      PlatformType: 'Linux',
      PlatformVersion: '24.04',
      ResourceType: 'ManagedInstance',
    },
  ]);
});

test('the result has the types that were asked for, as they were sent', async () => {
  const ResultAttributes = [{ TypeName: 'AWS:Application' }, { TypeName: 'Custom:Racks' }];
  const { Entities: entities = [] } = await world.ssm.getInventory({ ResultAttributes });
  assert.deepEqual(
    entities.map(({ Data }) => Object.keys(Data!)),
    [['AWS:Application', 'Custom:Racks'], ['AWS:Application'], ['AWS:Application']],
  );
  const { Content, CaptureTime } = entities[0]!.Data!['Custom:Racks']!;
  assert.deepEqual([Content, CaptureTime], [[{ Row: '7' }], CAPTURE_TIME]);
});

test('servers are found by every comparator, over one type or several', async () => {
  const cases: [expected: string[], ...filters: InventoryFilter[]][] = [
    [['debian', 'ubuntu'], filter('AWS:Application.Name', 'Equal', 'postgresql-15')],
    [['debian', 'ubuntu'], filter('AWS:Application.Name', 'BeginWith', 'postgres')],
    [['debian', 'ubuntu', 'windows'], filter('AWS:Application.Name', 'BeginWith', 'postgres', 'Microsoft SQL')],
    [[], filter('AWS:Application.Name', 'BeginWith', 'postgresql-16')],
    [
      ['ubuntu'],
      filter('AWS:Application.Name', 'Equal', 'postgresql-15'),
      filter('AWS:Application.Version', 'GreaterThan', '15.9'),
    ],
    [
      ['debian'],
      filter('AWS:Application.Name', 'Equal', 'postgresql-15'),
      filter('AWS:Application.Version', 'LessThan', '15.10'),
    ],
    [['windows'], filter('AWS:Application.Name', 'NotEqual', 'postgresql-15')],
    [['debian', 'ubuntu'], filter('AWS:Application.Publisher', 'Equal', 'Debian')],
    [['ubuntu', 'windows'], filter('AWS:InstanceInformation.PlatformName', 'NotEqual', 'Debian GNU/Linux')],
    [
      ['ubuntu'],
      filter('AWS:InstanceInformation.PlatformType', 'Equal', 'Linux'),
      filter('AWS:Application.Name', 'Equal', 'postgresql-common'),
    ],
    [['debian'], filter('Custom:Racks.Row', 'LessThan', '10')],
  ];
  for (const [expected, ...filters] of cases)
    assert.deepEqual(await found(...filters), expected, JSON.stringify(filters));
});

test('pages of one server list each once, with a filter and without', async () => {
  for (const Filters of [undefined, [filter('AWS:Application.Name', 'BeginWith', 'p', 'b', 'M')]]) {
    const ids: (string | undefined)[] = [];
    const request: GetInventoryCommandInput = { MaxResults: 1, Filters };
    do {
      const { Entities, NextToken } = await world.ssm.getInventory(request);
      ids.push(...Entities!.map(({ Id }) => Id));
      request.NextToken = NextToken;
    } while (request.NextToken);
    assert.deepEqual(ids, [debian.instanceId, ubuntu.instanceId, windows.instanceId]);
  }
});

test('servers are counted by the values of attributes, in one another, and by groups', async () => {
  const counted = async (Aggregators: object[], Filters?: InventoryFilter[]) =>
    (await world.ssm.getInventory({ Aggregators, Filters })).Entities!.map(
      ({ Data }) => Object.values(Data!)[0]!.Content,
    );
  assert.deepEqual(await counted([{ Expression: 'AWS:InstanceInformation.PlatformType' }]), [
    [
      { PlatformType: 'Linux', Count: '2' },
      { PlatformType: 'Windows', Count: '1' },
    ],
  ]);
  const nested = { Expression: 'AWS:Application.Name', Aggregators: [{ Expression: 'AWS:Application.Version' }] };
  assert.deepEqual(await counted([nested], [filter('AWS:Application.Name', 'Equal', 'bash')]), [
    [
      { Name: 'postgresql-15', Version: '15.9', Count: '1' },
      { Name: 'bash', Version: '5.2', Count: '1' },
    ],
  ]);
  const group = (Name: string, ...Filters: InventoryFilter[]) => ({ Groups: [{ Name, Filters }] });
  assert.deepEqual(
    await counted([
      group('patched', filter('AWS:Application.Version', 'Equal', '15.10')),
      group('racked', filter('TypeName', 'Exists', 'Custom:Racks')),
    ]),
    [[{ matchingCount: '1', notMatchingCount: '2' }], [{ matchingCount: '1', notMatchingCount: '2' }]],
  );
});

test('entries of one server are listed by attribute, in pages', async () => {
  const InstanceId = debian.instanceId;
  const TypeName = 'AWS:Application';
  const first = await world.ssm.listInventoryEntries({ InstanceId, TypeName, MaxResults: 1 });
  assert.deepEqual([first.Entries!.length, first.SchemaVersion, first.CaptureTime], [1, '1.1', CAPTURE_TIME]);
  const second = await world.ssm.listInventoryEntries({
    InstanceId,
    TypeName,
    MaxResults: 1,
    NextToken: first.NextToken,
  });
  assert.deepEqual([second.Entries, second.NextToken], [[{ Name: 'bash', Version: '5.2' }], undefined]);
  for (const Key of ['Name', 'AWS:Application.Name']) {
    const { Entries } = await world.ssm.listInventoryEntries({
      InstanceId,
      TypeName,
      Filters: [{ Key, Values: ['bash'] }],
    });
    assert.equal(Entries!.length, 1);
  }
  const information = await world.ssm.listInventoryEntries({ InstanceId, TypeName: 'AWS:InstanceInformation' });
  assert.equal(information.Entries![0]!['PlatformName'], 'Debian GNU/Linux');
  const none = await world.ssm.listInventoryEntries({ InstanceId, TypeName: 'AWS:Network' });
  assert.deepEqual(none.Entries, []);
});

test('what cannot be asked is refused by AWS’s code', async () => {
  const refused = async (input: object) => {
    const answer = await world.ssm.getInventory(input).catch((error: Error) => error.name);
    assert.equal(typeof answer, 'string', JSON.stringify(input));
    return answer;
  };
  assert.equal(await refused({ Filters: [filter('AWS:Nothing.Name', 'Equal', 'x')] }), 'InvalidFilter');
  assert.equal(await refused({ Filters: [filter('AWS:Application', 'Equal', 'x')] }), 'InvalidFilter');
  assert.equal(await refused({ Filters: [filter('AWS:Application', 'Exists', 'true')] }), 'InvalidFilter');
  assert.equal(await refused({ ResultAttributes: [{ TypeName: 'AWS:Nothing' }] }), 'InvalidTypeNameException');
  assert.equal(await refused({ Aggregators: [{ Expression: 'AWS:Application' }] }), 'InvalidAggregatorException');
  assert.equal(
    await refused({ Aggregators: [{ Groups: [{ Name: 'x', Filters: [] }] }] }),
    'InvalidInventoryGroupException',
  );
  assert.equal(await refused({ NextToken: 'x' }), 'InvalidNextToken');
});

test('schemas are AWS’s and the account’s own', async () => {
  const { Schemas: schemas = [] } = await world.ssm.getInventorySchema({});
  assert.ok(schemas.some(({ TypeName, Version }) => TypeName === 'AWS:Application' && Version === '1.1'));
  assert.deepEqual(schemas.find(({ TypeName }) => TypeName === 'Custom:Racks')!.Attributes, [
    { Name: 'Row', DataType: 'string' },
  ]);
  const cpus = await world.ssm.getInventorySchema({ TypeName: 'AWS:InstanceDetailedInformation' });
  assert.ok(cpus.Schemas![0]!.Attributes!.some(({ Name, DataType }) => Name === 'CPUs' && DataType === 'number'));
});

test('one of the account’s own types is deleted, once for a token, and not what comes afterwards', async () => {
  const put = (...agents: SimulatedAgent[]) =>
    Promise.all(
      agents.map((agent) => agent.ask('PutInventory', { Items: [item('Custom:Old', [{ a: agent.instanceId }])] })),
    );
  await put(debian, ubuntu);
  const plan = await world.ssm.deleteInventory({ TypeName: 'Custom:Old', DryRun: true });
  assert.deepEqual([plan.DeletionId, plan.DeletionSummary!.TotalCount], [undefined, 2]);
  const ask = () =>
    world.ssm.deleteInventory({ TypeName: 'Custom:Old', SchemaDeleteOption: 'DeleteSchema', ClientToken: 'once' });
  const DeletionId = (await ask()).DeletionId!;
  assert.equal((await ask()).DeletionId, DeletionId);
  await put(windows);
  const status = async () => (await world.ssm.describeInventoryDeletions({ DeletionId })).InventoryDeletions![0]!;
  assert.equal((await status()).LastStatus, 'InProgress');
  await deleteInventory({ db: world.server.db }, DeletionId);
  const { LastStatus, DeletionSummary } = await status();
  assert.deepEqual([LastStatus, DeletionSummary!.TotalCount, DeletionSummary!.RemainingCount], ['Complete', 2, 0]);
  const { rows } = await sql<{ id: string }>`
    SELECT instance_id AS id FROM inventory_item WHERE type_name = 'Custom:Old'`.execute(world.server.db);
  assert.deepEqual(rows, [{ id: windows.instanceId }]);
  await assert.rejects(world.ssm.deleteInventory({ TypeName: 'AWS:Application' }), {
    name: 'InvalidTypeNameException',
  });
});
