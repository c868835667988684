import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { publicImages } from '../../src/domain/catalogue/public-images.ts';
import { modifyInstanceCpuOptions } from '../../src/operations/ec2/instances/modify-instance-cpu-options.ts';
import { createPlacementGroup } from '../../src/operations/ec2/placement-groups/create-placement-group.ts';
import { withHosts } from './hosting.ts';
import { type Cloud, faultOf, givenCloud, REGION } from './launching.ts';

const NOWHERE = 'h-0123456789abcdef0';
const GROUP = `arn:aws:resource-groups:${REGION}:111111111111:group/nowhere`;
const SQL_INCLUDED = publicImages(REGION).find((image) => image.usageOperation === 'RunInstances:0006')!.id;

/** A host of this type has one slot. */
const ONE_SLOT = { InstanceType: 'm5.24xlarge' } as const;

let cloud: Cloud;
let hosts: ReturnType<typeof withHosts>;
before(async () => {
  cloud = await givenCloud();
  hosts = withHosts(cloud);
});

describe('ModifyInstancePlacement', () => {
  test('moves a stopped machine to a host, whose room is checked at the start', async () => {
    const host = await hosts.allocate(ONE_SLOT);
    const [id] = await cloud.launch(ONE_SLOT).then(({ Instances }) => Instances!.map((i) => i.InstanceId!));
    await cloud.settle(id!);
    await assert.rejects(hosts.place(id!, { HostId: host }), faultOf('IncorrectInstanceState', /running/));
    await hosts.stop(id!);
    assert.deepEqual(await hosts.place(id!, { HostId: host, Tenancy: 'host', Affinity: 'host' }), { Return: true });
    const { Placement } = await hosts.instance(id!);
    assert.deepEqual([Placement!.HostId, Placement!.Tenancy, Placement!.Affinity], [host, 'host', 'host']);
    const [guest] = await hosts.launchOn({ HostId: host }, [], ONE_SLOT);
    await assert.rejects(hosts.start(id!), faultOf('InsufficientCapacityOnHost'));
    await hosts.terminate(guest!);
    await hosts.start(id!);
    assert.equal((await hosts.host(host)).Instances![0]!.InstanceId, id);
  });

  test('leaves hosts again, and forgets host and affinity', async () => {
    const host = await hosts.allocate();
    const [id] = await hosts.launchOn({ HostId: host, Affinity: 'host' });
    await hosts.stop(id!);
    await hosts.place(id!, { Tenancy: 'default' });
    await hosts.start(id!);
    const { Placement } = await hosts.instance(id!);
    assert.deepEqual([Placement!.HostId, Placement!.Tenancy, Placement!.Affinity], [undefined, 'default', undefined]);
  });

  test('with affinity and no host, binds the machine to the host that its next start chooses', async () => {
    const there = await givenCloud();
    const other = withHosts(there);
    const host = await other.allocate({ AutoPlacement: 'on' });
    const [id] = (await there.launch()).Instances!.map((i) => i.InstanceId!);
    await there.settle(id!);
    await other.stop(id!);
    await other.place(id!, { Tenancy: 'host', Affinity: 'host' });
    await other.start(id!);
    const { Placement } = await other.instance(id!);
    assert.deepEqual([Placement!.HostId, Placement!.Affinity], [host, 'host']);
  });

  test('puts a machine into a placement group and takes it out', async () => {
    const [id] = (await cloud.launch()).Instances!.map((i) => i.InstanceId!);
    await cloud.settle(id!);
    await hosts.stop(id!);
    const group = { GroupName: 'parts', Strategy: 'partition', PartitionCount: 2 } as const;
    const { PlacementGroup } = await cloud.call(createPlacementGroup, group);
    await assert.rejects(
      hosts.place(id!, { GroupName: 'parts', PartitionNumber: 3 }),
      faultOf('InvalidParameterCombination', /no partition 3/),
    );
    await assert.rejects(hosts.place(id!, { GroupName: 'none' }), faultOf('InvalidPlacementGroup.Unknown'));
    await hosts.place(id!, { GroupId: PlacementGroup!.GroupId!, PartitionNumber: 2 });
    const placed = (await hosts.instance(id!)).Placement!;
    assert.deepEqual([placed.GroupName, placed.GroupId, placed.PartitionNumber], ['parts', PlacementGroup!.GroupId, 2]);
    await assert.rejects(
      hosts.place(id!, { Tenancy: 'host' }),
      faultOf('InvalidParameterCombination', /placement group/),
    );
    await hosts.place(id!, { GroupName: '' });
    const left = (await hosts.instance(id!)).Placement!;
    assert.deepEqual([left.GroupName, left.GroupId, left.PartitionNumber], ['', undefined, undefined]);
  });

  test('is refused for what does not go together', async () => {
    const host = await hosts.allocate();
    const [id, burstable] = await Promise.all(
      [{}, { InstanceType: 't3.large' } as const].map(
        async (given) => (await cloud.launch(given)).Instances![0]!.InstanceId!,
      ),
    );
    await cloud.settle(id!, burstable!);
    await hosts.stop(id!);
    await hosts.stop(burstable!);
    await assert.rejects(hosts.place(id!, {}), faultOf('MissingMember', /Tenancy/));
    await assert.rejects(hosts.place('i-x', { Tenancy: 'host' }), faultOf('InvalidInstanceID.Malformed'));
    await assert.rejects(
      hosts.place('i-0123456789abcdef0', { Tenancy: 'host' }),
      faultOf('InvalidInstanceID.NotFound'),
    );
    await assert.rejects(hosts.place(id!, { HostId: 'h-x' }), faultOf('InvalidHostID.Malformed'));
    await assert.rejects(hosts.place(id!, { HostId: NOWHERE }), faultOf('InvalidHostID.NotFound'));
    await assert.rejects(hosts.place(id!, { GroupId: 'pg-1' }), faultOf('InvalidPlacementGroupId.Malformed'));
    await assert.rejects(
      hosts.place(id!, { HostId: host, HostResourceGroupArn: GROUP }),
      faultOf('InvalidParameterCombination', /together/),
    );
    await assert.rejects(
      hosts.place(id!, { HostResourceGroupArn: GROUP }),
      faultOf('InvalidParameterValue', /does not exist/),
    );
    await assert.rejects(
      hosts.place(id!, { HostId: host, Tenancy: 'default' }),
      faultOf('InvalidParameterCombination', /tenancy host/),
    );
    await assert.rejects(
      hosts.place(id!, { Affinity: 'host' }),
      faultOf('InvalidParameterCombination', /tenancy host/),
    );
    await assert.rejects(hosts.place(burstable!, { Tenancy: 'host' }), faultOf('InvalidTenancy', /T3/));
    const included = (await cloud.launch({ ImageId: SQL_INCLUDED, InstanceType: 'm5.xlarge' })).Instances![0]!
      .InstanceId!;
    await cloud.settle(included);
    await hosts.stop(included);
    await assert.rejects(hosts.place(included, { Tenancy: 'host' }), faultOf('InvalidTenancy', /bring your own/));
    assert.equal((await hosts.instance(id!)).Placement!.Tenancy, 'default');
  });
});

describe('ModifyInstanceCpuOptions', () => {
  test('changes what a license that honors CPU options counts at the next start', async () => {
    const license = await cloud.license({ ruleTexts: ['#honorVcpuOptimization=True'] });
    const launched = await cloud.launch({
      InstanceType: 'm5.4xlarge',
      LicenseSpecifications: [{ LicenseConfigurationArn: license }],
    });
    const id = launched.Instances![0]!.InstanceId!;
    await cloud.settle(id);
    assert.equal(await cloud.consumed(license), 16);
    await hosts.stop(id);
    const options = { InstanceId: id, CoreCount: 2, ThreadsPerCore: 1 };
    assert.deepEqual(await cloud.call(modifyInstanceCpuOptions, options), {
      ...options,
      NestedVirtualization: undefined,
    });
    const { CoreCount, ThreadsPerCore } = (await hosts.instance(id)).CpuOptions!;
    assert.deepEqual([CoreCount, ThreadsPerCore], [2, 1]);
    await hosts.start(id);
    assert.equal(await cloud.consumed(license), 2);
  });

  test('switches nested virtualization, alone and with cores and threads', async () => {
    const id = (await cloud.launch({ InstanceType: 'm5.4xlarge' })).Instances![0]!.InstanceId!;
    await cloud.settle(id);
    await hosts.stop(id);
    const told = async () => (await hosts.instance(id)).CpuOptions;
    const alone = await cloud.call(modifyInstanceCpuOptions, { InstanceId: id, NestedVirtualization: 'enabled' });
    assert.deepEqual(alone, { InstanceId: id, CoreCount: 8, ThreadsPerCore: 2, NestedVirtualization: 'enabled' });
    assert.deepEqual(await told(), { CoreCount: 8, ThreadsPerCore: 2, NestedVirtualization: 'enabled' });
    const both = { CoreCount: 4, ThreadsPerCore: 1, NestedVirtualization: 'disabled' as const };
    await cloud.call(modifyInstanceCpuOptions, { InstanceId: id, ...both });
    assert.deepEqual(await told(), both);
  });

  test('is refused for a running machine and for what the type cannot have', async () => {
    const id = (await cloud.launch()).Instances![0]!.InstanceId!;
    await cloud.settle(id);
    const change = (options: object) =>
      cloud.call(modifyInstanceCpuOptions, { InstanceId: id, CoreCount: 1, ThreadsPerCore: 1, ...options });
    await assert.rejects(change({}), faultOf('IncorrectInstanceState', /running/));
    await hosts.stop(id);
    await assert.rejects(change({ CoreCount: 7 }), faultOf('InvalidParameterValue'));
    await assert.rejects(change({ CoreCount: undefined }), faultOf('InvalidParameterCombination', /together/));
    const nothing = cloud.call(modifyInstanceCpuOptions, { InstanceId: id });
    await assert.rejects(nothing, faultOf('MissingMember', /NestedVirtualization/));
    await assert.rejects(change({ InstanceId: 'i-0123456789abcdef0' }), faultOf('InvalidInstanceID.NotFound'));
  });
});
