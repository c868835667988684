import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ResourceQuery } from '@aws-sdk/client-resource-groups';
import { applyTwice, orGone, type Resource, tagsOf } from './apply-twice.ts';
import { ec2, resourceGroups as groups, uniqueName } from './clients.ts';
import { givenImage, hostGroupConfiguration, launch } from './given.ts';

// Terraform's aws_resourcegroups_group, applied twice without a difference.

const queryFor = (team: string, ...ResourceTypeFilters: string[]): ResourceQuery => ({
  Type: 'TAG_FILTERS_1_0',
  Query: JSON.stringify({ ResourceTypeFilters, TagFilters: [{ Key: 'team', Values: [team] }] }, null, 2),
});

interface Asked {
  readonly description: string;
  readonly query: ResourceQuery | undefined;
  readonly tags: Record<string, string>;
}

/** What the provider takes a refusal for: the group is of the other kind. */
const orOther = <T>(reading: Promise<T>) => orGone(reading, 'BadRequestException');

const group: Resource<Asked> = {
  create: async ({ description: Description, query: ResourceQuery, tags: Tags }) => {
    const Configuration = ResourceQuery
      ? undefined
      : hostGroupConfiguration({ 'any-host-based-license-configuration': ['true'] });
    const asked = { Name: uniqueName('terraform'), Description, Tags, ResourceQuery, Configuration };
    return (await groups.createGroup(asked)).Group!.Name!;
  },
  read: async (GroupName) => {
    const found = (await orGone(groups.getGroup({ GroupName }), 'NotFoundException'))?.Group;
    if (!found) return undefined;
    const query = (await orOther(groups.getGroupQuery({ GroupName })))?.GroupQuery?.ResourceQuery;
    const configured = (await orOther(groups.getGroupConfiguration({ Group: GroupName })))?.GroupConfiguration;
    assert.equal(configured?.Status, query ? undefined : 'UPDATE_COMPLETE');
    const { Tags: tags = {} } = await groups.getTags({ Arn: found.GroupArn });
    return { description: found.Description!, query, tags };
  },
  update: async (GroupName, { description: Description, query: ResourceQuery, tags: Tags }) => {
    const { Group } = await groups.updateGroup({ GroupName, Description });
    if (ResourceQuery) await groups.updateGroupQuery({ GroupName, ResourceQuery });
    const Arn = Group!.GroupArn;
    await groups.untag({ Arn, Keys: ['team'] });
    await groups.tag({ Arn, Tags });
  },
  destroy: (GroupName) => groups.deleteGroup({ GroupName }),
};

test('aws_resourcegroups_group has no difference, by tags or of hosts', async () => {
  const first = { description: 'first', query: queryFor('a', 'AWS::EC2::Instance'), tags: { team: 'a' } };
  const second = { description: 'second', query: queryFor('b', 'AWS::AllSupported'), tags: { stage: 'live' } };
  await applyTwice(group, first, second);
  await applyTwice(group, { ...first, query: undefined }, { ...second, query: undefined });
});

test('a machine is in the groups that its tags say, for as long as it has them', async () => {
  const team = uniqueName('team');
  const id = await group.create({ description: 'machines', query: queryFor(team, 'AWS::EC2::Instance'), tags: {} });
  const members = async () => (await groups.listGroupResources({ Group: id })).ResourceIdentifiers!;
  const [machine] = await launch({
    ImageId: await givenImage(),
    TagSpecifications: [{ ResourceType: 'instance', Tags: tagsOf(team) }],
  });
  const [found, ...others] = await members();
  assert.match(found!.ResourceArn!, new RegExp(`:instance/${machine}$`));
  assert.deepEqual([found!.ResourceType, others], ['AWS::EC2::Instance', []]);
  await ec2.deleteTags({ Resources: [machine!], Tags: tagsOf(team) });
  assert.deepEqual(await members(), []);
  await group.destroy(id);
});
