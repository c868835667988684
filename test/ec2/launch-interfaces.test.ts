import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { InstanceNetworkInterfaceSpecification as Specification } from '@aws-sdk/client-ec2';
import { defaultNetwork } from '../../src/domain/networks/network.ts';
import { describeInstances } from '../../src/operations/ec2/instances/describe-instances.ts';
import { terminateInstances } from '../../src/operations/ec2/instances/terminate-instances.ts';
import { createNetworkInterface } from '../../src/operations/ec2/interfaces/create-network-interface.ts';
import { deleteNetworkInterface } from '../../src/operations/ec2/interfaces/delete-network-interface.ts';
import { describeNetworkInterfaces } from '../../src/operations/ec2/interfaces/describe-network-interfaces.ts';
import { detachNetworkInterface } from '../../src/operations/ec2/interfaces/detach-network-interface.ts';
import { createSubnet } from '../../src/operations/ec2/networks/create-subnet.ts';
import { createVpc } from '../../src/operations/ec2/networks/create-vpc.ts';
import { deleteSubnet } from '../../src/operations/ec2/networks/delete-subnet.ts';
import { createSecurityGroup } from '../../src/operations/ec2/security-groups/create-security-group.ts';
import { ACCOUNT, faultOf, givenCloud, REGION } from './launching.ts';

const cloud = await givenCloud();
const { call } = cloud;
const [first, second] = defaultNetwork(ACCOUNT, REGION).subnets;

const launch = async (NetworkInterfaces: Specification[], request = {}) =>
  (await cloud.launch({ NetworkInterfaces, ...request })).Instances!;
const PRIMARY = { DeviceIndex: 0, SubnetId: first!.subnetId };

/** A VPC with two subnets in one zone. */
async function givenSubnets() {
  const VpcId = (await call(createVpc, { CidrBlock: '10.8.0.0/16' })).Vpc!.VpcId!;
  const subnet = async (CidrBlock: string) =>
    (await call(createSubnet, { VpcId, CidrBlock, AvailabilityZone: 'us-east-1a' })).Subnet!.SubnetId!;
  return { VpcId, front: await subnet('10.8.0.0/24'), back: await subnet('10.8.1.0/24') };
}

test('a machine is launched with two interfaces, each in its subnet with its groups, and ends with the one that goes with it', async () => {
  const { VpcId, front, back } = await givenSubnets();
  const { GroupId } = await call(createSecurityGroup, { GroupName: 'back', Description: 'x', VpcId });
  const [machine] = await launch(
    [
      { DeviceIndex: 1, SubnetId: back, Groups: [GroupId!], Description: 'storage', PrivateIpAddress: '10.8.1.50' },
      { DeviceIndex: 0, SubnetId: front },
      { DeviceIndex: 3, DeleteOnTermination: false },
    ],
    { TagSpecifications: [{ ResourceType: 'network-interface', Tags: [{ Key: 'a', Value: '1' }] }] },
  );
  const shown = machine!.NetworkInterfaces!.map((one) => [
    one.Attachment!.DeviceIndex,
    one.SubnetId,
    one.Groups!.map((group) => group.GroupName),
    one.Description,
    one.Attachment!.DeleteOnTermination,
  ]);
  assert.deepEqual(shown, [
    [0, front, ['default'], '', true],
    [1, back, ['back'], 'storage', true],
    [3, front, ['default'], '', false],
  ]);
  assert.equal(machine!.NetworkInterfaces![1]!.PrivateIpAddress, '10.8.1.50');
  assert.deepEqual([machine!.SubnetId, machine!.PublicIpAddress], [front, undefined]);
  const ids = machine!.NetworkInterfaces!.map((one) => one.NetworkInterfaceId!);
  assert.equal(new Set(ids).size, 3);
  const { NetworkInterfaces: read } = await call(describeNetworkInterfaces, { NetworkInterfaceIds: ids });
  for (const one of read!) assert.deepEqual(one.TagSet, [{ Key: 'a', Value: '1' }]);
  const { Reservations } = await call(describeInstances, { InstanceIds: [machine!.InstanceId!] });
  assert.equal(Reservations![0]!.Instances![0]!.NetworkInterfaces!.length, 3);

  await assert.rejects(call(deleteSubnet, { SubnetId: back }), faultOf('DependencyViolation'));
  await cloud.settle(machine!.InstanceId!);
  await call(detachNetworkInterface, { AttachmentId: read![1]!.Attachment!.AttachmentId! });
  await call(deleteNetworkInterface, { NetworkInterfaceId: ids[1]! });
  await call(deleteSubnet, { SubnetId: back });
  await call(terminateInstances, { InstanceIds: [machine!.InstanceId!] });
  await cloud.settle(machine!.InstanceId!);
  const { NetworkInterfaces: left } = await call(describeNetworkInterfaces, {
    Filters: [{ Name: 'vpc-id', Values: [VpcId] }],
  });
  assert.deepEqual(
    left!.map((one) => [one.NetworkInterfaceId, one.Status]),
    [[ids[2], 'available']],
  );
});

test('without a subnet of the primary one the machine goes into the zone of the other, from a launch template too', async () => {
  const NetworkInterfaces = [{ DeviceIndex: 0 }, { DeviceIndex: 1, SubnetId: second!.subnetId }];
  const [direct] = await launch(NetworkInterfaces);
  assert.equal(direct!.Placement!.AvailabilityZone, second!.availabilityZone);
  const { id: LaunchTemplateId } = await cloud.template({ NetworkInterfaces });
  const machines = (await cloud.launch({ LaunchTemplate: { LaunchTemplateId }, MinCount: 2, MaxCount: 2 })).Instances!;
  const ids = machines.flatMap((one) => one.NetworkInterfaces!.map((item) => item.NetworkInterfaceId));
  assert.equal(new Set(ids).size, 4);
});

describe('a launch is refused', () => {
  const refused = (interfaces: Specification[], code: string, text: RegExp, request = {}) =>
    assert.rejects(launch(interfaces, request), faultOf(code, text));

  test('for interfaces that do not go together', async () => {
    const other = { DeviceIndex: 1, SubnetId: second!.subnetId };
    await refused([PRIMARY, other], 'InvalidParameterCombination', /not in the same availability zone/);
    await refused([{ DeviceIndex: 1 }], 'InvalidParameterValue', /DeviceIndex 0/);
    await refused([PRIMARY, PRIMARY], 'InvalidParameterValue', /unique device index; 0 is used twice/);
    await refused([PRIMARY, { DeviceIndex: 256 }], 'InvalidParameterValue', /0 to 255/);
    const open = { ...PRIMARY, AssociatePublicIpAddress: true };
    await refused([open, { DeviceIndex: 1 }], 'InvalidParameterCombination', /multiple network interfaces/);
    await refused([PRIMARY, { DeviceIndex: 1 }], 'InvalidParameterCombination', /instance-level subnet ID/, {
      SubnetId: first!.subnetId,
    });
  });

  test('for a subnet, group or address that is not there or not free', async () => {
    const at = (given: Specification) => [PRIMARY, { DeviceIndex: 1, SubnetId: first!.subnetId, ...given }];
    await refused(at({ SubnetId: 'subnet-0123456789abcdef0' }), 'InvalidSubnetID.NotFound', /./);
    await refused(at({ Groups: ['sg-0123456789abcdef0'] }), 'InvalidGroup.NotFound', /./);
    const named = at({ PrivateIpAddress: '172.31.0.77' });
    await refused(named, 'InvalidParameterCombination', /for one machine/, { MinCount: 2, MaxCount: 2 });
    await refused(at({ PrivateIpAddress: '10.0.0.1' }), 'InvalidParameterValue', /does not fall within/);
    await launch(named);
    await refused(named, 'InvalidIPAddress.InUse', /172\.31\.0\.77 is in use/);
    const taken = { SubnetId: first!.subnetId, PrivateIpAddress: '172.31.0.77' };
    await assert.rejects(call(createNetworkInterface, taken), faultOf('InvalidIPAddress.InUse'));
  });
});
