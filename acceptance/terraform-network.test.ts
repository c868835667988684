import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ec2, uniqueName } from './clients.ts';
import { givenImage, launch, refused } from './given.ts';

// What version 5 of Terraform's AWS provider calls for aws_vpc, aws_subnet, aws_security_group and aws_key_pair.

const tagged = (ResourceType: 'vpc' | 'subnet' | 'security-group' | 'key-pair') => [
  { ResourceType, Tags: [{ Key: 'Name', Value: 'terraform' }] },
];

async function createVpc(): Promise<string> {
  const { Vpc } = await ec2.createVpc({
    CidrBlock: '10.20.0.0/16',
    InstanceTenancy: 'default',
    AmazonProvidedIpv6CidrBlock: false,
    TagSpecifications: tagged('vpc'),
  });
  const VpcId = Vpc!.VpcId!;
  await ec2.modifyVpcAttribute({ VpcId, EnableDnsHostnames: { Value: true } });
  return VpcId;
}

test('aws_vpc is created, read and destroyed', async () => {
  const VpcId = await createVpc();
  const { Vpcs } = await ec2.describeVpcs({ VpcIds: [VpcId] });
  const [vpc] = Vpcs!;
  assert.equal(vpc!.State, 'available');
  assert.ok(vpc!.CidrBlock && vpc!.DhcpOptionsId && vpc!.InstanceTenancy && vpc!.OwnerId);
  assert.deepEqual(vpc!.Tags, [{ Key: 'Name', Value: 'terraform' }]);
  const attribute = (Attribute: 'enableDnsHostnames' | 'enableDnsSupport' | 'enableNetworkAddressUsageMetrics') =>
    ec2.describeVpcAttribute({ VpcId, Attribute });
  assert.deepEqual((await attribute('enableDnsHostnames')).EnableDnsHostnames, { Value: true });
  assert.deepEqual((await attribute('enableDnsSupport')).EnableDnsSupport, { Value: true });
  const metrics = await attribute('enableNetworkAddressUsageMetrics');
  assert.deepEqual(metrics.EnableNetworkAddressUsageMetrics, { Value: false });
  const filters = (name: string, value: string) => ({
    Filters: [
      { Name: name, Values: [value] },
      { Name: 'vpc-id', Values: [VpcId] },
    ],
  });
  assert.ok((await ec2.describeNetworkAcls(filters('default', 'true'))).NetworkAcls![0]!.NetworkAclId);
  assert.ok((await ec2.describeRouteTables(filters('association.main', 'true'))).RouteTables![0]!.RouteTableId);
  assert.ok((await ec2.describeSecurityGroups(filters('group-name', 'default'))).SecurityGroups![0]!.GroupId);
  await ec2.deleteVpc({ VpcId });
  await refused(ec2.describeVpcs({ VpcIds: [VpcId] }), 'InvalidVpcID.NotFound');
});

test('the instance_tenancy of aws_vpc is changed to default and not back', async () => {
  const { Vpc } = await ec2.createVpc({ CidrBlock: '10.30.0.0/16', InstanceTenancy: 'dedicated' });
  const VpcId = Vpc!.VpcId!;
  assert.equal((await ec2.modifyVpcTenancy({ VpcId, InstanceTenancy: 'default' })).ReturnValue, true);
  assert.equal((await ec2.describeVpcs({ VpcIds: [VpcId] })).Vpcs![0]!.InstanceTenancy, 'default');
  await refused(ec2.modifyVpcTenancy({ VpcId, InstanceTenancy: 'dedicated' as 'default' }), 'UnsupportedTenancy');
  await ec2.deleteVpc({ VpcId });
});

test('aws_vpc_security_group_ingress_rule is created, changed, read and destroyed', async () => {
  const { GroupId } = await ec2.createSecurityGroup({ GroupName: uniqueName('rules'), Description: 'Terraform' });
  const { SecurityGroupRules: added } = await ec2.authorizeSecurityGroupIngress({
    GroupId,
    IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }],
    TagSpecifications: [{ ResourceType: 'security-group-rule', Tags: [{ Key: 'Name', Value: 'terraform' }] }],
  });
  const SecurityGroupRuleId = added![0]!.SecurityGroupRuleId!;
  const rule = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIpv4: '10.1.0.0/16', Description: 'https' };
  const modify = (SecurityGroupRule: typeof rule) =>
    ec2.modifySecurityGroupRules({
      GroupId: GroupId!,
      SecurityGroupRules: [{ SecurityGroupRuleId, SecurityGroupRule }],
    });
  assert.equal((await modify(rule)).Return, true);
  const { SecurityGroupRules: read } = await ec2.describeSecurityGroupRules({
    SecurityGroupRuleIds: [SecurityGroupRuleId],
  });
  const { FromPort, ToPort, CidrIpv4, Description, Tags } = read![0]!;
  assert.deepEqual({ IpProtocol: 'tcp', FromPort, ToPort, CidrIpv4, Description }, rule);
  assert.deepEqual(Tags, [{ Key: 'Name', Value: 'terraform' }]);
  await refused(modify({ ...rule, FromPort: 70_000 }), 'InvalidParameterValue');
  await ec2.revokeSecurityGroupIngress({ GroupId, SecurityGroupRuleIds: [SecurityGroupRuleId] });
  await refused(modify(rule), 'InvalidSecurityGroupRuleId.NotFound');
  await ec2.deleteSecurityGroup({ GroupId });
});

test('aws_subnet is created, read, changed and destroyed, once no machine is in it', async () => {
  const VpcId = await createVpc();
  const { Subnet } = await ec2.createSubnet({
    VpcId,
    CidrBlock: '10.20.1.0/24',
    AvailabilityZone: 'us-east-1a',
    TagSpecifications: tagged('subnet'),
  });
  const SubnetId = Subnet!.SubnetId!;
  await ec2.modifySubnetAttribute({ SubnetId, MapPublicIpOnLaunch: { Value: true } });
  const { Subnets } = await ec2.describeSubnets({ SubnetIds: [SubnetId] });
  const [subnet] = Subnets!;
  assert.equal(subnet!.State, 'available');
  assert.equal(subnet!.MapPublicIpOnLaunch, true);
  for (const name of [
    'SubnetArn',
    'AvailabilityZoneId',
    'AssignIpv6AddressOnCreation',
    'EnableDns64',
    'Ipv6Native',
    'OwnerId',
  ] as const)
    assert.notEqual(subnet![name], undefined, name);
  assert.ok(subnet!.PrivateDnsNameOptionsOnLaunch!.HostnameType);

  const [id] = await launch({ ImageId: await givenImage(), SubnetId });
  const lingering = { Filters: [{ Name: 'subnet-id', Values: [SubnetId] }] };
  assert.equal((await ec2.describeNetworkInterfaces(lingering)).NetworkInterfaces![0]!.Status, 'in-use');
  await refused(ec2.deleteSubnet({ SubnetId }), 'DependencyViolation');
  await ec2.terminateInstances({ InstanceIds: [id!] });
  for (const end = Date.now() + 30_000; Date.now() < end; await new Promise((next) => setTimeout(next, 200))) {
    const { NetworkInterfaces } = await ec2.describeNetworkInterfaces(lingering);
    if (NetworkInterfaces!.length === 0) break;
  }
  await ec2.deleteSubnet({ SubnetId });
  await refused(ec2.describeSubnets({ SubnetIds: [SubnetId] }), 'InvalidSubnetID.NotFound');
  await ec2.deleteVpc({ VpcId });
});

test('aws_security_group is created without its first egress rule, gets rules of its own, and is destroyed', async () => {
  const VpcId = await createVpc();
  const { GroupId } = await ec2.createSecurityGroup({
    VpcId,
    GroupName: uniqueName('group'),
    Description: 'Managed by Terraform',
    TagSpecifications: tagged('security-group'),
  });
  const everything = { FromPort: 0, ToPort: 0, IpProtocol: '-1' };
  await ec2.revokeSecurityGroupEgress({
    GroupId,
    IpPermissions: [{ ...everything, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
  });
  const ipv6 = ec2.revokeSecurityGroupEgress({
    GroupId,
    IpPermissions: [{ ...everything, Ipv6Ranges: [{ CidrIpv6: '::/0' }] }],
  });
  await refused(ipv6, 'InvalidPermission.NotFound');
  const ssh = {
    IpProtocol: 'tcp',
    FromPort: 22,
    ToPort: 22,
    IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'inside' }],
    UserIdGroupPairs: [{ GroupId: GroupId! }],
  };
  await ec2.authorizeSecurityGroupIngress({ GroupId, IpPermissions: [ssh] });
  await ec2.authorizeSecurityGroupEgress({
    GroupId,
    IpPermissions: [{ ...everything, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
  });
  const { SecurityGroups } = await ec2.describeSecurityGroups({ GroupIds: [GroupId!] });
  const [group] = SecurityGroups!;
  assert.deepEqual(group!.Tags, [{ Key: 'Name', Value: 'terraform' }]);
  const [ingress] = group!.IpPermissions!;
  assert.deepEqual(ingress!.IpRanges, [{ CidrIp: '10.0.0.0/8', Description: 'inside' }]);
  assert.deepEqual(ingress!.UserIdGroupPairs, [{ GroupId, UserId: group!.OwnerId }]);
  assert.equal(group!.IpPermissionsEgress!.length, 1);

  const rules = await ec2.describeSecurityGroupRules({ Filters: [{ Name: 'group-id', Values: [GroupId!] }] });
  for (const { SecurityGroupRuleId: id, IsEgress } of rules.SecurityGroupRules!) {
    const request = { GroupId: GroupId!, SecurityGroupRuleIds: [id!] };
    await (IsEgress ? ec2.revokeSecurityGroupEgress(request) : ec2.revokeSecurityGroupIngress(request));
  }
  await ec2.deleteSecurityGroup({ GroupId: GroupId! });
  await refused(ec2.describeSecurityGroups({ GroupIds: [GroupId!] }), 'InvalidGroup.NotFound');
  await ec2.deleteVpc({ VpcId });
});

test('aws_key_pair is imported, read, used and destroyed', async () => {
  const KeyName = uniqueName('key');
  const publicKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me@example.com';
  const imported = await ec2.importKeyPair({
    KeyName,
    PublicKeyMaterial: new TextEncoder().encode(publicKey),
    TagSpecifications: tagged('key-pair'),
  });
  assert.equal(imported.KeyName, KeyName);
  const { KeyPairs } = await ec2.describeKeyPairs({ KeyNames: [KeyName] });
  const [key] = KeyPairs!;
  assert.ok(key!.KeyFingerprint && key!.KeyPairId);
  assert.equal(key!.KeyType, 'ed25519');
  assert.deepEqual(key!.Tags, [{ Key: 'Name', Value: 'terraform' }]);
  await launch({ ImageId: await givenImage(), KeyName });
  await ec2.deleteKeyPair({ KeyName });
  await refused(ec2.describeKeyPairs({ KeyNames: [KeyName] }), 'InvalidKeyPair.NotFound');
  await refused(launch({ ImageId: await givenImage(), KeyName }), 'InvalidKeyPair.NotFound');
});
