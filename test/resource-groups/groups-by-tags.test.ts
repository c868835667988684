import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { readHostGroups } from '../../src/store/resource-group.ts';
import { putTags } from '../../src/store/tag.ts';
import { ACCOUNT, OTHER_ACCOUNT } from '../example-facts.ts';
import type { Who } from '../json-service.ts';
import { configuration, startGroupWorld } from './world.ts';

const world = await startGroupWorld();
const { db } = world.licenses;
const arnOf = (name: string) => `arn:aws:resource-groups:us-east-1:${ACCOUNT}:group/${name}`;

type Tags = Readonly<Record<string, readonly string[]>>;

const queryOf = (tags: Tags, ...types: string[]) => ({
  Type: 'TAG_FILTERS_1_0',
  Query: JSON.stringify({
    ...(types.length > 0 && { ResourceTypeFilters: types }),
    TagFilters: Object.entries(tags).map(([Key, Values]) => ({ Key, Values })),
  }),
});

let made = 0;

async function createGroup(tags: Tags, ...types: string[]): Promise<string> {
  made += 1;
  const { Group } = await world.call('CreateGroup', { Name: `by-${made}`, ResourceQuery: queryOf(tags, ...types) });
  return Group.Name;
}

const tag = (resourceId: string, resourceType: string, tags: Record<string, string>, who: Who = {}) =>
  db.transaction().execute((trx) => {
    const { accountId = ACCOUNT, region = 'us-east-1' } = who;
    const rows = Object.entries(tags).map(([key, value]) => ({
      accountId,
      region,
      resourceId,
      resourceType,
      key,
      value,
    }));
    return putTags(trx, rows);
  });

/** All pages of a list, by the ids in its ARNs. */
async function idsOf(name: 'ListGroupResources' | 'SearchResources', input: object): Promise<string[]> {
  const ids: string[] = [];
  for (let NextToken: string | undefined, first = true; first || NextToken; first = false) {
    const page = await world.call(name, { ...input, ...(NextToken && { NextToken }) });
    ids.push(...page.ResourceIdentifiers.map((one: { ResourceArn: string }) => one.ResourceArn.replace(/^.*[/:]/, '')));
    NextToken = page.NextToken;
  }
  return ids;
}

test('a group by tags is created, read, changed and deleted', async () => {
  const [ResourceQuery, next] = [queryOf({ a: ['b'] }), queryOf({ c: [] }, 'AWS::EC2::Instance')];
  const Group = { GroupArn: arnOf('tagged'), Name: 'tagged', Description: 'of tests' };
  const Tags = { team: 'data' };
  const created = await world.call('CreateGroup', { Name: 'tagged', Description: 'of tests', ResourceQuery, Tags });
  assert.deepEqual(created, { Group, ResourceQuery, Tags });
  const query = { GroupQuery: { GroupName: 'tagged', ResourceQuery } };
  for (const named of [{ Group: 'tagged' }, { Group: arnOf('tagged') }, { GroupName: 'tagged' }])
    assert.deepEqual(await world.call('GetGroupQuery', named), query);
  const changed = { GroupQuery: { GroupName: 'tagged', ResourceQuery: next } };
  assert.deepEqual(await world.call('UpdateGroupQuery', { GroupName: 'tagged', ResourceQuery: next }), changed);
  assert.deepEqual(await world.call('GetGroupQuery', { Group: 'tagged' }), changed);
  await world.call('UpdateGroup', { Group: 'tagged', Description: 'new' });
  assert.deepEqual(await world.call('GetGroupQuery', { Group: 'tagged' }), changed);
  assert.equal((await world.call('DeleteGroup', { Group: 'tagged' })).Group.Description, 'new');
  assert.match(await world.refusal('GetGroupQuery', { Group: 'tagged' }), /^NotFoundException 404: /);
});

test('what has a tag for each filter, of one of the types, is in the group', async () => {
  await tag('i-1', 'instance', { stage: 'live', team: 'data' });
  await tag('i-2', 'instance', { stage: 'test', team: 'data' });
  await tag('i-3', 'instance', { stage: 'live' });
  await tag('vol-1', 'volume', { stage: 'live', team: 'data' });
  await tag('sgr-1', 'security-group-rule', { stage: 'live', team: 'data' });
  await tag('i-4', 'instance', { stage: 'live', team: 'data' }, { region: 'eu-west-1' });
  await tag('i-5', 'instance', { stage: 'live', team: 'data' }, { accountId: OTHER_ACCOUNT });
  const found = async (tags: Tags, ...types: string[]) => {
    const Group = await createGroup(tags, ...types);
    const ids = await idsOf('ListGroupResources', { Group, MaxResults: 1 });
    assert.deepEqual(await idsOf('SearchResources', { ResourceQuery: queryOf(tags, ...types) }), ids);
    return ids;
  };
  const [team, instance] = [['data'], 'AWS::EC2::Instance'];
  assert.deepEqual(await found({ stage: ['live'], team }), ['i-1', 'vol-1']);
  assert.deepEqual(await found({ stage: ['test', 'live'], team: [] }, instance), ['i-1', 'i-2']);
  assert.deepEqual(await found({ stage: [] }, instance), ['i-1', 'i-3', 'i-2']);
  assert.deepEqual(await found({ team, stage: ['none'] }), []);
  assert.deepEqual(await found({ stage: ['live'] }, 'AWS::S3::Bucket'), []);
  assert.deepEqual(await found({ stage: ['live'] }, 'AWS::S3::Bucket', 'AWS::EC2::Volume'), ['vol-1']);
});

test('resources are named by the ARNs and types of their services', async () => {
  const [kind, team] = ['arns', 'x'];
  const at = `us-east-1:${ACCOUNT}`;
  const topic = `arn:aws:sns:${at}:alerts`;
  const resources: [id: string, word: string, arn: string, type: string][] = [
    ['i-9', 'instance', `arn:aws:ec2:${at}:instance/i-9`, 'AWS::EC2::Instance'],
    ['ami-9', 'image', 'arn:aws:ec2:us-east-1::image/ami-9', 'AWS::EC2::Image'],
    ['h-9', 'dedicated-host', `arn:aws:ec2:${at}:dedicated-host/h-9`, 'AWS::EC2::Host'],
    ['mi-9', 'managed-instance', `arn:aws:ssm:${at}:managed-instance/mi-9`, 'AWS::SSM::ManagedInstance'],
    [topic, 'topic', topic, 'AWS::SNS::Topic'],
  ];
  const license = await world.licenses.create({ LicenseCountingType: 'vCPU' });
  const id = license.replace(/^.*:/, '');
  resources.push([id, 'license-configuration', license, 'AWS::LicenseManager::LicenseConfiguration']);
  for (const [resourceId, word] of resources) await tag(resourceId, word, { [kind]: team });
  const answer = await world.call('SearchResources', { ResourceQuery: queryOf({ [kind]: [team] }) });
  const expected = resources.map(([, , ResourceArn, ResourceType]) => ({ ResourceArn, ResourceType }));
  const byArn = (a: { ResourceArn: string }, b: { ResourceArn: string }) => (a.ResourceArn < b.ResourceArn ? -1 : 1);
  assert.deepEqual(answer.ResourceIdentifiers.toSorted(byArn), expected.toSorted(byArn));
  const listed = await world.call('ListGroupResources', { Group: await createGroup({ [kind]: [] }) });
  assert.deepEqual(
    listed.Resources.map((one: { Identifier: object }) => one.Identifier),
    listed.ResourceIdentifiers,
  );
});

test('ListGroupResources is narrowed to types that the group is of', async () => {
  await tag('i-7', 'instance', { narrowed: 'x' });
  await tag('vol-7', 'volume', { narrowed: 'x' });
  const of = (Group: string, ...types: string[]) => ({
    Group,
    Filters: types.map((type) => ({ Name: 'resource-type', Values: [type] })),
  });
  const [all, machines] = [
    await createGroup({ narrowed: [] }),
    await createGroup({ narrowed: [] }, 'AWS::EC2::Instance'),
  ];
  assert.deepEqual(await idsOf('ListGroupResources', of(all, 'AWS::EC2::Volume')), ['vol-7']);
  assert.deepEqual(await idsOf('ListGroupResources', of(all, 'AWS::EC2::Volume', 'AWS::EC2::Instance')), []);
  assert.match(
    await world.refusal('ListGroupResources', of(machines, 'AWS::EC2::Volume')),
    /^BadRequestException 400: The group has no resources of type AWS::EC2::Volume, only AWS::EC2::Instance/,
  );
});

test('a page looks at so many tags at the most, and says where to go on', async () => {
  await sql`
    INSERT INTO tag (account_id, region, resource_id, resource_type, key, value)
    SELECT ${ACCOUNT}, 'us-east-1', 'i-' || n, 'instance', 'many', (n % 3)::text FROM generate_series(10000, 12499) AS n`.execute(
    db,
  );
  await tag('i-12499', 'instance', { last: 'x' });
  const ResourceQuery = queryOf({ many: [], last: [] });
  const first = await world.call('SearchResources', { ResourceQuery });
  assert.deepEqual(first.ResourceIdentifiers, []);
  assert.ok(first.NextToken);
  assert.deepEqual(await idsOf('SearchResources', { ResourceQuery }), ['i-12499']);
  const all = await idsOf('SearchResources', { ResourceQuery: queryOf({ many: ['2', '0', '1'] }) });
  assert.deepEqual([all.length, new Set(all).size], [2500, 2500]);
  const other = { ResourceQuery: queryOf({ many: [] }), NextToken: first.NextToken };
  assert.match(await world.refusal('SearchResources', other), /^BadRequestException 400: The NextToken is not/);
});

test('the ledger places machines in host resource groups alone', async () => {
  const who = { accountId: ACCOUNT, region: 'ap-south-1' };
  const ResourceQuery = queryOf({ a: [] });
  await world.call('CreateGroup', { Name: 'tagged', ResourceQuery }, who);
  const hosts = await world.create({}, who);
  const groups = await db.transaction().execute((trx) => readHostGroups(trx, [who]));
  assert.deepEqual(
    groups.map(({ name }) => name),
    [hosts],
  );
});

describe('the two kinds of groups are not mixed up', async () => {
  const ResourceQuery = queryOf({ a: [] });
  const Configuration = configuration();
  const byTags = await createGroup({ a: [] });
  const hosts = await world.create();
  const hostArns = await world.hosts('m5');
  const stack = { Type: 'CLOUDFORMATION_STACK_1_0', Query: '{}' };
  type Row = [what: string, name: Parameters<typeof world.refusal>[0], input: object, text: RegExp];
  const table: Row[] = [
    ['both at creation', 'CreateGroup', { Name: 'n', ResourceQuery, Configuration }, /either a ResourceQuery or/],
    ['a stack', 'CreateGroup', { Name: 'n', ResourceQuery: stack }, /no CloudFormation.*TAG_FILTERS_1_0/],
    ['a type of its own', 'CreateGroup', { Name: 'n', ResourceQuery: { ...stack, Type: 'X' } }, /TAG_FILTERS_1_0/],
    [
      'a query that is none',
      'CreateGroup',
      { Name: 'n', ResourceQuery: { ...ResourceQuery, Query: '{}' } },
      /not valid/,
    ],
    ['a search for a stack', 'SearchResources', { ResourceQuery: stack }, /no CloudFormation/],
    ['a query of hosts', 'GetGroupQuery', { Group: hosts }, /has a Configuration and no ResourceQuery/],
    [
      'a query for hosts',
      'UpdateGroupQuery',
      { Group: hosts, ResourceQuery },
      /has a Configuration and no ResourceQuery/,
    ],
    ['a configuration', 'GetGroupConfiguration', { Group: byTags }, /has a ResourceQuery and no Configuration/],
    [
      'a new one',
      'PutGroupConfiguration',
      { Group: byTags, Configuration },
      /has a ResourceQuery and no Configuration/,
    ],
    ['hosts', 'GroupResources', { Group: byTags, ResourceArns: hostArns }, /has a ResourceQuery and no Configuration/],
    ['no hosts', 'UngroupResources', { Group: byTags, ResourceArns: hostArns }, /has a ResourceQuery and no Conf/],
  ];
  for (const [what, name, input, text] of table)
    test(what, async () => {
      const answer = await world.refusal(name, input);
      assert.match(answer, /^BadRequestException 400: /);
      assert.match(answer, text);
    });
});
