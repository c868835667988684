import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paginateListGroups } from '@aws-sdk/client-resource-groups';
import { ec2, resourceGroups, uniqueName } from './clients.ts';
import { givenAccount, givenHostGroup, givenHosts, givenLicense, hostGroupConfiguration, refused } from './given.ts';

test('a host resource group is created, filled, listed, emptied and deleted', async () => {
  const license = await givenLicense({ LicenseCountingType: 'Core', LicenseCount: 96 });
  const Name = uniqueName('group');
  const Configuration = hostGroupConfiguration({
    'auto-allocate-host': ['false'],
    'allowed-host-families': ['m5'],
    'allowed-host-based-license-configurations': [license],
  });
  const created = await resourceGroups.createGroup({ Name, Configuration, Tags: { team: 'data' } });
  const arn = created.Group!.GroupArn!;
  assert.match(arn, new RegExp(`^arn:aws:resource-groups:us-east-1:[0-9]{12}:group/${Name}$`));
  assert.deepEqual(created.GroupConfiguration, { Configuration, Status: 'UPDATE_COMPLETE' });

  const arns = (await givenHosts('m5', 2)).sort();
  const [wrongFamily] = await givenHosts('c5', 1);
  const grouped = await resourceGroups.groupResources({ Group: Name, ResourceArns: [...arns, wrongFamily!] });
  assert.deepEqual([grouped.Succeeded, grouped.Pending], [arns, []]);
  assert.deepEqual(
    grouped.Failed!.map(({ ResourceArn }) => ResourceArn),
    [wrongFamily],
  );
  const { Resources: resources } = await resourceGroups.listGroupResources({ Group: arn });
  assert.deepEqual(
    resources!.map(({ Identifier }) => Identifier!.ResourceArn),
    arns,
  );
  const { Hosts: hosts } = await ec2.describeHosts({ HostIds: arns.map((one) => one.split('/')[1]!) });
  assert.ok(hosts!.every((host) => host.MemberOfServiceLinkedResourceGroup));

  assert.match(await refused(resourceGroups.deleteGroup({ Group: Name }), 'BadRequestException'), /2 host/);
  const ungrouped = await resourceGroups.ungroupResources({ Group: Name, ResourceArns: arns });
  assert.deepEqual(ungrouped.Succeeded, arns);
  await resourceGroups.deleteGroup({ Group: Name });
  await refused(resourceGroups.getGroup({ Group: Name }), 'NotFoundException', 404);
});

test('a group is changed, and tagged by its ARN', async () => {
  const { name, arn } = await givenHostGroup();
  const Configuration = hostGroupConfiguration({ 'any-host-based-license-configuration': ['true'] });
  const { $metadata } = await resourceGroups.putGroupConfiguration({ Group: name, Configuration });
  assert.equal($metadata.httpStatusCode, 202);
  const { GroupConfiguration } = await resourceGroups.getGroupConfiguration({ Group: arn });
  assert.deepEqual(GroupConfiguration?.Configuration, Configuration);
  const { Group } = await resourceGroups.updateGroup({ Group: name, Description: 'of tests' });
  assert.deepEqual(Group, { GroupArn: arn, Name: name, Description: 'of tests' });

  await resourceGroups.tag({ Arn: arn, Tags: { kept: '1', gone: '2' } });
  await resourceGroups.untag({ Arn: arn, Keys: ['gone'] });
  assert.deepEqual((await resourceGroups.getTags({ Arn: arn })).Tags, { kept: '1' });
});

test('groups are listed page by page', async () => {
  const given = [await givenHostGroup(), await givenHostGroup(), await givenHostGroup()];
  const Filters = [{ Name: 'configuration-type' as const, Values: ['AWS::EC2::HostManagement'] }];
  const found: (string | undefined)[] = [];
  for await (const page of paginateListGroups({ client: resourceGroups, pageSize: 2 }, { Filters }))
    found.push(...page.GroupIdentifiers!.map(({ GroupArn }) => GroupArn));
  for (const { arn } of given) assert.equal(found.filter((one) => one === arn).length, 1);
});

test("another account's group is refused by its ARN and unknown by its name", async () => {
  const { arn, name } = await givenHostGroup();
  const other = await givenAccount();
  await refused(other.resourceGroups.getGroup({ Group: arn }), 'ForbiddenException', 403);
  await refused(other.resourceGroups.getGroup({ Group: name }), 'NotFoundException', 404);
});

test('Terraform’s questions about a query are answered as AWS does for a group with a configuration', async () => {
  const { name } = await givenHostGroup();
  await refused(resourceGroups.getGroupQuery({ Group: name }), 'BadRequestException');
});
