import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CreatePlacementGroupRequest, Placement } from '@aws-sdk/client-ec2';
import { sql } from 'kysely';
import { createLedger } from '../../src/ledger/ledger.ts';
import { describeInstances } from '../../src/operations/ec2/instances/describe-instances.ts';
import { startInstances } from '../../src/operations/ec2/instances/start-instances.ts';
import { stopInstances } from '../../src/operations/ec2/instances/stop-instances.ts';
import { terminateInstances } from '../../src/operations/ec2/instances/terminate-instances.ts';
import { createPlacementGroup } from '../../src/operations/ec2/placement-groups/create-placement-group.ts';
import { deletePlacementGroup } from '../../src/operations/ec2/placement-groups/delete-placement-group.ts';
import { describePlacementGroups } from '../../src/operations/ec2/placement-groups/describe-placement-groups.ts';
import { createTags } from '../../src/operations/ec2/tags/create-tags.ts';
import { faultOf, givenCloud, OTHER_ACCOUNT } from './launching.ts';

const cloud = await givenCloud();
const { call } = cloud;

const create = async (GroupName: string, given: Partial<CreatePlacementGroupRequest> = { Strategy: 'cluster' }) =>
  (await call(createPlacementGroup, { GroupName, ...given })).PlacementGroup!;
const list = async (request = {}, as = {}) => (await call(describePlacementGroups, request, as)).PlacementGroups!;
const named = async (request = {}) => (await list(request)).map((group) => group.GroupName);
const launchIn = async (given: Placement, request = {}) => {
  const { Instances } = await cloud.launch({ Placement: given, ...request });
  return Instances![0]!;
};

test('groups of the three strategies are made, tagged, found by name, id and filters, and deleted', async () => {
  const TagSpecifications = [{ ResourceType: 'placement-group' as const, Tags: [{ Key: 'team', Value: 'a' }] }];
  const near = await create('near', { Strategy: 'cluster', TagSpecifications });
  const parts = await create('parts', { Strategy: 'partition' });
  const apart = await create('apart', { Strategy: 'spread' });
  assert.deepEqual(near, {
    GroupName: 'near',
    State: 'available',
    Strategy: 'cluster',
    PartitionCount: undefined,
    GroupId: near.GroupId,
    Tags: [{ Key: 'team', Value: 'a' }],
    GroupArn: 'arn:aws:ec2:us-east-1:111111111111:placement-group/near',
    SpreadLevel: undefined,
  });
  assert.deepEqual([parts.PartitionCount, apart.SpreadLevel], [2, 'rack']);
  assert.deepEqual(await list({ GroupNames: ['near'] }), [near]);
  assert.deepEqual(await list({ GroupIds: [apart.GroupId!] }), [apart]);
  assert.deepEqual(await named({ Filters: [{ Name: 'strategy', Values: ['spread', 'partition'] }] }), [
    'parts',
    'apart',
  ]);
  assert.deepEqual(await named({ Filters: [{ Name: 'tag:team', Values: ['a'] }] }), ['near']);
  await call(createTags, { Resources: [apart.GroupId!], Tags: [{ Key: 'team', Value: 'a' }] });
  assert.deepEqual(await named({ Filters: [{ Name: 'tag:team', Values: ['a'] }] }), ['near', 'apart']);
  assert.deepEqual(await list({}, { accountId: OTHER_ACCOUNT }), []);
  for (const GroupName of ['near', 'parts', 'apart']) await call(deletePlacementGroup, { GroupName });
  assert.deepEqual(await list(), []);
  await assert.rejects(list({ GroupNames: ['near'] }), faultOf('InvalidPlacementGroup.Unknown', /'near' is unknown/));
  await assert.rejects(call(deletePlacementGroup, { GroupName: 'near' }), faultOf('InvalidPlacementGroup.Unknown'));
});

test('of groups of one name that are made at once there is one', async () => {
  const made = await Promise.allSettled([1, 2, 3, 4].map(() => create('once')));
  const refused = made.filter((one) => one.status === 'rejected').map((one) => one.reason);
  assert.equal(refused.length, 3);
  for (const reason of refused) assert.ok(faultOf('InvalidPlacementGroup.Duplicate')(reason));
});

for (const [what, given] of [
  ['partitions of a cluster', { Strategy: 'cluster', PartitionCount: 2 }],
  ['a spread level of a cluster', { Strategy: 'cluster', SpreadLevel: 'rack' }],
] as const)
  test(`${what} are refused`, () => assert.rejects(create('odd', given), faultOf('InvalidParameterCombination')));

test('machines join by name or id, are found by it, and keep the group from being deleted', async () => {
  const group = await create('joined', { Strategy: 'partition', PartitionCount: 3 });
  const first = await launchIn({ GroupName: 'joined', PartitionNumber: 3 });
  const second = await launchIn({ GroupId: group.GroupId! });
  assert.deepEqual(
    [first, second].map(({ Placement: at }) => [at!.GroupName, at!.GroupId, at!.PartitionNumber]),
    [
      ['joined', group.GroupId, 3],
      ['joined', group.GroupId, undefined],
    ],
  );
  const Filters = [{ Name: 'placement-group-name', Values: ['joined'] }];
  const members = (await call(describeInstances, { Filters })).Reservations!.flatMap((one) => one.Instances!);
  const ids = [first.InstanceId!, second.InstanceId!];
  assert.deepEqual(members.map((one) => one.InstanceId).sort(), ids.toSorted());
  await assert.rejects(call(deletePlacementGroup, { GroupName: 'joined' }), faultOf('InvalidPlacementGroup.InUse'));
  await call(terminateInstances, { InstanceIds: ids });
  await cloud.settle(...ids);
  await call(deletePlacementGroup, { GroupName: 'joined' });
});

test('a request names another group than its launch template, by the other of name and id', async () => {
  const [first, second] = [await create('of-template'), await create('of-request')];
  const LaunchTemplateName = (await cloud.template({ Placement: { GroupName: first.GroupName! } })).name;
  const launched = await launchIn({ GroupId: second.GroupId! }, { LaunchTemplate: { LaunchTemplateName } });
  assert.equal(launched.Placement!.GroupName, 'of-request');
});

const launches = [
  ['an unknown group', { GroupName: 'nobody' }, {}, 'InvalidPlacementGroup.Unknown'],
  ['an unknown id', { GroupId: 'pg-0123456789abcdef0' }, {}, 'InvalidPlacementGroup.Unknown'],
  ['an id of no form', { GroupId: 'nobody' }, {}, 'InvalidPlacementGroupId.Malformed'],
  ['a name and an id', { GroupName: 'c', GroupId: 'pg-0123456789abcdef0' }, {}, 'InvalidParameterCombination'],
  ['a burstable type in a cluster', { GroupName: 'c' }, { InstanceType: 't3.micro' }, 'InvalidParameterCombination'],
  ['a partition of a cluster', { GroupName: 'c', PartitionNumber: 1 }, {}, 'InvalidParameterCombination'],
  ['a partition without a group', { PartitionNumber: 1 }, {}, 'InvalidParameterCombination'],
  ['tenancy host in a group', { GroupName: 'c', Tenancy: 'host' }, {}, 'InvalidParameterCombination'],
] as const;

test('launches into what takes them not are refused', async () => {
  await create('c');
  for (const [what, placement, request, code] of launches)
    await assert.rejects(launchIn(placement, request), faultOf(code), what);
  await assert.rejects(
    cloud.launch({ Placement: { GroupName: 'c' } }, { accountId: OTHER_ACCOUNT }),
    faultOf('InvalidPlacementGroup.Unknown'),
  );
});

test('a group is not deleted while a machine joins it', async () => {
  await create('raced');
  const outcomes = await Promise.allSettled([
    ...[1, 2, 3].map(() => launchIn({ GroupName: 'raced' })),
    call(deletePlacementGroup, { GroupName: 'raced' }),
  ]);
  const launched = outcomes.slice(0, -1).filter((one) => one.status === 'fulfilled').length;
  assert.equal((await named({ Filters: [{ Name: 'group-name', Values: ['raced'] }] })).length, launched > 0 ? 1 : 0);
});

describe('a spread group', () => {
  const ZONE = 'us-east-1a';
  const zonesOf = (reservation: { Instances?: { Placement?: Placement }[] }) =>
    reservation.Instances!.map((one) => one.Placement!.AvailabilityZone);

  test('has room for seven running machines a zone, for launches and starts', async () => {
    await create('apart', { Strategy: 'spread' });
    const inZone = { Placement: { GroupName: 'apart', AvailabilityZone: ZONE } };
    const first = await cloud.launch({ ...inZone, MinCount: 1, MaxCount: 9 });
    const ids = first.Instances!.map((one) => one.InstanceId!);
    assert.equal(ids.length, 7);
    const full = faultOf('InsufficientInstanceCapacity', /'apart' has room for 7 running instances in us-east-1a/);
    await assert.rejects(cloud.launch(inZone), full);
    const elsewhere = await cloud.launch({ Placement: { GroupName: 'apart' }, MinCount: 7, MaxCount: 7 });
    assert.equal(new Set(zonesOf(elsewhere)).size, 1);
    assert.notEqual(zonesOf(elsewhere)[0], ZONE);
    await cloud.settle(...ids);
    await call(stopInstances, { InstanceIds: [ids[0]!] });
    await cloud.settle(ids[0]!);
    const next = await cloud.launch(inZone);
    await assert.rejects(call(startInstances, { InstanceIds: [ids[0]!] }), full);
    await call(terminateInstances, { InstanceIds: [next.Instances![0]!.InstanceId!] });
    await call(startInstances, { InstanceIds: [ids[0]!] });
  });

  test('gets no eighth by launches of two servers at once', async () => {
    await create('contended', { Strategy: 'spread' });
    const other = createLedger({ db: cloud.db });
    const request = { Placement: { GroupName: 'contended', AvailabilityZone: ZONE } };
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) => cloud.launch(request, index % 2 ? { ledger: other } : {})),
    );
    assert.equal(outcomes.filter((one) => one.status === 'fulfilled').length, 7);
  });

  test('takes no Dedicated Instances, and no group Spot Instances that stop', async () => {
    await create('strict', { Strategy: 'spread' });
    await create('parts-of-three', { Strategy: 'partition', PartitionCount: 3 });
    const dedicated = (GroupName: string) => cloud.launch({ Placement: { GroupName, Tenancy: 'dedicated' } });
    for (const name of ['strict', 'parts-of-three'])
      await assert.rejects(dedicated(name), faultOf('InvalidParameterCombination', /tenancy dedicated/));
    const SpotOptions = { SpotInstanceType: 'persistent' as const, InstanceInterruptionBehavior: 'stop' as const };
    const stopping = {
      Placement: { GroupName: 'strict' },
      InstanceMarketOptions: { MarketType: 'spot' as const, SpotOptions },
    };
    await assert.rejects(cloud.launch(stopping), faultOf('InvalidParameterCombination', /interruption behavior/));
  });

  test('of level host is for Outposts', () =>
    assert.rejects(create('outpost', { Strategy: 'spread', SpreadLevel: 'host' }), faultOf('UnsupportedOperation')));
});

test('an account has 500 groups and, by requests at once, no more', async () => {
  const as = { accountId: OTHER_ACCOUNT };
  await sql`
    INSERT INTO ec2_record (account_id, region, record_id, kind, details, created_at)
    SELECT ${OTHER_ACCOUNT}, 'us-east-1', 'pg-full' || n, 'placement-group',
      jsonb_build_object('name', 'full ' || n, 'strategy', 'cluster'), now() FROM generate_series(1, 498) n`.execute(
    cloud.db,
  );
  const asked = [1, 2, 3, 4, 5].map((n) => call(createPlacementGroup, { GroupName: `${n}`, Strategy: 'cluster' }, as));
  const outcomes = await Promise.allSettled(asked);
  assert.equal(outcomes.filter((one) => one.status === 'fulfilled').length, 2);
  for (const one of outcomes)
    if (one.status === 'rejected') assert.ok(faultOf('PlacementGroupLimitExceeded')(one.reason));
});
