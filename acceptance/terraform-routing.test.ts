import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ec2 } from './clients.ts';
import { givenImage, launch, refused } from './given.ts';

// What version 5 of Terraform's AWS provider calls for the routing of an aws_vpc, for aws_eip, aws_nat_gateway and
// aws_network_interface: created, read twice without a difference, and destroyed.

const CidrBlock = '10.40.0.0/16';
const tagged = <Type extends string>(ResourceType: Type) => [
  { ResourceType, Tags: [{ Key: 'Name', Value: 'terraform' }] },
];

async function givenNetwork() {
  const VpcId = (await ec2.createVpc({ CidrBlock })).Vpc!.VpcId!;
  const subnet = async (block: string) =>
    (await ec2.createSubnet({ VpcId, CidrBlock: block, AvailabilityZone: 'us-east-1a' })).Subnet!.SubnetId!;
  return { VpcId, front: await subnet('10.40.0.0/24'), back: await subnet('10.40.1.0/24') };
}

/** What a read tells, which must be the same the second time. */
async function twice<T>(read: () => Promise<T>): Promise<T> {
  const withoutRequest = (answer: T) => ({ ...answer, $metadata: undefined });
  const first = await read();
  assert.deepEqual(withoutRequest(await read()), withoutRequest(first));
  return first;
}

async function attachedGateway(VpcId: string): Promise<string> {
  const made = await ec2.createInternetGateway({ TagSpecifications: tagged('internet-gateway') });
  const InternetGatewayId = made.InternetGateway!.InternetGatewayId!;
  await ec2.attachInternetGateway({ InternetGatewayId, VpcId });
  return InternetGatewayId;
}

test('an aws_vpc with public and private subnets is routed, read twice and destroyed', async () => {
  const { VpcId, front, back } = await givenNetwork();
  const InternetGatewayId = await attachedGateway(VpcId);
  const gateways = await twice(() => ec2.describeInternetGateways({ InternetGatewayIds: [InternetGatewayId] }));
  assert.deepEqual(gateways.InternetGateways![0]!.Attachments, [{ State: 'available', VpcId }]);
  await refused(ec2.attachInternetGateway({ InternetGatewayId, VpcId }), 'Resource.AlreadyAssociated');
  await refused(ec2.deleteInternetGateway({ InternetGatewayId }), 'DependencyViolation');

  const { AllocationId } = await ec2.allocateAddress({ Domain: 'vpc', TagSpecifications: tagged('elastic-ip') });
  const { NatGateway } = await ec2.createNatGateway({
    AllocationId,
    SubnetId: front,
    ConnectivityType: 'public',
    TagSpecifications: tagged('natgateway'),
  });
  const NatGatewayId = NatGateway!.NatGatewayId!;
  const { NatGateways } = await twice(() => ec2.describeNatGateways({ NatGatewayIds: [NatGatewayId] }));
  assert.equal(NatGateways![0]!.State, 'available');
  const addresses = await twice(() => ec2.describeAddresses({ AllocationIds: [AllocationId!] }));
  const [address] = NatGateways![0]!.NatGatewayAddresses!;
  assert.equal(addresses.Addresses![0]!.NetworkInterfaceId, address!.NetworkInterfaceId);
  assert.equal(addresses.Addresses![0]!.PublicIp, address!.PublicIp);
  await refused(ec2.releaseAddress({ AllocationId }), 'InvalidIPAddress.InUse');

  const table = async () =>
    (await ec2.createRouteTable({ VpcId, TagSpecifications: tagged('route-table') })).RouteTable!.RouteTableId!;
  const [open, closed] = [await table(), await table()];
  const everywhere = '0.0.0.0/0';
  await ec2.createRoute({
    RouteTableId: open,
    DestinationCidrBlock: everywhere,
    GatewayId: InternetGatewayId,
  });
  await ec2.createRoute({ RouteTableId: closed, DestinationCidrBlock: everywhere, NatGatewayId });
  const association = async (RouteTableId: string, SubnetId: string) =>
    (await ec2.associateRouteTable({ RouteTableId, SubnetId })).AssociationId!;
  const [ofFront, ofBack] = [await association(open, front), await association(closed, back)];
  const { RouteTables } = await twice(() => ec2.describeRouteTables({ RouteTableIds: [open] }));
  assert.deepEqual(RouteTables![0]!.Routes, [
    { DestinationCidrBlock: CidrBlock, GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' },
    { DestinationCidrBlock: everywhere, GatewayId: InternetGatewayId, Origin: 'CreateRoute', State: 'active' },
  ]);
  assert.equal(RouteTables![0]!.Associations![0]!.SubnetId, front);
  const byAssociation = await ec2.describeRouteTables({
    Filters: [{ Name: 'association.route-table-association-id', Values: [ofBack] }],
  });
  assert.equal(byAssociation.RouteTables![0]!.RouteTableId, closed);

  await refused(ec2.deleteRouteTable({ RouteTableId: open }), 'DependencyViolation');
  await refused(ec2.detachInternetGateway({ InternetGatewayId, VpcId }), 'DependencyViolation');
  for (const AssociationId of [ofFront, ofBack]) await ec2.disassociateRouteTable({ AssociationId });
  await ec2.deleteRoute({ RouteTableId: open, DestinationCidrBlock: everywhere });
  await ec2.deleteNatGateway({ NatGatewayId });
  const gone = await ec2.describeNatGateways({ NatGatewayIds: [NatGatewayId] });
  assert.equal(gone.NatGateways![0]!.State, 'deleted');
  const left = await ec2.describeRouteTables({ RouteTableIds: [closed] });
  assert.equal(left.RouteTables![0]!.Routes![1]!.State, 'blackhole');
  for (const RouteTableId of [open, closed]) await ec2.deleteRouteTable({ RouteTableId });
  await ec2.releaseAddress({ AllocationId });
  await refused(ec2.describeAddresses({ AllocationIds: [AllocationId!] }), 'InvalidAllocationID.NotFound');
  await refused(ec2.deleteVpc({ VpcId }), 'DependencyViolation');
  await ec2.detachInternetGateway({ InternetGatewayId, VpcId });
  await ec2.deleteInternetGateway({ InternetGatewayId });
  for (const SubnetId of [front, back]) await ec2.deleteSubnet({ SubnetId });
  await ec2.deleteVpc({ VpcId });
  const lost = await ec2.describeRouteTables({ Filters: [{ Name: 'vpc-id', Values: [VpcId] }] });
  assert.deepEqual(lost.RouteTables, []);
});

test('aws_main_route_table_association gives a VPC another main table and takes it back', async () => {
  const { VpcId, front, back } = await givenNetwork();
  const main = async () => {
    const Filters = [
      { Name: 'vpc-id', Values: [VpcId] },
      { Name: 'association.main', Values: ['true'] },
    ];
    const { RouteTables } = await ec2.describeRouteTables({ Filters });
    assert.equal(RouteTables!.length, 1);
    return RouteTables![0]!;
  };
  const before = await main();
  const { RouteTable } = await ec2.createRouteTable({ VpcId });
  const replace = async (RouteTableId: string) =>
    ec2.replaceRouteTableAssociation({
      AssociationId: (await main()).Associations!.find((one) => one.Main)!.RouteTableAssociationId!,
      RouteTableId,
    });
  await replace(RouteTable!.RouteTableId!);
  assert.equal((await main()).RouteTableId, RouteTable!.RouteTableId);
  await replace(before.RouteTableId!);
  assert.equal((await main()).RouteTableId, before.RouteTableId);
  await ec2.deleteRouteTable({ RouteTableId: RouteTable!.RouteTableId! });
  for (const SubnetId of [front, back]) await ec2.deleteSubnet({ SubnetId });
  await ec2.deleteVpc({ VpcId });
});

test('aws_network_interface and aws_eip join a machine and leave it', async () => {
  const { VpcId, front, back } = await givenNetwork();
  const InternetGatewayId = await attachedGateway(VpcId);
  const made = await ec2.createNetworkInterface({
    SubnetId: front,
    PrivateIpAddress: '10.40.0.50',
    Description: 'terraform',
    TagSpecifications: tagged('network-interface'),
  });
  const NetworkInterfaceId = made.NetworkInterface!.NetworkInterfaceId!;
  const read = async () =>
    (await twice(() => ec2.describeNetworkInterfaces({ NetworkInterfaceIds: [NetworkInterfaceId] })))
      .NetworkInterfaces![0]!;
  assert.deepEqual([(await read()).Status, (await read()).PrivateIpAddress], ['available', '10.40.0.50']);
  await refused(
    ec2.createNetworkInterface({ SubnetId: front, PrivateIpAddress: '10.40.0.50' }),
    'InvalidIPAddress.InUse',
  );
  const [InstanceId] = await launch({ ImageId: await givenImage(), SubnetId: front });
  const { AttachmentId } = await ec2.attachNetworkInterface({
    NetworkInterfaceId,
    InstanceId: InstanceId!,
    DeviceIndex: 1,
  });
  const attached = await read();
  assert.deepEqual(
    [attached.Status, attached.Attachment!.InstanceId, attached.TagSet![0]!.Value],
    ['in-use', InstanceId, 'terraform'],
  );
  await refused(ec2.deleteNetworkInterface({ NetworkInterfaceId }), 'InvalidParameterValue');

  const { AllocationId, PublicIp } = await ec2.allocateAddress({ Domain: 'vpc' });
  await refused(ec2.associateAddress({ AllocationId, InstanceId }), 'InvalidInstanceID');
  const machine = async () =>
    (await ec2.describeInstances({ InstanceIds: [InstanceId!] })).Reservations![0]!.Instances![0]!;
  const primary = (await machine()).NetworkInterfaces!.find((one) => one.Attachment!.DeviceIndex === 0)!;
  await ec2.associateAddress({ AllocationId, NetworkInterfaceId: primary.NetworkInterfaceId });
  assert.equal((await machine()).PublicIpAddress, PublicIp);
  assert.equal((await machine()).NetworkInterfaces!.length, 2);
  const { AssociationId } = await ec2.associateAddress({ AllocationId, NetworkInterfaceId });
  assert.notEqual((await machine()).PublicIpAddress, PublicIp);
  assert.equal((await read()).Association!.PublicIp, PublicIp);
  await ec2.detachNetworkInterface({ AttachmentId });
  assert.deepEqual([(await read()).Status, (await read()).Association!.AssociationId], ['available', AssociationId]);
  const { Addresses } = await ec2.describeAddresses({ PublicIps: [PublicIp!] });
  assert.equal(Addresses![0]!.InstanceId, undefined);
  await ec2.disassociateAddress({ AssociationId });
  await ec2.releaseAddress({ AllocationId });
  await ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId, SourceDestCheck: { Value: false } });
  assert.equal((await read()).SourceDestCheck, false);
  await ec2.deleteNetworkInterface({ NetworkInterfaceId });
  await refused(
    ec2.describeNetworkInterfaces({ NetworkInterfaceIds: [NetworkInterfaceId] }),
    'InvalidNetworkInterfaceID.NotFound',
  );
  await ec2.terminateInstances({ InstanceIds: [InstanceId!] });
  await ec2.detachInternetGateway({ InternetGatewayId, VpcId });
  await ec2.deleteInternetGateway({ InternetGatewayId });
  await ec2.deleteSubnet({ SubnetId: back });
});
