import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { defaultNetwork } from '../../src/domain/networks/network.ts';
import { createSubnet } from '../../src/operations/ec2/networks/create-subnet.ts';
import { createVpc } from '../../src/operations/ec2/networks/create-vpc.ts';
import { deleteSubnet } from '../../src/operations/ec2/networks/delete-subnet.ts';
import { deleteVpc } from '../../src/operations/ec2/networks/delete-vpc.ts';
import { describeNetworkAcls } from '../../src/operations/ec2/networks/describe-network-acls.ts';
import { describeSubnets } from '../../src/operations/ec2/networks/describe-subnets.ts';
import { describeVpcAttribute } from '../../src/operations/ec2/networks/describe-vpc-attribute.ts';
import { describeVpcs } from '../../src/operations/ec2/networks/describe-vpcs.ts';
import { modifySubnetAttribute } from '../../src/operations/ec2/networks/modify-subnet-attribute.ts';
import { modifyVpcAttribute } from '../../src/operations/ec2/networks/modify-vpc-attribute.ts';
import { describeInternetGateways } from '../../src/operations/ec2/routing/describe-internet-gateways.ts';
import { describeRouteTables } from '../../src/operations/ec2/routing/describe-route-tables.ts';
import { createSecurityGroup } from '../../src/operations/ec2/security-groups/create-security-group.ts';
import { describeSecurityGroups } from '../../src/operations/ec2/security-groups/describe-security-groups.ts';
import { createTags } from '../../src/operations/ec2/tags/create-tags.ts';
import { ACCOUNT, faultOf, givenCloud, OTHER_ACCOUNT, REGION } from './launching.ts';

const cloud = await givenCloud();
const { call } = cloud;
const network = defaultNetwork(ACCOUNT, REGION);
const byFilter = (Name: string, value: string) => ({ Filters: [{ Name, Values: [value] }] });

async function givenVpc(CidrBlock = '10.0.0.0/16'): Promise<string> {
  return (await call(createVpc, { CidrBlock })).Vpc!.VpcId!;
}

async function givenSubnet(VpcId: string, CidrBlock = '10.0.0.0/24'): Promise<string> {
  return (await call(createSubnet, { VpcId, CidrBlock })).Subnet!.SubnetId!;
}

describe('the default network', () => {
  test('is there from the start', async () => {
    const { Vpcs } = await call(describeVpcs, byFilter('is-default', 'true'));
    assert.deepEqual(Vpcs, [
      {
        OwnerId: ACCOUNT,
        InstanceTenancy: 'default',
        Ipv6CidrBlockAssociationSet: [],
        CidrBlockAssociationSet: [
          {
            AssociationId: network.cidrAssociationId,
            CidrBlock: '172.31.0.0/16',
            CidrBlockState: { State: 'associated' },
          },
        ],
        IsDefault: true,
        Tags: [],
        VpcId: network.vpcId,
        State: 'available',
        CidrBlock: '172.31.0.0/16',
        DhcpOptionsId: network.dhcpOptionsId,
      },
    ]);
    const { Subnets } = await call(describeSubnets, byFilter('default-for-az', 'true'));
    assert.deepEqual(
      Subnets!.map((subnet) => [subnet.AvailabilityZone, subnet.CidrBlock, subnet.MapPublicIpOnLaunch]),
      [
        ['us-east-1a', '172.31.0.0/20', true],
        ['us-east-1b', '172.31.16.0/20', true],
        ['us-east-1c', '172.31.32.0/20', true],
      ],
    );
    assert.equal(Subnets![0]!.AvailableIpAddressCount, 4091);
    const { SecurityGroups } = await call(describeSecurityGroups, { GroupNames: ['default'] });
    const [group] = SecurityGroups!;
    assert.deepEqual([group!.GroupId, group!.VpcId], [network.securityGroupId, network.vpcId]);
    assert.deepEqual(group!.IpPermissions![0]!.UserIdGroupPairs![0]!.GroupId, network.securityGroupId);
    assert.deepEqual(group!.IpPermissionsEgress![0]!.IpRanges![0]!.CidrIp, '0.0.0.0/0');
  });

  test('is found under both spellings of a filter', async () => {
    const found = async (Name: string, value: string) => (await call(describeVpcs, byFilter(Name, value))).Vpcs!.length;
    assert.equal(await found('isDefault', 'true'), 1);
    for (const name of ['cidr', 'cidr-block', 'cidrBlock']) assert.equal(await found(name, '172.31.0.0/16'), 1);
    assert.equal(await found('cidr-block-association.cidr-block', '172.31.*'), 1);
    assert.equal(await found('tag:Name', '*'), 0);
  });

  test('stays as it is', async () => {
    const DnsOff = { VpcId: network.vpcId, EnableDnsSupport: { Value: false } };
    await assert.rejects(call(modifyVpcAttribute, DnsOff), faultOf('OperationNotPermitted'));
    await call(modifyVpcAttribute, { ...DnsOff, EnableDnsSupport: { Value: true } });
    await assert.rejects(call(deleteVpc, { VpcId: network.vpcId }), faultOf('OperationNotPermitted'));
    const SubnetId = network.subnets[0]!.subnetId;
    await assert.rejects(call(deleteSubnet, { SubnetId }), faultOf('OperationNotPermitted'));
    await call(modifySubnetAttribute, { SubnetId, MapPublicIpOnLaunch: { Value: true } });
    const off = { SubnetId, MapPublicIpOnLaunch: { Value: false } };
    await assert.rejects(call(modifySubnetAttribute, off), faultOf('OperationNotPermitted'));
  });

  test('can be tagged', async () => {
    await call(createTags, { Resources: [network.vpcId], Tags: [{ Key: 'Name', Value: 'main' }] });
    const { Vpcs } = await call(describeVpcs, byFilter('tag:Name', 'main'));
    assert.equal(Vpcs![0]!.VpcId, network.vpcId);
  });
});

describe('a VPC', () => {
  test('is made with its security group, network ACL and route table', async () => {
    const Tags = [{ Key: 'Name', Value: 'app' }];
    const made = await call(createVpc, {
      CidrBlock: '10.1.2.3/16',
      InstanceTenancy: 'dedicated',
      TagSpecifications: [{ ResourceType: 'vpc', Tags }],
    });
    const id = made.Vpc!.VpcId!;
    const { Vpcs } = await call(describeVpcs, { VpcIds: [id] });
    const [vpc] = Vpcs!;
    assert.deepEqual(
      [vpc!.CidrBlock, vpc!.InstanceTenancy, vpc!.IsDefault, vpc!.State, vpc!.Tags],
      ['10.1.0.0/16', 'dedicated', false, 'available', Tags],
    );
    const ofVpc = byFilter('vpc-id', id);
    assert.equal((await call(describeSecurityGroups, ofVpc)).SecurityGroups![0]!.GroupName, 'default');
    assert.equal((await call(describeNetworkAcls, ofVpc)).NetworkAcls![0]!.IsDefault, true);
    const { RouteTables } = await call(describeRouteTables, ofVpc);
    assert.deepEqual([RouteTables!.length, RouteTables![0]!.Associations![0]!.Main], [1, true]);
    assert.deepEqual((await call(describeInternetGateways, byFilter('attachment.vpc-id', id))).InternetGateways, []);
  });

  test('has attributes, changed one at a time', async () => {
    const VpcId = await givenVpc();
    const read = async () =>
      (await call(describeVpcAttribute, { VpcId, Attribute: 'enableDnsHostnames' })).EnableDnsHostnames;
    assert.deepEqual(await read(), { Value: false });
    await call(modifyVpcAttribute, { VpcId, EnableDnsHostnames: { Value: true } });
    assert.deepEqual(await read(), { Value: true });
    const two = { VpcId, EnableDnsHostnames: { Value: true }, EnableDnsSupport: { Value: true } };
    await assert.rejects(call(modifyVpcAttribute, two), faultOf('InvalidParameterCombination'));
  });

  for (const [given, code] of [
    [{}, 'MissingMember'],
    [{ CidrBlock: '10.0.0.0' }, 'InvalidParameterValue'],
    [{ CidrBlock: '10.0.0.0/8' }, 'InvalidVpc.Range'],
    [{ CidrBlock: '10.0.0.0/29' }, 'InvalidVpc.Range'],
    [{ CidrBlock: '10.0.0.0/16', AmazonProvidedIpv6CidrBlock: true }, 'UnsupportedOperation'],
  ] as const)
    test(`is refused with ${code} of ${JSON.stringify(given)}`, async () => {
      await assert.rejects(call(createVpc, given), faultOf(code));
    });

  test('is deleted once nothing is in it', async () => {
    const VpcId = await givenVpc();
    const SubnetId = await givenSubnet(VpcId);
    await assert.rejects(call(deleteVpc, { VpcId }), faultOf('DependencyViolation'));
    await call(deleteSubnet, { SubnetId });
    await call(createSecurityGroup, { VpcId, GroupName: 'web', Description: 'web' });
    await assert.rejects(call(deleteVpc, { VpcId }), faultOf('DependencyViolation'));
    const other = await givenVpc();
    await call(deleteVpc, { VpcId: other });
    const gone = faultOf('InvalidVpcID.NotFound', `The vpc ID '${other}' does not exist`);
    await assert.rejects(call(describeVpcs, { VpcIds: [other] }), gone);
    await assert.rejects(call(deleteVpc, { VpcId: other }), gone);
    assert.deepEqual((await call(describeSecurityGroups, byFilter('vpc-id', other))).SecurityGroups, []);
  });

  test('is of one account and Region', async () => {
    const VpcId = await givenVpc();
    for (const stranger of [{ accountId: OTHER_ACCOUNT }, { region: 'eu-west-1' }]) {
      await assert.rejects(call(deleteVpc, { VpcId }, stranger), faultOf('InvalidVpcID.NotFound'));
      await assert.rejects(
        call(createSubnet, { VpcId, CidrBlock: '10.0.9.0/24' }, stranger),
        faultOf('InvalidVpcID.NotFound'),
      );
    }
  });
});

describe('a subnet', () => {
  test('is made in a zone, and its attributes are changed', async () => {
    const VpcId = await givenVpc();
    const made = await call(createSubnet, { VpcId, CidrBlock: '10.0.0.0/24', AvailabilityZoneId: 'use1-az2' });
    const { SubnetId } = made.Subnet!;
    await call(modifySubnetAttribute, { SubnetId, MapPublicIpOnLaunch: { Value: true } });
    await call(modifySubnetAttribute, { SubnetId, PrivateDnsHostnameTypeOnLaunch: 'resource-name' });
    const { Subnets } = await call(describeSubnets, { SubnetIds: [SubnetId!] });
    const [subnet] = Subnets!;
    assert.deepEqual(
      [subnet!.AvailabilityZone, subnet!.VpcId, subnet!.DefaultForAz, subnet!.State, subnet!.AvailableIpAddressCount],
      ['us-east-1b', VpcId, false, 'available', 251],
    );
    assert.equal(subnet!.MapPublicIpOnLaunch, true);
    assert.equal(subnet!.PrivateDnsNameOptionsOnLaunch!.HostnameType, 'resource-name');
  });

  test('is within its VPC and has no address of another subnet', async () => {
    const VpcId = await givenVpc();
    await givenSubnet(VpcId);
    for (const [CidrBlock, code] of [
      ['10.1.0.0/24', 'InvalidSubnet.Range'],
      ['10.0.0.0/29', 'InvalidSubnet.Range'],
      ['10.0.0.128/25', 'InvalidSubnet.Conflict'],
    ] as const)
      await assert.rejects(call(createSubnet, { VpcId, CidrBlock }), faultOf(code));
    const elsewhere = { VpcId, CidrBlock: '10.0.1.0/24', AvailabilityZone: 'us-east-1z' };
    await assert.rejects(call(createSubnet, elsewhere), faultOf('InvalidParameterValue'));
    await givenSubnet(VpcId, '10.0.1.0/24');
  });

  test('that many ask for at once is given to one', async () => {
    const VpcId = await givenVpc();
    const asked = Array.from({ length: 8 }, () => call(createSubnet, { VpcId, CidrBlock: '10.0.0.0/24' }));
    const settled = await Promise.allSettled(asked);
    assert.equal(settled.filter((one) => one.status === 'fulfilled').length, 1);
  });
});
