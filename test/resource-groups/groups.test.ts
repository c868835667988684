import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ACCOUNT, OTHER_ACCOUNT } from '../example-facts.ts';
import { ANY_LICENSE, configuration, startGroupWorld } from './world.ts';

const world = await startGroupWorld();
const BAD = /^BadRequestException 400: /;
const arnOf = (name: string) => `arn:aws:resource-groups:us-east-1:${ACCOUNT}:group/${name}`;

test('a group is created, read by name and ARN, updated and deleted', async () => {
  const Configuration = configuration({ ...ANY_LICENSE, 'auto-allocate-host': ['true'] });
  const Group = { GroupArn: arnOf('hosts_1.a-b'), Name: 'hosts_1.a-b', Description: 'of tests' };
  const created = await world.call('CreateGroup', {
    Name: 'hosts_1.a-b',
    Description: 'of tests',
    Configuration,
    Tags: { team: 'data' },
  });
  const GroupConfiguration = { Configuration, Status: 'UPDATE_COMPLETE' };
  assert.deepEqual(created, { Group, GroupConfiguration, Tags: { team: 'data' } });
  for (const named of [{ Group: 'hosts_1.a-b' }, { Group: arnOf('hosts_1.a-b') }, { GroupName: 'hosts_1.a-b' }])
    assert.deepEqual(await world.call('GetGroup', named), { Group });
  assert.deepEqual(await world.call('GetGroupConfiguration', { Group: 'hosts_1.a-b' }), { GroupConfiguration });

  const updated = { Group: { ...Group, Description: 'new' } };
  assert.deepEqual(await world.call('UpdateGroup', { Group: 'hosts_1.a-b', Description: 'new' }), updated);
  assert.deepEqual(await world.call('UpdateGroup', { Group: 'hosts_1.a-b' }), updated);
  assert.deepEqual(await world.call('DeleteGroup', { Group: 'hosts_1.a-b' }), updated);
  assert.match(await world.refusal('GetGroup', { Group: 'hosts_1.a-b' }), /^NotFoundException 404: Cannot find group/);
});

test('a deleted group leaves its name and no tags', async () => {
  const Name = await world.create();
  await world.call('Tag', { Arn: arnOf(Name), Tags: { a: 'b' } });
  await world.call('DeleteGroup', { GroupName: Name });
  await world.call('CreateGroup', { Name, Configuration: configuration() });
  assert.deepEqual(await world.call('GetTags', { Arn: arnOf(Name) }), { Arn: arnOf(Name), Tags: {} });
});

test('a name is taken once an account and Region', async () => {
  const Name = await world.create();
  const again = { Name, Configuration: configuration() };
  assert.equal(
    await world.refusal('CreateGroup', again),
    'BadRequestException 400: Cannot create group: group already exists',
  );
  await world.call('CreateGroup', again, { accountId: OTHER_ACCOUNT });
  await world.call('CreateGroup', again, { region: 'eu-west-1' });
});

test('of two requests for one name at once, one makes the group', async () => {
  const input = { Name: 'raced', Configuration: configuration() };
  const both = await Promise.allSettled([world.call('CreateGroup', input), world.call('CreateGroup', input)]);
  assert.deepEqual(both.map((result) => result.status).toSorted(), ['fulfilled', 'rejected']);
});

test('PutGroupConfiguration replaces the configuration', async () => {
  const Group = await world.create({ 'auto-release-host': ['true'] });
  const Configuration = configuration({ ...ANY_LICENSE, 'allowed-host-families': ['M5', 'c5'] });
  assert.deepEqual(await world.call('PutGroupConfiguration', { Group, Configuration }), {});
  const answer = await world.call('GetGroupConfiguration', { Group });
  assert.deepEqual(answer.GroupConfiguration.Configuration, Configuration);
});

describe('CreateGroup refuses', async () => {
  const Configuration = configuration();
  const table: [what: string, input: object, text: RegExp][] = [
    ['no name', { Configuration }, /Name is missing/],
    ['a name of 301', { Name: 'n'.repeat(301), Configuration }, /1 to 300/],
    ['a space in a name', { Name: 'a b', Configuration }, /Name/],
    ['a name of AWS', { Name: 'AwsHosts', Configuration }, /cannot begin with AWS/],
    ['a description in letters of its own', { Name: 'n', Description: '✓', Configuration }, /Description/],
    ['no configuration', { Name: 'n' }, /Give a Configuration/],
    ['what applications have', { Name: 'n', Configuration, Criticality: 1 }, /Criticality is for application groups/],
    ['three items', { Name: 'n', Configuration: [...Configuration, Configuration[0]] }, /0 to 2 items/],
    ['a configuration that is none', { Name: 'n', Configuration: Configuration.slice(1) }, /no item of type/],
    ['a tag of AWS', { Name: 'n', Configuration, Tags: { 'aws:x': '' } }, /begins with aws:/],
  ];
  for (const [what, input, text] of table)
    test(what, async () => {
      const answer = await world.refusal('CreateGroup', input);
      assert.match(answer, BAD);
      assert.match(answer, text);
    });
});

test('allowed licenses must be visible, and of a type that hosts pay for', async () => {
  const { licenses } = world;
  const allowing = (arn: string) => ({
    Name: 'licensed',
    Configuration: configuration({ 'allowed-host-based-license-configurations': [arn] }),
  });
  const cores = await licenses.create({ LicenseCountingType: 'Core' });
  const vcpus = await licenses.create({ LicenseCountingType: 'vCPU' });
  const foreign = await licenses.create({ LicenseCountingType: 'Socket' }, { accountId: OTHER_ACCOUNT });
  const elsewhere = await licenses.create({ LicenseCountingType: 'Core' }, { region: 'eu-west-1' });

  assert.match(await world.refusal('CreateGroup', allowing(vcpus)), /counts vCPU; hosts need Core or Socket/);
  for (const arn of [foreign, elsewhere, cores.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'))])
    assert.match(await world.refusal('CreateGroup', allowing(arn)), /does not exist in this Region/);
  await world.call('CreateGroup', allowing(cores));

  const other = { accountId: OTHER_ACCOUNT };
  assert.match(await world.refusal('CreateGroup', allowing(cores), other), /does not exist in this Region/);
  await licenses.share(cores);
  await world.call('CreateGroup', allowing(cores), other);
});

test('groups are listed by name, page by page', async () => {
  const who = { region: 'sa-east-1' };
  for (const Name of ['b', 'B', 'a', '_', '1'])
    await world.call('CreateGroup', { Name, Description: `of ${Name}`, Configuration: configuration() }, who);
  const names: string[] = [];
  for (let NextToken: string | undefined, first = true; first || NextToken; first = false) {
    const page = await world.call('ListGroups', { MaxResults: 2, ...(NextToken && { NextToken }) }, who);
    assert.deepEqual(
      page.GroupIdentifiers.map((one: { GroupName: string }) => one.GroupName),
      page.Groups.map((one: { Name: string }) => one.Name),
    );
    names.push(...page.GroupIdentifiers.map((one: { GroupName: string }) => one.GroupName));
    NextToken = page.NextToken;
  }
  assert.deepEqual(names, ['1', 'B', '_', 'a', 'b']);
  assert.match(await world.refusal('ListGroups', { NextToken: 'garbled' }, who), BAD);
  assert.match(await world.refusal('ListGroups', { MaxResults: 51 }, who), BAD);
});

const QUERY = '{"ResourceTypeFilters":["AWS::EC2::Instance"],"TagFilters":[{"Key":"a"}]}';

test('the filters of ListGroups know what every group is', async () => {
  const who = { region: 'eu-north-1' };
  await world.create({}, who);
  await world.call('CreateGroup', { Name: 'by-tags', ResourceQuery: { Type: 'TAG_FILTERS_1_0', Query: QUERY } }, who);
  const count = async (...Filters: [string, ...string[]][]) => {
    const input = { Filters: Filters.map(([Name, ...Values]) => ({ Name, Values })) };
    return (await world.call('ListGroups', input, who)).Groups.length;
  };
  assert.equal(await count(['configuration-type', 'AWS::EC2::CapacityReservationPool', 'AWS::EC2::HostManagement']), 1);
  assert.equal(await count(['resource-type', 'AWS::EC2::Host'], ['configuration-type', 'AWS::EC2::HostManagement']), 1);
  assert.equal(await count(['resource-type', 'AWS::EC2::Instance']), 1);
  assert.equal(await count(['resource-type', 'AWS::EC2::Host', 'AWS::EC2::Instance']), 2);
  assert.equal(await count(['resource-type', 'AWS::EC2::Host'], ['resource-type', 'AWS::EC2::Instance']), 0);
  assert.equal(await count(['configuration-type', 'AWS::EC2::Instance']), 0);
  assert.equal(
    await count(['configuration-type', 'AWS::EC2::HostManagement'], ['resource-type', 'AWS::S3::Bucket']),
    0,
  );
  const unknown = { Filters: [{ Name: 'name', Values: ['x'] }] };
  assert.match(await world.refusal('ListGroups', unknown, who), /the filters are resource-type, configuration-type/);
});

test('tags are set, replaced, listed and removed', async () => {
  const Arn = arnOf(await world.create());
  assert.deepEqual(await world.call('Tag', { Arn, Tags: { a: '1', b: '' } }), { Arn, Tags: { a: '1', b: '' } });
  await world.call('Tag', { Arn, Tags: { a: '2' } });
  assert.deepEqual(await world.call('GetTags', { Arn }), { Arn, Tags: { a: '2', b: '' } });
  assert.deepEqual(await world.call('Untag', { Arn, Keys: ['a', 'never'] }), { Arn, Keys: ['a', 'never'] });
  assert.deepEqual((await world.call('GetTags', { Arn })).Tags, { b: '' });
});

test('50 tags are the limit, also when two requests come at once', async () => {
  const Arn = arnOf(await world.create());
  const tags = (from: number, count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`key-${from + n}`, 'v']));
  const both = await Promise.allSettled([tags(0, 30), tags(30, 30)].map((Tags) => world.call('Tag', { Arn, Tags })));
  assert.deepEqual(both.map((result) => result.status).toSorted(), ['fulfilled', 'rejected']);
  assert.match(await world.refusal('Tag', { Arn, Tags: tags(100, 21) }), /50 tags; with these it would have 51/);
  assert.match(await world.refusal('Tag', { Arn, Tags: { 'k\n': 'v' } }), BAD);
  assert.match(await world.refusal('Tag', { Arn, Tags: { k: '!' } }), BAD);
});

describe('a group that is not the account’s in the Region', async () => {
  const elsewhere = await world.create({}, { region: 'eu-west-1' });
  const foreign = await world.create({}, { accountId: OTHER_ACCOUNT });
  const table: [what: string, group: string, answer: RegExp][] = [
    ['never made', arnOf('never'), /^NotFoundException 404: /],
    ['of another Region', arnOf(elsewhere).replace('us-east-1', 'eu-west-1'), /^NotFoundException 404: /],
    ['of another account', arnOf(foreign).replace(ACCOUNT, OTHER_ACCOUNT), /^ForbiddenException 403: /],
  ];
  const calls = [
    ['GetGroup', 'Group', {}],
    ['GetGroupConfiguration', 'Group', {}],
    ['GetGroupQuery', 'Group', {}],
    ['UpdateGroupQuery', 'Group', { ResourceQuery: { Type: 'TAG_FILTERS_1_0', Query: QUERY } }],
    ['PutGroupConfiguration', 'Group', { Configuration: configuration() }],
    ['UpdateGroup', 'Group', { Description: 'd' }],
    ['DeleteGroup', 'Group', {}],
    ['GroupResources', 'Group', { ResourceArns: ['arn:aws:ec2:us-east-1:1:dedicated-host/h-0'] }],
    ['UngroupResources', 'Group', { ResourceArns: ['arn:aws:ec2:us-east-1:1:dedicated-host/h-0'] }],
    ['ListGroupResources', 'Group', {}],
    ['Tag', 'Arn', { Tags: {} }],
    ['Untag', 'Arn', { Keys: [] }],
    ['GetTags', 'Arn', {}],
  ] as const;
  for (const [what, arn, answer] of table)
    test(what, async () => {
      for (const [name, member, input] of calls)
        assert.match(await world.refusal(name, { ...input, [member]: arn }), answer, name);
    });
});

test('a request that names no group says so', async () => {
  assert.match(await world.refusal('GetGroup', {}), /^BadRequestException 400: The required member Group is missing/);
  assert.match(await world.refusal('GetGroup', { Group: 'a b' }), BAD);
});
