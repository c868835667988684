import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aws, awsRefused } from './aws-cli.ts';
import { uniqueName } from './clients.ts';
import { givenHosts, hostGroupConfiguration } from './given.ts';

test('the AWS CLI takes an administrator through the life of a host resource group', async () => {
  const name = uniqueName('group');
  const any = { 'any-host-based-license-configuration': ['true'] };
  const configuration = JSON.stringify(hostGroupConfiguration(any));
  const groups = (command: string, ...args: string[]) => aws('resource-groups', command, ...args);
  const created = await groups('create-group', '--name', name, '--configuration', configuration, '--tags', 'team=data');
  const arn = created.Group.GroupArn;
  const listed = await groups('list-groups', '--filters', 'Name=configuration-type,Values=AWS::EC2::HostManagement');
  assert.ok(listed.GroupIdentifiers.some((group: { GroupArn: string }) => group.GroupArn === arn));
  assert.deepEqual((await groups('get-tags', '--arn', arn)).Tags, { team: 'data' });
  await groups('tag', '--arn', arn, '--tags', 'stage=test');
  await groups('untag', '--arn', arn, '--keys', 'team');
  assert.deepEqual((await groups('get-tags', '--arn', arn)).Tags, { stage: 'test' });

  const [host] = await givenHosts('m5', 1);
  const grouped = await groups('group-resources', '--group', name, '--resource-arns', host!);
  assert.deepEqual(grouped, { Succeeded: [host], Failed: [], Pending: [] });
  const members = await groups('list-group-resources', '--group-name', name);
  assert.equal(members.Resources[0].Identifier.ResourceArn, host);

  const c5 = JSON.stringify(hostGroupConfiguration({ ...any, 'allowed-host-families': ['c5'] }));
  assert.match(
    await awsRefused('resource-groups', 'put-group-configuration', '--group', name, '--configuration', c5),
    /An error occurred \(BadRequestException\) when calling the PutGroupConfiguration operation.*family m5 is in the group/,
  );
  await groups('ungroup-resources', '--group', name, '--resource-arns', host!);
  await groups('put-group-configuration', '--group', name, '--configuration', c5);
  await groups('delete-group', '--group', name);
  assert.match(await awsRefused('resource-groups', 'get-group', '--group', name), /\(NotFoundException\)/);
});
