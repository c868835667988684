import type { EC2 } from '@aws-sdk/client-ec2';

/** What valid requests about routing, addresses and network interfaces name. */
export interface RoutingWorld {
  readonly routedVpcId: string;
  readonly otherRoutedVpcId: string;
  readonly routedSubnetId: string;
  readonly otherSubnetId: string;
  readonly gatewayId: string;
  readonly spareGatewayId: string;
  readonly attachableGatewayId: string;
  readonly detachableGatewayId: string;
  readonly detachableVpcId: string;
  readonly tableId: string;
  readonly spareTableId: string;
  readonly tableAssociationId: string;
  readonly spareTableAssociationId: string;
  readonly natGatewayId: string;
  readonly allocationId: string;
  readonly spareAllocationId: string;
  readonly natAllocationId: string;
  readonly addressAssociationId: string;
  readonly interfaceId: string;
  readonly spareInterfaceId: string;
  readonly joiningInterfaceId: string;
  /** It has the address 10.9.0.99 beside its primary one. */
  readonly doubleInterfaceId: string;
  readonly attachmentId: string;
  readonly storedVolumeId: string;
  readonly spareVolumeId: string;
  readonly attachedVolumeId: string;
}

export const createRoutingWorld = async (ec2: EC2, instanceId: string): Promise<RoutingWorld> => {
  const routes = await createRoutes(ec2);
  return { ...routes, ...(await createAround(ec2, { instanceId, routedSubnetId: routes.routedSubnetId })) };
};

async function createRoutes(ec2: EC2) {
  const vpc = async () => (await ec2.createVpc({ CidrBlock: '10.9.0.0/16' })).Vpc!.VpcId!;
  const [routedVpcId, otherRoutedVpcId, detachableVpcId] = [await vpc(), await vpc(), await vpc()];
  const subnet = async (CidrBlock: string) =>
    (await ec2.createSubnet({ VpcId: routedVpcId, CidrBlock })).Subnet!.SubnetId!;
  // The first is large, so that nobody is given the address by itself that a request names.
  const routedSubnetId = await subnet('10.9.0.0/17');
  const [otherSubnetId, thirdSubnetId] = [await subnet('10.9.128.0/24'), await subnet('10.9.129.0/24')];
  const gateway = async (VpcId?: string) => {
    const InternetGatewayId = (await ec2.createInternetGateway({})).InternetGateway!.InternetGatewayId!;
    if (VpcId) await ec2.attachInternetGateway({ InternetGatewayId, VpcId });
    return InternetGatewayId;
  };
  const gatewayId = await gateway(routedVpcId);
  const table = async () => (await ec2.createRouteTable({ VpcId: routedVpcId })).RouteTable!.RouteTableId!;
  const [tableId, spareTableId] = [await table(), await table()];
  for (const third of [1, 2])
    await ec2.createRoute({
      RouteTableId: tableId,
      DestinationCidrBlock: `192.168.${third}.0/24`,
      GatewayId: gatewayId,
    });
  const associate = async (SubnetId: string) =>
    (await ec2.associateRouteTable({ RouteTableId: tableId, SubnetId })).AssociationId!;
  return {
    ...{
      routedVpcId,
      otherRoutedVpcId,
      detachableVpcId,
      routedSubnetId,
      otherSubnetId,
      gatewayId,
      tableId,
      spareTableId,
    },
    spareGatewayId: await gateway(),
    attachableGatewayId: await gateway(),
    detachableGatewayId: await gateway(detachableVpcId),
    tableAssociationId: await associate(otherSubnetId),
    spareTableAssociationId: await associate(thirdSubnetId),
  };
}

async function createAround(ec2: EC2, { instanceId, routedSubnetId }: { instanceId: string; routedSubnetId: string }) {
  const address = async () => (await ec2.allocateAddress({ Domain: 'vpc' })).AllocationId!;
  const { Reservations } = await ec2.describeInstances({ InstanceIds: [instanceId] });
  const { SubnetId, Placement } = Reservations![0]!.Instances![0]!;
  const { AvailabilityZone } = Placement!;
  const volume = async () => (await ec2.createVolume({ AvailabilityZone, Size: 1 })).VolumeId!;
  const attachedVolumeId = await volume();
  await ec2.attachVolume({ VolumeId: attachedVolumeId, InstanceId: instanceId, Device: '/dev/sdx' });
  const networkInterface = async (at = SubnetId!) =>
    (await ec2.createNetworkInterface({ SubnetId: at })).NetworkInterface!.NetworkInterfaceId!;
  const [interfaceId, attachedId] = [await networkInterface(routedSubnetId), await networkInterface()];
  const double = await ec2.createNetworkInterface({
    SubnetId: routedSubnetId,
    PrivateIpAddresses: [{ Primary: false, PrivateIpAddress: '10.9.0.99' }],
  });
  const attached = await ec2.attachNetworkInterface({
    NetworkInterfaceId: attachedId,
    InstanceId: instanceId,
    DeviceIndex: 200,
  });
  const [leading, natAddress] = [await address(), await address()];
  const joined = await ec2.associateAddress({ AllocationId: leading, NetworkInterfaceId: interfaceId });
  const nat = await ec2.createNatGateway({ SubnetId: routedSubnetId, AllocationId: natAddress });
  return {
    natGatewayId: nat.NatGateway!.NatGatewayId!,
    allocationId: await address(),
    spareAllocationId: await address(),
    natAllocationId: await address(),
    addressAssociationId: joined.AssociationId!,
    interfaceId,
    spareInterfaceId: await networkInterface(),
    joiningInterfaceId: await networkInterface(),
    doubleInterfaceId: double.NetworkInterface!.NetworkInterfaceId!,
    attachmentId: attached.AttachmentId!,
    attachedVolumeId,
    storedVolumeId: await volume(),
    spareVolumeId: await volume(),
  };
}

type Around = RoutingWorld & { readonly instanceId: string; readonly networkInterfaceId: string };

const ofVpc = ({ routedVpcId }: Around) => ({ MaxResults: 5, Filters: [{ Name: 'vpc-id', Values: [routedVpcId] }] });

export const routingInputs: Readonly<Record<string, (world: Around) => Record<string, unknown>>> = {
  DescribeRouteTables: ofVpc,
  DescribeInternetGateways: () => ({ MaxResults: 5 }),
  CreateInternetGateway: () => ({
    TagSpecifications: [{ ResourceType: 'internet-gateway', Tags: [{ Key: 'a', Value: 'b' }] }],
  }),
  AttachInternetGateway: (world) => ({ InternetGatewayId: world.attachableGatewayId, VpcId: world.otherRoutedVpcId }),
  DetachInternetGateway: (world) => ({ InternetGatewayId: world.detachableGatewayId, VpcId: world.detachableVpcId }),
  DeleteInternetGateway: (world) => ({ InternetGatewayId: world.spareGatewayId }),
  CreateRouteTable: (world) => ({ VpcId: world.routedVpcId, ClientToken: crypto.randomUUID() }),
  DeleteRouteTable: (world) => ({ RouteTableId: world.spareTableId }),
  CreateRoute: (world) => ({
    RouteTableId: world.tableId,
    DestinationCidrBlock: '0.0.0.0/0',
    GatewayId: world.gatewayId,
  }),
  ReplaceRoute: (world) => ({
    RouteTableId: world.tableId,
    DestinationCidrBlock: '192.168.1.0/24',
    NetworkInterfaceId: world.interfaceId,
  }),
  DeleteRoute: (world) => ({ RouteTableId: world.tableId, DestinationCidrBlock: '192.168.2.0/24' }),
  AssociateRouteTable: (world) => ({ RouteTableId: world.tableId, SubnetId: world.routedSubnetId }),
  ReplaceRouteTableAssociation: (world) => ({ AssociationId: world.tableAssociationId, RouteTableId: world.tableId }),
  DisassociateRouteTable: (world) => ({ AssociationId: world.spareTableAssociationId }),
  CreateNatGateway: (world) => ({ SubnetId: world.routedSubnetId, AllocationId: world.natAllocationId }),
  DescribeNatGateways: () => ({ MaxResults: 5, Filter: [{ Name: 'state', Values: ['available'] }] }),
  DeleteNatGateway: (world) => ({ NatGatewayId: world.natGatewayId }),
  AllocateAddress: () => ({ Domain: 'vpc' }),
  AssociateAddress: (world) => ({ AllocationId: world.allocationId, NetworkInterfaceId: world.networkInterfaceId }),
  DisassociateAddress: (world) => ({ AssociationId: world.addressAssociationId }),
  ReleaseAddress: (world) => ({ AllocationId: world.spareAllocationId }),
  DescribeAddresses: () => ({ Filters: [{ Name: 'domain', Values: ['vpc'] }] }),
  DescribeAddressesAttribute: () => ({ Attribute: 'domain-name', MaxResults: 5 }),
  CreateNetworkInterface: (world) => ({
    SubnetId: world.routedSubnetId,
    PrivateIpAddress: '10.9.0.77',
    Description: 'a',
  }),
  DeleteNetworkInterface: (world) => ({ NetworkInterfaceId: world.spareInterfaceId }),
  AssignPrivateIpAddresses: (world) => ({
    NetworkInterfaceId: world.interfaceId,
    SecondaryPrivateIpAddressCount: 1,
  }),
  UnassignPrivateIpAddresses: (world) => ({
    NetworkInterfaceId: world.doubleInterfaceId,
    PrivateIpAddresses: ['10.9.0.99'],
  }),
  AttachNetworkInterface: (world) => ({
    NetworkInterfaceId: world.joiningInterfaceId,
    InstanceId: world.instanceId,
    DeviceIndex: 100,
  }),
  CreateVolume: () => ({ AvailabilityZone: 'us-east-1a', Size: 10, VolumeType: 'io2', Iops: 1000 }),
  AttachVolume: (world) => ({ VolumeId: world.storedVolumeId, InstanceId: world.instanceId, Device: '/dev/sdy' }),
  DetachVolume: (world) => ({ VolumeId: world.attachedVolumeId, InstanceId: world.instanceId }),
  DeleteVolume: (world) => ({ VolumeId: world.spareVolumeId }),
  DetachNetworkInterface: (world) => ({ AttachmentId: world.attachmentId }),
};
