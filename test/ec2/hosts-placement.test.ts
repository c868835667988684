import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { publicImages } from '../../src/domain/catalogue/public-images.ts';
import { describeInstances } from '../../src/operations/ec2/instances/describe-instances.ts';
import { modifyInstanceAttribute } from '../../src/operations/ec2/instances/modify-instance-attribute.ts';
import { withHosts, ZONE } from './hosting.ts';
import { type Cloud, faultOf, givenCloud, OTHER_ACCOUNT, REGION } from './launching.ts';

const NOWHERE = 'h-0123456789abcdef0';
const GROUP = `arn:aws:resource-groups:${REGION}:111111111111:group/nowhere`;
const SQL_INCLUDED = publicImages(REGION).find((image) => image.usageOperation === 'RunInstances:0006')!.id;

/** A host of this type has one slot. */
const ONE_SLOT = { InstanceType: 'm5.24xlarge' } as const;
const HALF = { InstanceType: 'm5.12xlarge' } as const;

let cloud: Cloud;
let hosts: ReturnType<typeof withHosts>;
before(async () => {
  cloud = await givenCloud();
  hosts = withHosts(cloud);
});

describe('a launch that names a host', () => {
  test('goes there, and the machine says so', async () => {
    const host = await hosts.allocate();
    const [id] = await hosts.launchOn({ HostId: host, Tenancy: undefined });
    const { Placement } = await hosts.instance(id!);
    assert.deepEqual(
      [Placement!.HostId, Placement!.Tenancy, Placement!.Affinity, Placement!.AvailabilityZone],
      [host, 'host', 'default', ZONE],
    );
    const { Reservations } = await cloud.call(describeInstances, {
      Filters: [
        { Name: 'host-id', Values: [host] },
        { Name: 'affinity', Values: ['default'] },
        { Name: 'tenancy', Values: ['host'] },
      ],
    });
    assert.deepEqual(
      Reservations!.flatMap(({ Instances = [] }) => Instances.map((i) => i.InstanceId)),
      [id],
    );
  });

  test('takes the place from its launch template', async () => {
    const host = await hosts.allocate();
    const { id } = await cloud.template({ Placement: { HostId: host, Affinity: 'host' } });
    const [machine] = await hosts.launchOn({}, [], { LaunchTemplate: { LaunchTemplateId: id } });
    const { Placement } = await hosts.instance(machine!);
    assert.deepEqual([Placement!.HostId, Placement!.Affinity], [host, 'host']);
  });

  test('is refused where the host cannot take it', async () => {
    const [host] = await hosts.allocateAll();
    const own = (placement: object, given: object = {}) => hosts.launchOn({ HostId: host!, ...placement }, [], given);
    await assert.rejects(own({ HostId: 'h-x' }), faultOf('InvalidHostID.Malformed'));
    await assert.rejects(own({ HostId: NOWHERE }), faultOf('InvalidHostID.NotFound'));
    await assert.rejects(
      own({}, { InstanceType: 'r5.large' }),
      faultOf('IncompatibleHostRequirements', /m5, not for r5\.large/),
    );
    await assert.rejects(
      own({ AvailabilityZone: 'us-east-1b' }),
      faultOf('IncompatibleHostRequirements', /us-east-1a/),
    );
    await assert.rejects(own({ Tenancy: 'default' }), faultOf('InvalidParameterCombination', /tenancy host/));
    await assert.rejects(own({ GroupName: 'cluster' }), faultOf('InvalidParameterCombination', /placement group/));
    await assert.rejects(own({ HostResourceGroupArn: GROUP }), faultOf('InvalidParameterCombination', /together/));
    await assert.rejects(own({ Affinity: 'both' }), faultOf('InvalidParameterValue', /Affinity/));
    const foreign = cloud.launch({ Placement: { HostId: host } }, { accountId: OTHER_ACCOUNT });
    await assert.rejects(foreign, faultOf('InvalidHostID.NotFound'));
    assert.deepEqual((await hosts.host(host!)).Instances, []);
  });

  test('is refused by a full host, and by one without room for MinCount', async () => {
    const host = await hosts.allocate(HALF);
    await assert.rejects(
      hosts.launchOn({ HostId: host }, [], { ...HALF, MinCount: 3, MaxCount: 3 }),
      faultOf(
        'InsufficientCapacityOnHost',
        `Dedicated host ${host} has insufficient capacity to launch the instances in this request.`,
      ),
    );
    assert.equal((await hosts.launchOn({ HostId: host }, [], { ...HALF, MinCount: 1, MaxCount: 5 })).length, 2);
    await assert.rejects(hosts.launchOn({ HostId: host }, [], HALF), faultOf('InsufficientCapacityOnHost'));
  });

  test('is refused for an image whose license AWS sells and does not sell for hosts', async () => {
    const host = await hosts.allocate();
    const launched = hosts.launchOn({ HostId: host }, [], { ImageId: SQL_INCLUDED, InstanceType: 'm5.xlarge' });
    await assert.rejects(launched, faultOf('InvalidTenancy', /bring your own/));
  });

  test('is refused for a host resource group that is not there', async () => {
    const launched = cloud.launch({ Placement: { HostResourceGroupArn: GROUP } });
    await assert.rejects(launched, faultOf('InvalidParameterValue', /does not exist/));
    const shared = cloud.launch({ Placement: { HostResourceGroupArn: GROUP, Tenancy: 'default' } });
    await assert.rejects(shared, faultOf('InvalidParameterCombination', /tenancy host/));
  });
});

describe('a launch that names no host', () => {
  test('goes to hosts with auto-placement, the fullest first, and nowhere else', async () => {
    const own = { accountId: OTHER_ACCOUNT };
    const there = await givenCloud();
    const other = withHosts(there);
    const launch = () => other.launchOn({});
    await other.allocate();
    await assert.rejects(launch(), faultOf('InsufficientHostCapacity', /do not have a host/));
    const [one, two] = await other.allocateAll({ AutoPlacement: 'on', Quantity: 2 });
    const [first] = await launch();
    const chosen = await other.hostOf(first!);
    assert.ok([one, two].includes(chosen!));
    const [second] = await launch();
    assert.equal(await other.hostOf(second!), chosen);
    await assert.rejects(there.launch({ Placement: { Tenancy: 'host' } }, own), faultOf('InsufficientHostCapacity'));
  });

  test('mixes sizes on a Nitro host as long as its vCPUs last', async () => {
    const there = await givenCloud();
    const other = withHosts(there);
    const host = await other.allocate({ AutoPlacement: 'on' });
    await other.launchOn({}, [], HALF);
    await other.launchOn({}, [], { InstanceType: 'm5.4xlarge', MinCount: 2, MaxCount: 2 });
    await assert.rejects(other.launchOn({}, [], { InstanceType: 'm5.8xlarge' }), faultOf('InsufficientHostCapacity'));
    await other.launchOn({}, [], { InstanceType: 'm5.large', MinCount: 8, MaxCount: 8 });
    await assert.rejects(other.launchOn({}), faultOf('InsufficientHostCapacity'));
    assert.equal((await other.host(host)).AvailableCapacity!.AvailableVCpus, 0);
  });

  test('does not mix small sizes with large ones on the families that cannot', async () => {
    const host = await hosts.allocate({ InstanceFamily: 'm5n' });
    await hosts.launchOn({ HostId: host }, [], { InstanceType: 'm5n.large' });
    const large = hosts.launchOn({ HostId: host }, [], { InstanceType: 'm5n.12xlarge' });
    await assert.rejects(large, faultOf('InsufficientCapacityOnHost'));
  });

  test('is refused for a type that runs on no host', async () => {
    const launched = hosts.launchOn({}, [], { InstanceType: 't2.micro' });
    await assert.rejects(launched, faultOf('InvalidParameterCombination', /t2\.micro does not run/));
  });
});

describe('a start', () => {
  test('comes back to its host while that has room, and is refused where it is full', async () => {
    const host = await hosts.allocate(ONE_SLOT);
    const [first] = await hosts.launchOn({ HostId: host }, [], ONE_SLOT);
    await hosts.stop(first!);
    const [second] = await hosts.launchOn({ HostId: host }, [], ONE_SLOT);
    await assert.rejects(hosts.start(first!), faultOf('InsufficientHostCapacity'));
    await hosts.terminate(second!);
    await hosts.start(first!);
    assert.equal(await hosts.hostOf(first!), host);
  });

  test('goes to another host with auto-placement, unless affinity binds it to its own', async () => {
    const there = await givenCloud();
    const other = withHosts(there);
    const [one, two] = await other.allocateAll({ ...ONE_SLOT, Quantity: 2 });
    const [free] = await other.launchOn({ HostId: one! }, [], ONE_SLOT);
    await other.stop(free!);
    const [bound] = await other.launchOn({ HostId: one!, Affinity: 'host' }, [], ONE_SLOT);
    await other.stop(bound!);
    await other.launchOn({ HostId: one! }, [], ONE_SLOT);
    const three = await other.allocate({ ...ONE_SLOT, AutoPlacement: 'on' });
    await assert.rejects(other.start(bound!), faultOf('InsufficientCapacityOnHost', new RegExp(one!)));
    await other.start(free!);
    assert.equal(await other.hostOf(free!), three);
    assert.equal((await other.host(two!)).Instances!.length, 0);
  });

  test('of a machine whose host was released is refused under affinity', async () => {
    const host = await hosts.allocate();
    const [bound] = await hosts.launchOn({ HostId: host, Affinity: 'host' });
    await hosts.stop(bound!);
    await hosts.release(host);
    await assert.rejects(hosts.start(bound!), faultOf('InvalidHostState', /released/));
  });

  test('checks the type that the machine has by then', async () => {
    const host = await hosts.allocate({ InstanceType: 'm5.large' });
    const [id] = await hosts.launchOn({ HostId: host, Affinity: 'host' });
    await hosts.stop(id!);
    await cloud.call(modifyInstanceAttribute, { InstanceId: id!, InstanceType: { Value: 'r5.large' } });
    await assert.rejects(hosts.start(id!), faultOf('IncompatibleHostRequirements', /m5\.large, not for r5\.large/));
  });
});
