import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { SimulatedAgent } from '../simulated-agent.ts';
import { startWorld, type World } from './world.ts';

const NAME = 'AWS-GatherSoftwareInventory';
let world: World;

before(async () => {
  world = await startWorld();
});

const create = async (input: object = {}) => {
  const Targets = [{ Key: 'InstanceIds', Values: ['*'] }];
  return (await world.ssm.createAssociation({ Name: NAME, Targets, ...input })).AssociationDescription!;
};

const listed = async (agent: SimulatedAgent) =>
  (await agent.ask('ListInstanceAssociations', { MaxResults: 20 })).Associations;

const report = (agent: SimulatedAgent, AssociationId: string, Status: string, ExecutionDate: number) =>
  agent.ask('UpdateInstanceAssociationStatus', {
    AssociationId,
    ExecutionResult: { Status, ErrorCode: '', ExecutionDate, ExecutionSummary: '1 out of 1 plugin processed' },
  });

test('an agent is told what to run with every member that it needs, runs it, and is told so', async () => {
  const agent = await world.newAgent();
  const { AssociationId: id } = await create({
    Targets: [{ Key: 'InstanceIds', Values: [agent.instanceId] }],
    ScheduleExpression: 'rate(30 minutes)',
    Parameters: { applications: ['Enabled'], billingInfo: ['Disabled'] },
  });
  const [{ Checksum, ...fresh }, ...rest] = await listed(agent);
  assert.deepEqual(rest, []);
  assert.deepEqual(fresh, {
    AssociationId: id,
    AssociationVersion: '1',
    InstanceId: agent.instanceId,
    Name: NAME,
    DocumentVersion: '1',
    DetailedStatus: 'Associated',
    ScheduleExpression: 'rate(30 minutes)',
    Parameters: { applications: ['Enabled'], billingInfo: ['Disabled'] },
  });
  assert.match(Checksum, /^[0-9a-f]{64}$/);
  const document = await agent.ask('GetDocument', { Name: NAME, DocumentVersion: '1', InstanceId: undefined });
  assert.equal(JSON.parse(document.Content).mainSteps[0].action, 'aws:softwareInventory');
  const at = 1_795_000_000.125;
  for (const status of ['Pending', 'InProgress', 'Success']) {
    await report(agent, id!, status, at);
    const [{ DetailedStatus, LastExecutionDate }] = await listed(agent);
    assert.deepEqual([DetailedStatus, LastExecutionDate], [status, at]);
  }
  const { AssociationDescription: described } = await world.ssm.describeAssociation({ AssociationId: id });
  assert.deepEqual(described!.Overview, {
    Status: 'Success',
    DetailedStatus: 'Success',
    AssociationStatusAggregatedCount: { Success: 1 },
  });
  assert.equal(described!.LastSuccessfulExecutionDate!.getTime(), at * 1000);
  const Filters = [{ Key: 'AssociationStatus', Values: ['Success'] }];
  const { InstanceInformationList: found } = await world.ssm.describeInstanceInformation({ Filters });
  assert.deepEqual(
    found!.map(({ InstanceId, AssociationStatus }) => [InstanceId, AssociationStatus]),
    [[agent.instanceId, 'Success']],
  );
});

test('a change makes a new version that agents run at once, whatever they ran before', async () => {
  const agent = await world.newAgent();
  const Targets = [{ Key: 'InstanceIds', Values: [agent.instanceId] }];
  const { AssociationId: id } = await create({ Targets, AssociationName: 'nightly' });
  await report(agent, id!, 'Success', 1_795_000_000);
  const [before] = await listed(agent);
  const changed = await world.ssm.updateAssociation({ AssociationId: id, ScheduleExpression: 'rate(1 day)' });
  assert.deepEqual(
    [changed.AssociationDescription!.AssociationVersion, changed.AssociationDescription!.AssociationName],
    ['2', undefined],
  );
  const [after] = await listed(agent);
  assert.deepEqual(
    [after.AssociationVersion, after.DetailedStatus, after.LastExecutionDate],
    ['2', 'Associated', undefined],
  );
  assert.notEqual(after.Checksum, before.Checksum);
});

test('targets by tag and by id are followed as tags come and go', async () => {
  const [one, two] = [await world.newAgent(), await world.newAgent()];
  const { AssociationId: id } = await create({ Targets: [{ Key: 'tag:env', Values: ['prod'] }] });
  const runs = async (agent: SimulatedAgent) =>
    (await listed(agent)).some((association: { AssociationId: string }) => association.AssociationId === id);
  const resource = { ResourceType: 'ManagedInstance', ResourceId: one.instanceId } as const;
  assert.equal(await runs(one), false);
  await world.ssm.addTagsToResource({ ...resource, Tags: [{ Key: 'env', Value: 'prod' }] });
  assert.deepEqual([await runs(one), await runs(two)], [true, false]);
  await world.ssm.removeTagsFromResource({ ...resource, TagKeys: ['env'] });
  assert.equal(await runs(one), false);
});

test('an agent that cannot list its associations gets along by the older calls', async () => {
  const agent = await world.newAgent();
  await create({ Targets: [{ Key: 'InstanceIds', Values: [agent.instanceId] }] });
  const AssociationFilterList = [{ key: 'InstanceId', value: agent.instanceId }];
  const ask = (operation: string, input: object) => agent.ask(operation, { InstanceId: undefined, ...input });
  const [{ Name, InstanceId }] = (await ask('ListAssociations', { AssociationFilterList, MaxResults: 1 })).Associations;
  assert.deepEqual([Name, InstanceId], [NAME, agent.instanceId]);
  const described = (await ask('DescribeAssociation', { Name, InstanceId })).AssociationDescription;
  assert.deepEqual([described.Status.Name, described.Parameters], ['Associated', {}]);
  const AssociationStatus = { Name: 'Success', Message: 'done', Date: 1_795_000_000, AdditionalInfo: '{}' };
  const updated = await ask('UpdateAssociationStatus', { Name, InstanceId, AssociationStatus });
  assert.equal(updated.AssociationDescription.Status.Name, 'Success');
});

test('a server learns of its own associations alone', async () => {
  const [agent, other] = [await world.newAgent(), await world.newAgent()];
  const call = async (operation: string, input: object) =>
    (await agent.call(operation, { InstanceId: undefined, ...input })).code;
  const InstanceId = other.instanceId;
  const { AssociationId } = await create();
  assert.equal(await call('ListInstanceAssociations', { InstanceId }), 'AccessDeniedException');
  assert.equal(await call('ListAssociations', {}), 'AccessDeniedException');
  assert.equal(await call('DescribeAssociation', { AssociationId }), 'AccessDeniedException');
  const AssociationFilterList = [{ key: 'InstanceId', value: InstanceId }];
  assert.equal(await call('ListAssociations', { AssociationFilterList }), 'AccessDeniedException');
  assert.equal(await call('DeleteAssociation', { AssociationId }), 'AccessDeniedException');
});

test('associations are listed by filter and page, and deleted', async () => {
  const made = [await create({ AssociationName: 'listed-a' }), await create({ AssociationName: 'listed-b' })];
  const [first] = (
    await world.ssm.listAssociations({ AssociationFilterList: [{ key: 'AssociationName', value: 'listed-b' }] })
  ).Associations!;
  assert.equal(first!.AssociationId, made[1]!.AssociationId);
  const ids: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await world.ssm.listAssociations({ MaxResults: 1, NextToken });
    ids.push(...page.Associations!.map(({ AssociationId }) => AssociationId!));
    NextToken = page.NextToken;
  } while (NextToken);
  assert.deepEqual(
    ids.slice(-2),
    made.map(({ AssociationId }) => AssociationId),
  );
  await world.ssm.deleteAssociation({ AssociationId: made[0]!.AssociationId });
  await assert.rejects(world.ssm.describeAssociation({ AssociationId: made[0]!.AssociationId }), {
    name: 'AssociationDoesNotExist',
  });
});

test('what no association can be is refused by AWS’s code', async () => {
  const cases: [name: string, input: object][] = [
    ['InvalidDocument', { Name: 'AWS-RunShellScript' }],
    ['InvalidDocumentVersion', { DocumentVersion: '7' }],
    ['InvalidTarget', { Targets: [] }],
    ['InvalidTarget', { Targets: [{ Key: 'Rack', Values: ['7'] }] }],
    ['InvalidSchedule', { ScheduleExpression: 'hourly' }],
    ['InvalidParameters', { Parameters: { applications: ['yes'] } }],
    ['ValidationException', { ApplyOnlyAtCronInterval: true }],
  ];
  for (const [name, input] of cases) await assert.rejects(create(input), { name }, JSON.stringify(input));
});

test('compliance of associations is taken, and of nothing else', async () => {
  const agent = await world.newAgent();
  const compliance = (ComplianceType: string) =>
    agent.call('PutComplianceItems', {
      InstanceId: undefined,
      ResourceId: agent.instanceId,
      ResourceType: 'ManagedInstance',
      ComplianceType,
      ItemContentHash: 'x',
      ExecutionSummary: { ExecutionTime: 1_795_000_000, ExecutionId: '', ExecutionType: '' },
      Items: [{ Id: 'a', Severity: 'UNSPECIFIED', Status: 'COMPLIANT', Title: '', Details: { DocumentName: NAME } }],
    });
  assert.equal((await compliance('Association')).status, 200);
  assert.equal((await compliance('Custom:Mine')).code, 'ValidationException');
});
