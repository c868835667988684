import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { defaultNetwork } from '../../src/domain/networks/network.ts';
import { describeInstances } from '../../src/operations/ec2/instances/describe-instances.ts';
import { modifyInstanceAttribute } from '../../src/operations/ec2/instances/modify-instance-attribute.ts';
import { terminateInstances } from '../../src/operations/ec2/instances/terminate-instances.ts';
import { modifyNetworkInterfaceAttribute } from '../../src/operations/ec2/interfaces/modify-network-interface-attribute.ts';
import { createSubnet } from '../../src/operations/ec2/networks/create-subnet.ts';
import { createVpc } from '../../src/operations/ec2/networks/create-vpc.ts';
import { deleteSubnet } from '../../src/operations/ec2/networks/delete-subnet.ts';
import { modifySubnetAttribute } from '../../src/operations/ec2/networks/modify-subnet-attribute.ts';
import { modifyVpcTenancy } from '../../src/operations/ec2/networks/modify-vpc-tenancy.ts';
import { createSecurityGroup } from '../../src/operations/ec2/security-groups/create-security-group.ts';
import { deleteSecurityGroup } from '../../src/operations/ec2/security-groups/delete-security-group.ts';
import { ACCOUNT, faultOf, givenCloud, OTHER_ACCOUNT, REGION, specify } from './launching.ts';

const cloud = await givenCloud();
const { call } = cloud;

async function givenNetwork(InstanceTenancy: 'default' | 'dedicated' = 'default') {
  const vpcId = (await call(createVpc, { CidrBlock: '10.0.0.0/16', InstanceTenancy })).Vpc!.VpcId!;
  const subnet = { VpcId: vpcId, CidrBlock: '10.0.0.0/24', AvailabilityZone: 'us-east-1b' };
  const subnetId = (await call(createSubnet, subnet)).Subnet!.SubnetId!;
  const groupId = (await call(createSecurityGroup, { VpcId: vpcId, GroupName: 'web', Description: 'web' })).GroupId!;
  return { vpcId, subnetId, groupId };
}

const launchOne = async (request: Parameters<typeof cloud.launch>[0]) => (await cloud.launch(request)).Instances![0]!;
const read = async (id: string) =>
  (await call(describeInstances, { InstanceIds: [id] })).Reservations![0]!.Instances![0]!;

describe('a machine in a subnet of one’s own', () => {
  test('shows its VPC, its groups and no public address', async () => {
    const { vpcId, subnetId, groupId } = await givenNetwork();
    const launched = await launchOne({ SubnetId: subnetId, SecurityGroupIds: [groupId] });
    const shown = await read(launched.InstanceId!);
    for (const { VpcId, SubnetId, SecurityGroups, PublicIpAddress, Placement, PrivateIpAddress } of [launched, shown]) {
      assert.deepEqual([VpcId, SubnetId, Placement!.AvailabilityZone], [vpcId, subnetId, 'us-east-1b']);
      assert.deepEqual(SecurityGroups, [{ GroupId: groupId, GroupName: 'web' }]);
      assert.equal(PublicIpAddress, undefined);
      assert.match(PrivateIpAddress!, /^10\.0\.0\./);
    }
    assert.equal(shown.NetworkInterfaces![0]!.VpcId, vpcId);
  });

  test('has the default group of its VPC unless others are named', async () => {
    const { subnetId, groupId } = await givenNetwork();
    const { SecurityGroups } = await launchOne({ SubnetId: subnetId });
    assert.equal(SecurityGroups![0]!.GroupName, 'default');
    assert.notEqual(SecurityGroups![0]!.GroupId, defaultNetwork(ACCOUNT, REGION).securityGroupId);
    assert.notEqual(SecurityGroups![0]!.GroupId, groupId);
  });

  test('has a public address where its subnet, or the launch, says so', async () => {
    const { subnetId } = await givenNetwork();
    const asked = { DeviceIndex: 0, SubnetId: subnetId, AssociatePublicIpAddress: true };
    assert.ok((await launchOne({ NetworkInterfaces: [asked] })).PublicIpAddress);
    await call(modifySubnetAttribute, { SubnetId: subnetId, MapPublicIpOnLaunch: { Value: true } });
    assert.ok((await launchOne({ SubnetId: subnetId })).PublicIpAddress);
  });

  test('has what its launch template says of its network interface', async () => {
    const { subnetId, groupId } = await givenNetwork();
    const asked = { DeviceIndex: 0, SubnetId: subnetId, Groups: [groupId], AssociatePublicIpAddress: true };
    const { id: LaunchTemplateId } = await cloud.template({ NetworkInterfaces: [{ ...asked, Ipv6AddressCount: 0 }] });
    const { NetworkInterfaces, PublicIpAddress } = await launchOne({ LaunchTemplate: { LaunchTemplateId } });
    assert.ok(PublicIpAddress);
    const [primary] = NetworkInterfaces!;
    assert.deepEqual([primary!.SubnetId, primary!.Groups![0]!.GroupId], [subnetId, groupId]);
    const without = [{ DeviceIndex: 0, AssociatePublicIpAddress: false }];
    const { PublicIpAddress: none } = await launchOne({
      LaunchTemplate: { LaunchTemplateId },
      NetworkInterfaces: without,
    });
    assert.equal(none, undefined);
  });

  test('keeps subnet and group from being deleted until it is terminated', async () => {
    const { subnetId, groupId } = await givenNetwork();
    const { InstanceId: id } = await launchOne({ SubnetId: subnetId, SecurityGroupIds: [groupId] });
    await assert.rejects(call(deleteSubnet, { SubnetId: subnetId }), faultOf('DependencyViolation'));
    await assert.rejects(call(deleteSecurityGroup, { GroupId: groupId }), faultOf('DependencyViolation'));
    await call(terminateInstances, { InstanceIds: [id!] });
    await assert.rejects(call(deleteSubnet, { SubnetId: subnetId }), faultOf('DependencyViolation'));
    await cloud.settle(id!);
    await call(deleteSubnet, { SubnetId: subnetId });
    await call(deleteSecurityGroup, { GroupId: groupId });
  });

  test('is a Dedicated Instance in a dedicated VPC, and licenses see it so', async () => {
    const arn = await cloud.license({ ruleTexts: ['#allowedTenancy=EC2-Default'] });
    const { subnetId } = await givenNetwork('dedicated');
    const launch = launchOne({ SubnetId: subnetId, LicenseSpecifications: specify(arn) });
    await assert.rejects(launch, faultOf('LicenseUsageFailure', /allowedTenancy/));
    assert.equal((await launchOne({ SubnetId: subnetId })).Placement!.Tenancy, 'dedicated');
  });

  test('is no Dedicated Instance once its VPC is changed to the default tenancy, which lasts', async () => {
    const { vpcId, subnetId } = await givenNetwork('dedicated');
    const before = await launchOne({ SubnetId: subnetId });
    const modify = (InstanceTenancy: string, as = {}) =>
      call(modifyVpcTenancy, { VpcId: vpcId, InstanceTenancy: InstanceTenancy as 'default' }, as);
    await assert.rejects(modify('default', { accountId: OTHER_ACCOUNT }), faultOf('InvalidVpcID.NotFound'));
    assert.deepEqual(await modify('default'), { ReturnValue: true });
    assert.equal((await launchOne({ SubnetId: subnetId })).Placement!.Tenancy, 'default');
    assert.equal((await read(before.InstanceId!)).Placement!.Tenancy, 'dedicated');
    await assert.rejects(modify('dedicated'), faultOf('UnsupportedTenancy', /to default only/));
    const { vpcId: ofAll } = defaultNetwork(ACCOUNT, REGION);
    await call(modifyVpcTenancy, { VpcId: ofAll, InstanceTenancy: 'default' });
  });

  test('changes its groups, by its own attribute or its network interface’s', async () => {
    const { vpcId, subnetId, groupId } = await givenNetwork();
    const { InstanceId: id, NetworkInterfaces: interfaces } = await launchOne({ SubnetId: subnetId });
    await call(modifyInstanceAttribute, { InstanceId: id, Groups: [groupId] });
    assert.deepEqual((await read(id!)).SecurityGroups, [{ GroupId: groupId, GroupName: 'web' }]);
    const other = (await call(createSecurityGroup, { VpcId: vpcId, GroupName: 'db', Description: 'db' })).GroupId!;
    const NetworkInterfaceId = interfaces![0]!.NetworkInterfaceId;
    await call(modifyNetworkInterfaceAttribute, { NetworkInterfaceId, Groups: [other] });
    assert.deepEqual((await read(id!)).SecurityGroups, [{ GroupId: other, GroupName: 'db' }]);
    const elsewhere = defaultNetwork(ACCOUNT, REGION).securityGroupId;
    const change = call(modifyInstanceAttribute, { InstanceId: id, Groups: [elsewhere] });
    await assert.rejects(change, faultOf('InvalidParameter', /belong to different networks/));
  });
});

describe('a launch is refused', () => {
  test('into a subnet that is not there, or another account’s', async () => {
    const { subnetId } = await givenNetwork();
    const text = `The subnet ID '${subnetId}' does not exist`;
    const launch = cloud.launch({ SubnetId: subnetId }, { accountId: OTHER_ACCOUNT });
    await assert.rejects(launch, faultOf('InvalidSubnetID.NotFound', text));
  });

  test('into a subnet of another zone than it names', async () => {
    const { subnetId } = await givenNetwork();
    const launch = cloud.launch({ SubnetId: subnetId, Placement: { AvailabilityZone: 'us-east-1a' } });
    await assert.rejects(launch, faultOf('InvalidParameterCombination', /not in availability zone us-east-1a/));
  });

  test('with groups of another VPC than its subnet', async () => {
    const { groupId } = await givenNetwork();
    const launch = cloud.launch({ SecurityGroupIds: [groupId] });
    await assert.rejects(launch, faultOf('InvalidParameter', /belong to different networks/));
  });

  test('with a key pair that is not there', async () => {
    const text = "The key pair 'mine' does not exist";
    await assert.rejects(cloud.launch({ KeyName: 'mine' }), faultOf('InvalidKeyPair.NotFound', text));
    await cloud.keyPairs('mine');
    assert.equal((await launchOne({ KeyName: 'mine' })).KeyName, 'mine');
  });
});

test('no IPv6 address can be asked for; any is refused', async () => {
  assert.ok(await launchOne({ Ipv6AddressCount: 0, Ipv6Addresses: [] }));
  assert.ok(await launchOne({ NetworkInterfaces: [{ DeviceIndex: 0, Ipv6AddressCount: 0 }] }));
  for (const request of [
    { Ipv6AddressCount: 1 },
    { Ipv6Addresses: [{ Ipv6Address: '2001:db8::1' }] },
    { NetworkInterfaces: [{ DeviceIndex: 0, Ipv6AddressCount: 1 }] },
    { NetworkInterfaces: [{ DeviceIndex: 0 }, { DeviceIndex: 1, Ipv6AddressCount: 1 }] },
  ])
    await assert.rejects(launchOne(request), faultOf('UnsupportedOperation', /leave it out/));
});

test('groups of the default VPC can be named by their names', async () => {
  const made = await call(createSecurityGroup, { GroupName: 'by-name', Description: 'x' });
  const { SecurityGroups } = await launchOne({ SecurityGroups: ['by-name', 'default'] });
  assert.deepEqual(SecurityGroups, [
    { GroupId: made.GroupId, GroupName: 'by-name' },
    { GroupId: defaultNetwork(ACCOUNT, REGION).securityGroupId, GroupName: 'default' },
  ]);
  await assert.rejects(cloud.launch({ SecurityGroups: ['unknown'] }), faultOf('InvalidGroup.NotFound'));
});

test('of a launch and the deletion of its subnet at once, one comes first and the other sees it', async () => {
  for (let round = 0; round < 5; round++) {
    const { subnetId } = await givenNetwork();
    const [launched, deleted] = await Promise.allSettled([
      cloud.launch({ SubnetId: subnetId }),
      call(deleteSubnet, { SubnetId: subnetId }),
    ]);
    assert.notEqual(launched.status, deleted.status);
  }
});
