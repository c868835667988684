import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InstanceNetworkInterfaceSpecification as Specification } from '@aws-sdk/client-ec2';
import { defaultNetwork } from '../../src/domain/networks/network.ts';
import { allocateAddress } from '../../src/operations/ec2/addresses/allocate-address.ts';
import { associateAddress } from '../../src/operations/ec2/addresses/associate-address.ts';
import { describeAddresses } from '../../src/operations/ec2/addresses/describe-addresses.ts';
import { describeInstances } from '../../src/operations/ec2/instances/describe-instances.ts';
import { terminateInstances } from '../../src/operations/ec2/instances/terminate-instances.ts';
import { createNetworkInterface } from '../../src/operations/ec2/interfaces/create-network-interface.ts';
import { deleteNetworkInterface } from '../../src/operations/ec2/interfaces/delete-network-interface.ts';
import { describeNetworkInterfaces } from '../../src/operations/ec2/interfaces/describe-network-interfaces.ts';
import { createSecurityGroup } from '../../src/operations/ec2/security-groups/create-security-group.ts';
import { deleteSecurityGroup } from '../../src/operations/ec2/security-groups/delete-security-group.ts';
import { ACCOUNT, faultOf, givenCloud, OTHER_ACCOUNT, REGION } from './launching.ts';

const cloud = await givenCloud();
const { call } = cloud;
const [first, second] = defaultNetwork(ACCOUNT, REGION).subnets;

const create = async (given = {}) =>
  (await call(createNetworkInterface, { SubnetId: first!.subnetId, ...given }, { requestId: crypto.randomUUID() }))
    .NetworkInterface!;
const launch = async (NetworkInterfaces: Specification[], request = {}) =>
  (await cloud.launch({ NetworkInterfaces, ...request })).Instances![0]!;
const read = async (...NetworkInterfaceIds: string[]) =>
  (await call(describeNetworkInterfaces, { NetworkInterfaceIds })).NetworkInterfaces!;

test('a machine is launched with interfaces that are there, keeps what is theirs, and leaves them behind', async () => {
  const { GroupId } = await call(createSecurityGroup, {
    GroupName: 'own',
    Description: 'x',
    VpcId: first!.vpcId,
  });
  const front = await create({ PrivateIpAddress: '172.31.0.20', Groups: [GroupId!], Description: 'front' });
  const back = await create();
  const { AllocationId, PublicIp } = await call(allocateAddress, {});
  await call(associateAddress, { AllocationId, NetworkInterfaceId: front.NetworkInterfaceId });
  const machine = await launch(
    [
      { DeviceIndex: 0, NetworkInterfaceId: front.NetworkInterfaceId, DeleteOnTermination: false },
      { DeviceIndex: 1, NetworkInterfaceId: back.NetworkInterfaceId },
      { DeviceIndex: 2 },
    ],
    { TagSpecifications: [{ ResourceType: 'network-interface', Tags: [{ Key: 'made', Value: '1' }] }] },
  );
  assert.deepEqual(
    machine.NetworkInterfaces!.map((one) => [one.NetworkInterfaceId, one.Attachment!.DeleteOnTermination]),
    [
      [front.NetworkInterfaceId, false],
      [back.NetworkInterfaceId, false],
      [machine.NetworkInterfaces![2]!.NetworkInterfaceId, true],
    ],
  );
  assert.equal(machine.PrivateIpAddress, '172.31.0.20');
  assert.equal(machine.PublicIpAddress, PublicIp);
  assert.deepEqual(machine.SecurityGroups, [{ GroupId, GroupName: 'own' }]);
  const ids = machine.NetworkInterfaces!.map((one) => one.NetworkInterfaceId!);
  const shown = await read(...ids);
  assert.deepEqual(
    shown.map((one) => [one.Status, one.Attachment!.InstanceId, one.TagSet!.length]),
    [0, 0, 1].map((tags) => ['in-use', machine.InstanceId, tags]),
  );
  assert.deepEqual([shown[0]!.MacAddress, shown[0]!.Description], [front.MacAddress, 'front']);
  const { Addresses } = await call(describeAddresses, { AllocationIds: [AllocationId!] });
  assert.equal(Addresses![0]!.InstanceId, machine.InstanceId);
  await assert.rejects(call(deleteSecurityGroup, { GroupId }), faultOf('DependencyViolation'));
  await assert.rejects(
    call(deleteNetworkInterface, { NetworkInterfaceId: back.NetworkInterfaceId }),
    faultOf('InvalidParameterValue', /in use/),
  );

  await call(terminateInstances, { InstanceIds: [machine.InstanceId!] });
  await cloud.settle(machine.InstanceId!);
  assert.deepEqual(
    (await read(ids[0]!, ids[1]!)).map((one) => [one.Status, one.PrivateIpAddress, one.MacAddress]),
    [front, back].map((one) => ['available', one.PrivateIpAddress, one.MacAddress]),
  );
  const again = await launch([{ DeviceIndex: 0, NetworkInterfaceId: front.NetworkInterfaceId }]);
  assert.equal(again.PublicIpAddress, PublicIp);
});

test('a launch template names one, and one token launches once', async () => {
  const { NetworkInterfaceId } = await create({ SubnetId: second!.subnetId });
  const { id: LaunchTemplateId } = await cloud.template({
    NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId }],
  });
  const ask = () => cloud.launch({ LaunchTemplate: { LaunchTemplateId }, ClientToken: 'once' });
  const [machine] = (await ask()).Instances!;
  assert.equal(machine!.Placement!.AvailabilityZone, second!.availabilityZone);
  assert.equal(machine!.PublicIpAddress, undefined);
  assert.equal((await ask()).Instances![0]!.InstanceId, machine!.InstanceId);
  const { Reservations } = await call(describeInstances, {
    Filters: [{ Name: 'network-interface.network-interface-id', Values: [NetworkInterfaceId!] }],
  });
  assert.equal(Reservations![0]!.Instances![0]!.InstanceId, machine!.InstanceId);
});

test('of two launches at once with one interface, or one address, one is refused', async () => {
  const { NetworkInterfaceId } = await create();
  const at = { DeviceIndex: 1, SubnetId: first!.subnetId, PrivateIpAddress: '172.31.0.30' };
  for (const [one, code] of [
    [{ DeviceIndex: 1, NetworkInterfaceId }, 'InvalidNetworkInterface.InUse'],
    [at, 'InvalidIPAddress.InUse'],
  ] as const) {
    const both = await Promise.allSettled(
      [0, 1].map(() => launch([{ DeviceIndex: 0, SubnetId: first!.subnetId }, one])),
    );
    const refused = both.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    assert.equal(refused.length, 1);
    assert.ok(faultOf(code)(refused[0]));
  }
});

test('a launch is refused with one that is not there, not free or not for it', async () => {
  const { NetworkInterfaceId } = await create();
  const refused = (given: Specification, code: string, text: RegExp | string, request = {}) =>
    assert.rejects(launch([{ DeviceIndex: 0, NetworkInterfaceId, ...given }], request), faultOf(code, text));
  const absent = 'eni-0123456789abcdef0';
  await refused(
    { NetworkInterfaceId: absent },
    'InvalidNetworkInterfaceID.NotFound',
    `The networkInterface ID '${absent}' does not exist`,
  );
  await refused({ NetworkInterfaceId: 'eni-x' }, 'InvalidNetworkInterfaceId.Malformed', /./);
  await refused({}, 'InvalidParameterCombination', /for one machine/, { MinCount: 1, MaxCount: 2 });
  await refused({}, 'InvalidParameterCombination', /not in availability zone/, {
    Placement: { AvailabilityZone: second!.availabilityZone },
  });
  for (const given of [
    { SubnetId: first!.subnetId },
    { Groups: ['sg-0123456789abcdef0'] },
    { PrivateIpAddress: '172.31.0.40' },
    { AssociatePublicIpAddress: true },
    { DeleteOnTermination: true },
  ])
    await refused(given, 'InvalidParameterCombination', /both a network interface ID and/);
  const elsewhere = await create({ SubnetId: second!.subnetId });
  await assert.rejects(
    launch([
      { DeviceIndex: 0, NetworkInterfaceId },
      { DeviceIndex: 1, NetworkInterfaceId: elsewhere.NetworkInterfaceId },
    ]),
    faultOf('InvalidParameterCombination', /not in the same availability zone/),
  );
  const twice = [0, 1].map((DeviceIndex) => ({ DeviceIndex, NetworkInterfaceId }));
  await assert.rejects(launch(twice), faultOf('InvalidParameterValue', /two device indices/));
  const foreign = cloud.launch(
    { NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId }] },
    { accountId: OTHER_ACCOUNT },
  );
  await assert.rejects(foreign, faultOf('InvalidNetworkInterfaceID.NotFound'));
  const dry = cloud.launch({ NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId }], DryRun: true });
  await assert.rejects(dry, faultOf('DryRunOperation'));
  await launch([{ DeviceIndex: 0, NetworkInterfaceId }]);
  await refused({}, 'InvalidNetworkInterface.InUse', `Interface: [${NetworkInterfaceId}] in use.`);
  const born = (await cloud.launch()).Instances![0]!.NetworkInterfaces![0]!.NetworkInterfaceId!;
  await refused({ NetworkInterfaceId: born }, 'InvalidNetworkInterface.InUse', /in use/);
});
