import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { forgetHosts } from '../../src/jobs/settle-hosts.ts';
import { allocateHosts } from '../../src/operations/ec2/hosts/allocate-hosts.ts';
import { describeHosts } from '../../src/operations/ec2/hosts/describe-hosts.ts';
import { modifyHosts } from '../../src/operations/ec2/hosts/modify-hosts.ts';
import { releaseHosts } from '../../src/operations/ec2/hosts/release-hosts.ts';
import { createTags } from '../../src/operations/ec2/tags/create-tags.ts';
import { deleteTags } from '../../src/operations/ec2/tags/delete-tags.ts';
import { withHosts, ZONE } from './hosting.ts';
import { ACCOUNT, type Cloud, faultOf, givenCloud, OTHER_ACCOUNT } from './launching.ts';

const NOWHERE = 'h-0123456789abcdef0';

let cloud: Cloud;
let hosts: ReturnType<typeof withHosts>;
before(async () => {
  cloud = await givenCloud();
  hosts = withHosts(cloud);
});

describe('AllocateHosts', () => {
  test('gives one host that takes its whole family, with everything off', async () => {
    const [id, ...others] = await hosts.allocateAll({ InstanceFamily: 'm5' });
    assert.match(id!, /^h-[0-9a-f]{17}$/);
    assert.equal(others.length, 0);
    const { AllocationTime, AvailableCapacity, ...host } = await hosts.host(id!);
    assert.ok(AllocationTime instanceof Date);
    assert.equal(AvailableCapacity!.AvailableVCpus, 96);
    const large = AvailableCapacity!.AvailableInstanceCapacity!.find((size) => size.InstanceType === 'm5.large');
    assert.deepEqual(large, { InstanceType: 'm5.large', AvailableCapacity: 48, TotalCapacity: 48 });
    assert.deepEqual(host, {
      HostId: id,
      OwnerId: ACCOUNT,
      State: 'available',
      AvailabilityZone: ZONE,
      AvailabilityZoneId: 'use1-az1',
      ReleaseTime: undefined,
      AutoPlacement: 'off',
      HostRecovery: 'off',
      HostMaintenance: 'off',
      AllowsMultipleInstanceTypes: 'on',
      MemberOfServiceLinkedResourceGroup: false,
      ClientToken: undefined,
      HostProperties: { Cores: 48, Sockets: 2, TotalVCpus: 96, InstanceFamily: 'm5' },
      Instances: [],
      Tags: [],
    });
  });

  test('gives several hosts of one type, with switches, tags and a token that repeats', async () => {
    const request = {
      AvailabilityZoneId: 'use1-az2',
      InstanceType: 'c4.large',
      Quantity: 3,
      AutoPlacement: 'on',
      HostRecovery: 'on',
      HostMaintenance: 'on',
      ClientToken: 'three',
      TagSpecifications: [{ ResourceType: 'dedicated-host', Tags: [{ Key: 'a', Value: 'b' }] }],
    } as const;
    const given = {
      ...request,
      TagSpecifications: [...request.TagSpecifications].map((s) => ({ ...s, Tags: [...s.Tags] })),
    };
    const { HostIds: ids } = await cloud.call(allocateHosts, given, { action: 'ec2:AllocateHosts' });
    const again = await cloud.call(allocateHosts, given, { action: 'ec2:AllocateHosts' });
    assert.equal(new Set(ids).size, 3);
    assert.deepEqual(again.HostIds, ids);
    for (const id of ids!) {
      const host = await hosts.host(id);
      assert.equal(host.AvailabilityZone, 'us-east-1b');
      assert.deepEqual(host.HostProperties, { Cores: 20, Sockets: 2, TotalVCpus: 40, InstanceType: 'c4.large' });
      assert.deepEqual([host.AutoPlacement, host.HostRecovery, host.HostMaintenance], ['on', 'on', 'on']);
      assert.equal(host.AllowsMultipleInstanceTypes, 'off');
      assert.equal(host.ClientToken, 'three');
      assert.deepEqual(host.Tags, [{ Key: 'a', Value: 'b' }]);
      assert.deepEqual(host.AvailableCapacity!.AvailableInstanceCapacity, [
        { InstanceType: 'c4.large', AvailableCapacity: 16, TotalCapacity: 16 },
      ]);
    }
    const other = cloud.call(allocateHosts, { ...given, Quantity: 2 }, { action: 'ec2:AllocateHosts' });
    await assert.rejects(other, faultOf('IdempotentParameterMismatch'));
  });

  test('marks a host whose figures nobody publishes, by a tag that nobody can take off', async () => {
    const id = await hosts.allocate({ InstanceFamily: 'm8i' });
    const mark = { Key: 'aws:headroom:estimated', Value: 'true' };
    assert.deepEqual((await hosts.host(id)).Tags, [mark]);
    await cloud.call(createTags, { Resources: [id], Tags: [{ Key: 'a', Value: 'b' }] });
    assert.deepEqual((await hosts.host(id)).Tags, [{ Key: 'a', Value: 'b' }, mark]);
    await assert.rejects(
      cloud.call(deleteTags, { Resources: [id], Tags: [{ Key: mark.Key }] }),
      faultOf('InvalidParameterValue'),
    );
    await cloud.call(deleteTags, { Resources: [id] });
    assert.deepEqual((await hosts.host(id)).Tags, [mark]);
  });

  test('marks a host for a size that the published figures lack, too', async () => {
    const host = await hosts.host(await hosts.allocate({ InstanceType: 'c5d.24xlarge', InstanceFamily: undefined }));
    assert.deepEqual(host.Tags, [{ Key: 'aws:headroom:estimated', Value: 'true' }]);
    assert.deepEqual(host.HostProperties, {
      Cores: 48,
      Sockets: 2,
      TotalVCpus: 96,
      InstanceType: 'c5d.24xlarge',
    });
    assert.deepEqual(host.AvailableCapacity!.AvailableInstanceCapacity, [
      { InstanceType: 'c5d.24xlarge', AvailableCapacity: 1, TotalCapacity: 1 },
    ]);
  });

  const m5 = { AvailabilityZone: ZONE, InstanceFamily: 'm5' };
  const refusals: [what: string, request: Parameters<typeof allocateHosts.handle>[0], code: string, text: RegExp][] = [
    ['no zone', { InstanceFamily: 'm5' }, 'MissingMember', /AvailabilityZone/],
    ['two zones', { ...m5, AvailabilityZoneId: 'use1-az1' }, 'InvalidParameterCombination', /not both/],
    ['an unknown zone', { ...m5, AvailabilityZone: 'us-east-1z' }, 'InvalidParameterValue', /us-east-1z/],
    ['nothing to take', { AvailabilityZone: ZONE }, 'MissingMember', /InstanceType or InstanceFamily/],
    ['type and family', { ...m5, InstanceType: 'm5.large' }, 'InvalidParameterCombination', /together/],
    ['an unknown type', { AvailabilityZone: ZONE, InstanceType: 'm5.huge' }, 'InvalidParameterValue', /m5\.huge/],
    [
      'a type without hosts',
      { AvailabilityZone: ZONE, InstanceType: 't2.micro' },
      'UnsupportedHostConfiguration',
      /t2\.micro/,
    ],
    ['a family without hosts', { ...m5, InstanceFamily: 't2' }, 'UnsupportedHostConfiguration', /t2/],
    ['a family that mixes no sizes', { ...m5, InstanceFamily: 'c4' }, 'UnsupportedHostConfiguration', /one type only/],
    [
      'an Outpost',
      { ...m5, OutpostArn: 'arn:aws:outposts:us-east-1:1:outpost/op-1' },
      'UnsupportedOperation',
      /OutpostArn/,
    ],
    ['Outpost hardware', { ...m5, AssetIds: ['1'] }, 'UnsupportedOperation', /AssetIds/],
    ['SEV-SNP', { ...m5, CpuOptions: { AmdSevSnp: 'enabled' } }, 'UnsupportedOperation', /AmdSevSnp/],
    [
      'tags of something else',
      { ...m5, TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'a', Value: '' }] }] },
      'InvalidParameterValue',
      /instance/,
    ],
  ];
  for (const [what, request, code, text] of refusals)
    test(`refuses ${what}`, () => assert.rejects(cloud.call(allocateHosts, request), faultOf(code, text)));
});

describe('DescribeHosts', () => {
  test('filters, and goes on page by page', async () => {
    const zone = 'us-east-1c';
    const inZone = { Name: 'availability-zone', Values: [zone] };
    const ids = await hosts.allocateAll({ AvailabilityZone: zone, Quantity: 7 });
    const open = await hosts.allocate({
      AvailabilityZone: zone,
      AutoPlacement: 'on',
      InstanceType: 'm5.xlarge',
      InstanceFamily: undefined,
    });
    const find = async (...filters: { Name: string; Values: string[] }[]) =>
      (await cloud.call(describeHosts, { Filter: [inZone, ...filters] })).Hosts!.map((host) => host.HostId!);
    assert.deepEqual(new Set(await find()), new Set([...ids, open]));
    assert.deepEqual(await find({ Name: 'auto-placement', Values: ['on'] }), [open]);
    assert.deepEqual(await find({ Name: 'instance-type', Values: ['m5.*'] }), [open]);
    assert.deepEqual(await find({ Name: 'state', Values: ['released'] }), []);
    assert.deepEqual(await find({ Name: 'tag-key', Values: ['a'] }), []);
    await assert.rejects(find({ Name: 'colour', Values: ['red'] }), faultOf('InvalidParameterValue', /colour/));

    const first = await cloud.call(describeHosts, { Filter: [inZone], MaxResults: 5 });
    const second = await cloud.call(describeHosts, { Filter: [inZone], MaxResults: 5, NextToken: first.NextToken! });
    assert.equal(first.Hosts!.length, 5);
    assert.deepEqual(
      [...first.Hosts!, ...second.Hosts!].map((host) => host.HostId),
      await find(),
    );
    assert.equal(second.NextToken, undefined);
  });

  test('knows only hosts of the account, by well-formed ids', async () => {
    const id = await hosts.allocate();
    const as = { accountId: OTHER_ACCOUNT };
    await assert.rejects(
      cloud.call(describeHosts, { HostIds: [id] }, as),
      faultOf('InvalidHostID.NotFound', new RegExp(id)),
    );
    assert.deepEqual((await cloud.call(describeHosts, {}, as)).Hosts, []);
    await assert.rejects(cloud.call(describeHosts, { HostIds: [NOWHERE] }), faultOf('InvalidHostID.NotFound'));
    await assert.rejects(cloud.call(describeHosts, { HostIds: ['h-x'] }), faultOf('InvalidHostID.Malformed'));
    const both = cloud.call(describeHosts, { HostIds: [id], MaxResults: 5 });
    await assert.rejects(both, faultOf('InvalidParameterCombination'));
  });

  test('shows what is on a host and what it leaves', async () => {
    const id = await hosts.allocate();
    const [large] = await hosts.launchOn({ HostId: id });
    const [big] = await hosts.launchOn({ HostId: id }, [], { InstanceType: 'm5.12xlarge' });
    const [stopped] = await hosts.launchOn({ HostId: id });
    await hosts.stop(stopped!);
    const host = await hosts.host(id);
    assert.deepEqual(
      host.Instances!.map(({ InstanceId, InstanceType, OwnerId }) => [InstanceId, InstanceType, OwnerId]),
      [
        [large, 'm5.large', ACCOUNT],
        [big, 'm5.12xlarge', ACCOUNT],
      ],
    );
    assert.equal(host.AvailableCapacity!.AvailableVCpus, 96 - 2 - 48);
    const left = Object.fromEntries(
      host.AvailableCapacity!.AvailableInstanceCapacity!.map((size) => [size.InstanceType, size.AvailableCapacity]),
    );
    assert.deepEqual([left['m5.large'], left['m5.12xlarge'], left['m5.24xlarge']], [23, 0, 0]);
  });
});

describe('ModifyHosts', () => {
  test('changes switches and what the host takes, each host for itself', async () => {
    const [one, two] = await hosts.allocateAll({ Quantity: 2 });
    await hosts.launchOn({ HostId: two! });
    const answer = await cloud.call(modifyHosts, {
      HostIds: [one!, two!, NOWHERE],
      InstanceType: 'm5.xlarge',
      AutoPlacement: 'on',
      HostRecovery: 'on',
    });
    assert.deepEqual(answer.Successful, [one]);
    assert.deepEqual(
      answer.Unsuccessful!.map((item) => [item.ResourceId, item.Error!.Code]),
      [
        [two, 'Client.InvalidHostConfiguration'],
        [NOWHERE, 'Client.InvalidHostID.NotFound'],
      ],
    );
    const host = await hosts.host(one!);
    assert.equal(host.HostProperties!.InstanceType, 'm5.xlarge');
    assert.deepEqual([host.AutoPlacement, host.HostRecovery, host.HostMaintenance], ['on', 'on', 'off']);
    assert.equal((await hosts.host(two!)).AutoPlacement, 'off');
    const { Unsuccessful } = await cloud.call(modifyHosts, { HostIds: [one!], InstanceFamily: 'r5' });
    assert.match(Unsuccessful![0]!.Error!.Message!, /family m5 and cannot become r5/);
    await cloud.call(modifyHosts, { HostIds: [one!], InstanceFamily: 'm5', HostRecovery: 'off' });
    const back = await hosts.host(one!);
    assert.deepEqual([back.HostProperties!.InstanceFamily, back.HostRecovery, back.AutoPlacement], ['m5', 'off', 'on']);
  });

  test('refuses a request that is wrong for every host', async () => {
    const HostIds = [await hosts.allocate()];
    const modify = (request: object) => cloud.call(modifyHosts, { HostIds, ...request });
    await assert.rejects(modify({}), faultOf('MissingMember', /AutoPlacement/));
    await assert.rejects(modify({ HostIds: [], AutoPlacement: 'on' }), faultOf('MissingMember', /HostId/));
    await assert.rejects(modify({ HostIds: ['x'], AutoPlacement: 'on' }), faultOf('InvalidHostID.Malformed'));
    await assert.rejects(modify({ InstanceType: 'm5.huge' }), faultOf('InvalidParameterValue'));
    await assert.rejects(modify({ InstanceType: 'c5.metal' }), faultOf('UnsupportedHostConfiguration'));
    for (const InstanceFamily of ['t2', 'nonesuch'])
      await assert.rejects(modify({ InstanceFamily }), faultOf('UnsupportedHostConfiguration'));
  });
});

describe('ReleaseHosts', () => {
  test('gives up empty hosts and says which are not', async () => {
    const [empty, busy] = await hosts.allocateAll({ Quantity: 2 });
    const [machine] = await hosts.launchOn({ HostId: busy! });
    const answer = await cloud.call(releaseHosts, { HostIds: [empty!, busy!, NOWHERE] });
    assert.deepEqual(answer.Successful, [empty]);
    assert.deepEqual(
      answer.Unsuccessful!.map((item) => [item.ResourceId, item.Error!.Code]),
      [
        [busy, 'Client.InvalidHost.Occupied'],
        [NOWHERE, 'Client.InvalidHostID.NotFound'],
      ],
    );
    assert.match(answer.Unsuccessful![0]!.Error!.Message!, new RegExp(machine!));
    const released = await hosts.host(empty!);
    assert.equal(released.State, 'released');
    assert.ok(released.ReleaseTime instanceof Date);
    assert.equal(released.AvailableCapacity!.AvailableVCpus, 0);
    const again = await hosts.release(empty!);
    assert.equal(again.Unsuccessful![0]!.Error!.Code, 'Client.InvalidHostID.NotFound');
    await assert.rejects(hosts.launchOn({ HostId: empty! }), faultOf('InvalidHostState', /released/));
  });

  test('shows a released host for an hour, and then clears it away with its tags', async () => {
    const [old, recent] = await hosts.allocateAll({
      Quantity: 2,
      TagSpecifications: [{ ResourceType: 'dedicated-host', Tags: [{ Key: 'k', Value: 'v' }] }],
    });
    await cloud.call(releaseHosts, { HostIds: [old!, recent!] });
    await sql`UPDATE host SET released_at = now() - interval '61 minutes' WHERE host_id = ${old}`.execute(cloud.db);
    await assert.rejects(hosts.host(old!), faultOf('InvalidHostID.NotFound'));
    await forgetHosts(cloud.db, new Date(Date.now() - 3_600_000));
    const { rows } = await sql<{ id: string }>`
      SELECT host_id AS id FROM host WHERE host_id IN (${old}, ${recent})
      UNION ALL SELECT resource_id FROM tag WHERE resource_id IN (${old}, ${recent})`.execute(cloud.db);
    assert.deepEqual(
      rows.map(({ id }) => id),
      [recent, recent],
    );
  });

  test('keeps the record of a released host that a stopped machine still names', async () => {
    const id = await hosts.allocate();
    const [machine] = await hosts.launchOn({ HostId: id });
    await hosts.stop(machine!);
    assert.deepEqual((await hosts.release(id)).Successful, [id]);
    await sql`UPDATE host SET released_at = now() - interval '2 hours' WHERE host_id = ${id}`.execute(cloud.db);
    await forgetHosts(cloud.db, new Date(Date.now() - 3_600_000));
    const { rows } = await sql`SELECT FROM host WHERE host_id = ${id}`.execute(cloud.db);
    assert.equal(rows.length, 1);
  });
});
