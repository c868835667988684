import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { ListInventoryEntriesCommandInput } from '@aws-sdk/client-ssm';
import { type SimulatedAgent, startAgent } from '../test/simulated-agent.ts';
import { aws, awsRefused } from './aws-cli.ts';
import { ssm, uniqueName, url } from './clients.ts';
import { runDocument } from './run-document.ts';

// Servers outside of EC2, from registration to search, as AWS's own clients and an agent on the wire see them.

const DOCUMENT = 'AWS-GatherSoftwareInventory';
const product = uniqueName('product');
let agent: SimulatedAgent;
let activationId: string;

before(async () => {
  const made = await aws(
    ...['ssm', 'create-activation', '--iam-role', 'ServerRole', '--default-instance-name', product],
    ...['--registration-limit', '2', '--tags', `Key=rack,Value=${product}`],
  );
  activationId = made.ActivationId;
  agent = await startAgent(url, { activationId, activationCode: made.ActivationCode });
});

/** Ids of the servers that a CLI's command lists. */
const ids = (list: { InstanceId?: string; Id?: string }[]) => list.map((entry) => entry.InstanceId ?? entry.Id);

test('the CLI shows the server that registered, by its activation and by its tag', async () => {
  const { ActivationList: activations } = await aws(
    ...['ssm', 'describe-activations', '--filters', `FilterKey=ActivationIds,FilterValues=${activationId}`],
  );
  assert.deepEqual([activations[0].RegistrationsCount, activations[0].RegistrationLimit], [1, 2]);
  for (const filter of [`Key=ActivationIds,Values=${activationId}`, `Key=tag:rack,Values=${product}`]) {
    const { InstanceInformationList: list } = await aws('ssm', 'describe-instance-information', '--filters', filter);
    assert.deepEqual(ids(list), [agent.instanceId]);
    assert.deepEqual([list[0].PingStatus, list[0].Name], ['Online', product]);
  }
});

test('an agent is told by an association to send its inventory, sends it, and is searched by it', async () => {
  const { AssociationDescription: association } = await aws(
    ...['ssm', 'create-association', '--name', DOCUMENT, '--targets', `Key=tag:rack,Values=${product}`],
    ...['--schedule-expression', 'rate(30 minutes)', '--parameters', 'applications=Enabled,billingInfo=Disabled'],
  );
  const [due] = (await agent.ask('ListInstanceAssociations', { MaxResults: 20 })).Associations;
  assert.deepEqual([due.AssociationId, due.DetailedStatus], [association.AssociationId, 'Associated']);
  const { AssociationId } = due;
  const report = (Status: string) =>
    agent.ask('UpdateInstanceAssociationStatus', {
      AssociationId,
      ExecutionResult: { Status, ErrorCode: '', ExecutionDate: Date.now() / 1000, ExecutionSummary: '' },
    });
  await report('InProgress');
  const CaptureTime = '2026-11-28T03:06:36Z';
  const entries = [
    { Name: product, Version: '2.0', Publisher: 'Vendor <v@example.org>' },
    ...Array.from({ length: 1_500 }, (_, n) => ({ Name: `package-${n}`, Version: '1', Publisher: 'Debian' })),
  ];
  const Content = entries.map((entry) => ({ ...entry, Architecture: 'all' }));
  await agent.ask('PutInventory', {
    Items: [{ TypeName: 'AWS:Application', SchemaVersion: '1.1', CaptureTime, ContentHash: 'one', Content }],
  });
  await report('Success');
  const filter = `Key=AWS:Application.Name,Values=${product},Type=Equal`;
  const { Entities: found } = await aws('ssm', 'get-inventory', '--filters', filter);
  assert.deepEqual(ids(found), [agent.instanceId]);
  const names: string[] = [];
  const request: ListInventoryEntriesCommandInput = { InstanceId: agent.instanceId, TypeName: 'AWS:Application' };
  do {
    const { Entries, NextToken } = await ssm.listInventoryEntries(request);
    names.push(...Entries!.map((entry) => entry['Name']!));
    request.NextToken = NextToken;
  } while (request.NextToken);
  assert.deepEqual(
    names,
    entries.map(({ Name }) => Name),
  );
  const { Associations: associations } = await aws(
    ...['ssm', 'list-associations', '--association-filter-list', `key=AssociationId,value=${AssociationId}`],
  );
  assert.equal(associations[0].Overview.Status, 'Success');
  await aws('ssm', 'delete-association', '--association-id', AssociationId);
});

test('the SDK counts servers and reads schemas, and names errors as AWS does', async () => {
  const Filters = [{ Key: 'AWS:Application.Name', Values: [product] }];
  const Aggregators = [{ Expression: 'AWS:InstanceInformation.PlatformType' }];
  const { Entities } = await ssm.getInventory({ Filters, Aggregators });
  assert.deepEqual(Entities![0]!.Data!['AWS:InstanceInformation']!.Content, [{ PlatformType: 'Linux', Count: '1' }]);
  const { Schemas } = await ssm.getInventorySchema({ TypeName: 'AWS:Application' });
  assert.equal(Schemas![0]!.Version, '1.1');
  const unknown = { InstanceId: 'mi-0123456789abcdef0', TypeName: 'AWS:Application' };
  await assert.rejects(ssm.listInventoryEntries(unknown), { name: 'InvalidInstanceId' });
});

test('a server that is deregistered is listed no more, and the CLI reads why', async () => {
  const made = await ssm.createActivation({ IamRole: 'ServerRole' });
  const activation = { activationId: made.ActivationId!, activationCode: made.ActivationCode! };
  const { instanceId } = await startAgent(url, activation);
  await aws('ssm', 'deregister-managed-instance', '--instance-id', instanceId);
  const { InstanceInformationList: list } = await aws(
    ...['ssm', 'describe-instance-information', '--filters', `Key=InstanceIds,Values=${instanceId}`],
  );
  assert.deepEqual(list, []);
  const text = await awsRefused('ssm', 'deregister-managed-instance', '--instance-id', instanceId);
  assert.match(text, /InvalidInstanceId.*knows no server/);
});

test('docs/servers.md shows commands that work', () =>
  runDocument('docs/servers.md', { replacing: { 'mi-0a1b2c3d4e5f67890': agent.instanceId } }));
