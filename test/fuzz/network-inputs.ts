import { randomUUID } from 'node:crypto';
import type { EC2 } from '@aws-sdk/client-ec2';

/** What valid requests about networks, and about what is around a machine, name. */
export interface NetworkWorld {
  readonly vpcId: string;
  readonly spareVpcId: string;
  readonly subnetId: string;
  readonly spareSubnetId: string;
  readonly groupId: string;
  readonly ruleId: string;
  readonly spareGroupId: string;
  readonly volumeId: string;
  readonly networkInterfaceId: string;
  readonly placementGroup: string;
}

const unique = () => `fuzz-${randomUUID()}`;

export async function createNetworkWorld(ec2: EC2, instanceId: string): Promise<NetworkWorld> {
  const vpc = async () => (await ec2.createVpc({ CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
  const [vpcId, spareVpcId] = [await vpc(), await vpc()];
  const subnet = async (CidrBlock: string) => (await ec2.createSubnet({ VpcId: vpcId, CidrBlock })).Subnet!.SubnetId!;
  const group = async () => {
    const made = await ec2.createSecurityGroup({ VpcId: vpcId, GroupName: unique(), Description: 'fuzz' });
    return made.GroupId!;
  };
  const groupId = await group();
  const added = await ec2.authorizeSecurityGroupIngress({ GroupId: groupId, IpPermissions: [permission(80)] });
  const { PlacementGroup } = await ec2.createPlacementGroup({ GroupName: unique(), Strategy: 'spread' });
  const { Reservations } = await ec2.describeInstances({ InstanceIds: [instanceId] });
  const machine = Reservations![0]!.Instances![0]!;
  return {
    ...{ vpcId, spareVpcId },
    subnetId: await subnet('10.0.0.0/24'),
    spareSubnetId: await subnet('10.0.1.0/24'),
    groupId,
    ruleId: added.SecurityGroupRules![0]!.SecurityGroupRuleId!,
    spareGroupId: await group(),
    volumeId: machine.BlockDeviceMappings![0]!.Ebs!.VolumeId!,
    networkInterfaceId: machine.NetworkInterfaces![0]!.NetworkInterfaceId!,
    placementGroup: PlacementGroup!.GroupName!,
  };
}

type Around = NetworkWorld & { readonly instanceId: string; readonly imageId: string };

const ofVpc = ({ vpcId }: Around) => ({ MaxResults: 5, Filters: [{ Name: 'vpc-id', Values: [vpcId] }] });
const permission = (port: number) => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'fuzz' }],
});
const PUBLIC_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';

export const networkInputs: Readonly<Record<string, (world: Around) => Record<string, unknown>>> = {
  CreateVpc: () => ({
    CidrBlock: '10.0.0.0/16',
    InstanceTenancy: 'default',
    TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'a', Value: 'b' }] }],
  }),
  DeleteVpc: ({ spareVpcId }) => ({ VpcId: spareVpcId }),
  ModifyVpcAttribute: ({ vpcId }) => ({ VpcId: vpcId, EnableDnsHostnames: { Value: true } }),
  ModifyVpcTenancy: ({ vpcId }) => ({ VpcId: vpcId, InstanceTenancy: 'default' }),
  DescribeVpcAttribute: ({ vpcId }) => ({ VpcId: vpcId, Attribute: 'enableDnsSupport' }),
  CreateSubnet: ({ vpcId }) => ({ VpcId: vpcId, CidrBlock: '10.0.2.0/24', AvailabilityZone: 'us-east-1a' }),
  DeleteSubnet: ({ spareSubnetId }) => ({ SubnetId: spareSubnetId }),
  ModifySubnetAttribute: ({ subnetId }) => ({ SubnetId: subnetId, MapPublicIpOnLaunch: { Value: true } }),
  CreateSecurityGroup: ({ vpcId }) => ({ VpcId: vpcId, GroupName: unique(), Description: 'fuzz' }),
  DeleteSecurityGroup: ({ spareGroupId }) => ({ GroupId: spareGroupId }),
  AuthorizeSecurityGroupIngress: ({ groupId }) => ({ GroupId: groupId, IpPermissions: [permission(22)] }),
  AuthorizeSecurityGroupEgress: ({ groupId }) => ({ GroupId: groupId, IpPermissions: [permission(22)] }),
  RevokeSecurityGroupIngress: ({ groupId }) => ({ GroupId: groupId, IpPermissions: [permission(22)] }),
  RevokeSecurityGroupEgress: ({ groupId }) => ({ GroupId: groupId, IpPermissions: [permission(22)] }),
  UpdateSecurityGroupRuleDescriptionsIngress: ({ groupId, ruleId }) => ({
    GroupId: groupId,
    SecurityGroupRuleDescriptions: [{ SecurityGroupRuleId: ruleId, Description: 'b' }],
  }),
  UpdateSecurityGroupRuleDescriptionsEgress: ({ groupId }) => ({
    GroupId: groupId,
    IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'b' }] }],
  }),
  ModifySecurityGroupRules: ({ groupId, ruleId }) => ({
    GroupId: groupId,
    SecurityGroupRules: [
      {
        SecurityGroupRuleId: ruleId,
        SecurityGroupRule: { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIpv4: '10.0.0.0/8', Description: 'a' },
      },
    ],
  }),
  DescribeSecurityGroupRules: ({ groupId }) => ({
    MaxResults: 5,
    Filters: [{ Name: 'group-id', Values: [groupId] }],
  }),
  DescribeNetworkAcls: ofVpc,
  CreateKeyPair: () => ({ KeyName: unique(), KeyType: 'ed25519' }),
  ImportKeyPair: () => ({ KeyName: unique(), PublicKeyMaterial: Buffer.from(PUBLIC_KEY).toString('base64') }),
  DescribeKeyPairs: () => ({ Filters: [{ Name: 'key-name', Values: ['fuzz-*'] }], IncludePublicKey: true }),
  DeleteKeyPair: () => ({ KeyName: 'fuzz' }),
  DescribeVolumes: ({ volumeId }) => ({ VolumeIds: [volumeId] }),
  ModifyVolume: ({ volumeId }) => ({ VolumeId: volumeId, Size: 100, VolumeType: 'gp3', Iops: 3000, Throughput: 125 }),
  DescribeVolumesModifications: () => ({
    MaxResults: 5,
    Filters: [{ Name: 'modification-state', Values: ['completed'] }],
  }),
  DescribeNetworkInterfaces: ({ instanceId }) => ({
    MaxResults: 5,
    Filters: [{ Name: 'attachment.instance-id', Values: [instanceId] }],
  }),
  ModifyNetworkInterfaceAttribute: ({ networkInterfaceId }) => ({
    NetworkInterfaceId: networkInterfaceId,
    SourceDestCheck: { Value: true },
  }),
  DescribeInstanceCreditSpecifications: ({ instanceId }) => ({ InstanceIds: [instanceId] }),
  ModifyInstanceCreditSpecification: ({ instanceId }) => ({
    InstanceCreditSpecifications: [{ InstanceId: instanceId, CpuCredits: 'standard' }],
  }),
  ModifyInstanceMetadataOptions: ({ instanceId }) => ({ InstanceId: instanceId, HttpTokens: 'required' }),
  ModifyInstanceMaintenanceOptions: ({ instanceId }) => ({ InstanceId: instanceId, AutoRecovery: 'default' }),
  ModifyPrivateDnsNameOptions: ({ instanceId }) => ({ InstanceId: instanceId, EnableResourceNameDnsARecord: true }),
  MonitorInstances: ({ instanceId }) => ({ InstanceIds: [instanceId] }),
  UnmonitorInstances: ({ instanceId }) => ({ InstanceIds: [instanceId] }),
  GetInstanceUefiData: ({ instanceId }) => ({ InstanceId: instanceId }),
  DescribeAccountAttributes: () => ({ AttributeNames: ['default-vpc'] }),
  DescribeVpcClassicLink: ({ vpcId }) => ({ VpcIds: [vpcId] }),
  DescribeVpcClassicLinkDnsSupport: ({ vpcId }) => ({ VpcIds: [vpcId] }),
  GetInstanceTypesFromInstanceRequirements: () => ({
    ArchitectureTypes: ['x86_64'],
    VirtualizationTypes: ['hvm'],
    InstanceRequirements: { VCpuCount: { Min: 2, Max: 4 }, MemoryMiB: { Min: 4096 }, LocalStorage: 'excluded' },
    MaxResults: 5,
  }),
  DescribePlacementGroups: () => ({ Filters: [{ Name: 'strategy', Values: ['spread'] }] }),
  CreatePlacementGroup: () => ({ GroupName: unique(), Strategy: 'partition', PartitionCount: 3 }),
  DeletePlacementGroup: ({ placementGroup }) => ({ GroupName: placementGroup }),
  DescribeCapacityReservations: () => ({}),
  DescribeDhcpOptions: () => ({ Filters: [{ Name: 'key', Values: ['domain-name'] }] }),
  DescribeHostReservationOfferings: () => ({ MaxDuration: 94_608_000 }),
  DescribeHostReservations: () => ({ MaxResults: 5 }),
  DescribeManagedPrefixLists: () => ({ MaxResults: 5 }),
  DescribePrefixLists: () => ({ MaxResults: 5 }),
  DescribeReservedInstances: () => ({ OfferingType: 'No Upfront' }),
  DescribeVpcEndpoints: ofVpc,
  DescribeVpcPeeringConnections: () => ({ MaxResults: 5 }),
  GetEbsEncryptionByDefault: () => ({}),
  ReportInstanceStatus: ({ instanceId }) => ({
    Instances: [instanceId],
    ReasonCodes: ['unresponsive'],
    Status: 'impaired',
  }),
  ModifyImageAttribute: ({ imageId }) => ({
    ImageId: imageId,
    LaunchPermission: { Add: [{ UserId: '123456789012' }], Remove: [{ Group: 'all' }] },
  }),
  DescribeImageAttribute: ({ imageId }) => ({ ImageId: imageId, Attribute: 'launchPermission' }),
  ResetImageAttribute: ({ imageId }) => ({ ImageId: imageId, Attribute: 'launchPermission' }),
  EnableImageDeprecation: ({ imageId }) => ({ ImageId: imageId, DeprecateAt: new Date('2099-01-01') }),
  DisableImageDeprecation: ({ imageId }) => ({ ImageId: imageId }),
};
