import { randomUUID } from 'node:crypto';
import { EC2 } from '@aws-sdk/client-ec2';
import { LicenseManager } from '@aws-sdk/client-license-manager';
import { ResourceGroups } from '@aws-sdk/client-resource-groups';
import { type Answer, type Caller, call } from '../signed-request.ts';
import { createDatabaseWorld, type DatabaseWorld, databaseInputs } from './database-inputs.ts';
import { encodeInput } from './encode-input.ts';
import type { GrantWorld } from './grant-inputs.ts';
import { createHostWorld, type HostWorld } from './host-world.ts';
import {
  callAsUser,
  createIdentityWorld,
  type IdentityWorld,
  iamInputs,
  signInInputs,
  stsInputs,
} from './identity-inputs.ts';
import { imageInputs } from './image-inputs.ts';
import type { IssuedWorld } from './issued-inputs.ts';
import { createLicenseWorld, licenseInputs } from './license-inputs.ts';
import { createMetricWorld, type MetricWorld, metricInputs } from './metric-inputs.ts';
import { createNetworkWorld, type NetworkWorld, networkInputs } from './network-inputs.ts';
import {
  createNotificationWorld,
  deliveryInputs,
  type NotificationWorld,
  notificationInputs,
} from './notification-inputs.ts';
import { operatorInputs } from './operator-inputs.ts';
import {
  callAsMember,
  createOrganizationWorld,
  type OrganizationWorld,
  organizationInputs,
} from './organization-inputs.ts';
import { createPackWorld, exportInputs, type PackWorld } from './pack-inputs.ts';
import { createProfileWorld, type ProfileWorld, profileInputs } from './profile-inputs.ts';
import { type ReportWorld, reportFileInputs } from './report-inputs.ts';
import { createRoutingWorld, type RoutingWorld, routingInputs } from './routing-inputs.ts';
import { callAsServer, createServerWorld, messageInputs, type ServerWorld, serverInputs } from './server-inputs.ts';
import { createSharingWorld, type SharingWorld, sharingInputs } from './sharing-inputs.ts';
import { createSnapshotWorld, type SnapshotWorld, snapshotInputs } from './snapshot-inputs.ts';
import { createSpotWorld, type SpotWorld, spotInputs } from './spot-inputs.ts';
import { createTaskWorld, type TaskWorld } from './task-world.ts';
import { cloudTrailInputs } from './trail-inputs.ts';

/** What valid requests name. The spare ones are for operations that take something away. */
export interface World
  extends TaskWorld,
    HostWorld,
    IdentityWorld,
    IssuedWorld,
    GrantWorld,
    MetricWorld,
    NetworkWorld,
    NotificationWorld,
    PackWorld,
    ProfileWorld,
    ReportWorld,
    RoutingWorld,
    DatabaseWorld,
    ServerWorld,
    OrganizationWorld,
    SharingWorld,
    SnapshotWorld,
    SpotWorld {
  readonly licenseArn: string;
  readonly spareLicenseArn: string;
  readonly imageId: string;
  readonly spareImageId: string;
  readonly instanceId: string;
  readonly spareInstanceId: string;
  readonly templateId: string;
  readonly spareTemplateId: string;
  readonly hostArn: string;
  readonly groupArn: string;
  readonly spareGroupArn: string;
  readonly queryGroupArn: string;
}

export async function createWorld({ url, ...credentials }: Caller): Promise<World> {
  const config = { endpoint: url, region: 'us-east-1', credentials };
  const [ec2, licenseManager, groups] = [new EC2(config), new LicenseManager(config), new ResourceGroups(config)];
  const license = async () => {
    const terms = { LicenseCountingType: 'vCPU', LicenseCount: 64, LicenseCountHardLimit: true } as const;
    return (await licenseManager.createLicenseConfiguration({ Name: 'fuzz', ...terms })).LicenseConfigurationArn!;
  };
  const image = async () => (await ec2.registerImage({ Name: unique() })).ImageId!;
  const template = async () => {
    const created = await ec2.createLaunchTemplate({
      LaunchTemplateName: unique(),
      LaunchTemplateData: { ImageId: imageId },
    });
    const LaunchTemplateId = created.LaunchTemplate!.LaunchTemplateId!;
    await ec2.createLaunchTemplateVersion({ LaunchTemplateId, LaunchTemplateData: { InstanceType: 't3.micro' } });
    return LaunchTemplateId;
  };
  const group = async () =>
    (await groups.createGroup({ Name: unique(), Configuration: groupConfiguration() })).Group!.GroupArn!;
  const imageId = await image();
  const templateId = await template();
  const [instanceId, spareInstanceId] = await launchTwo(ec2, imageId);
  const licenseArn = await license();
  return {
    ...(await createMetricWorld({ url, ...credentials }, licenseArn)),
    ...(await createPackWorld({ url, ...credentials }, licenseArn)),
    spareLicenseArn: await license(),
    imageId,
    spareImageId: await image(),
    ...{ instanceId: instanceId!, spareInstanceId: spareInstanceId! },
    ...(await createServerWorld({ url, ...credentials })),
    ...(await createIdentityWorld({ url, ...credentials })),
    ...(await createDatabaseWorld({ url, ...credentials })),
    ...(await createOrganizationWorld({ url, ...credentials })),
    ...(await createSharingWorld({ url, ...credentials })),
    ...(await createTaskWorld(ec2, licenseManager)),
    ...(await createLicenseWorld(licenseManager, { url, ...credentials })),
    ...(await createHostWorld(ec2, imageId)),
    ...(await createNotificationWorld({ url, ...credentials })),
    ...(await createNetworkWorld(ec2, instanceId!)),
    ...(await createRoutingWorld(ec2, instanceId!)),
    ...(await createSnapshotWorld(ec2)),
    ...(await createProfileWorld(ec2, imageId)),
    ...(await createSpotWorld(ec2, { imageId, templateId })),
    ...{ templateId, spareTemplateId: await template() },
    hostArn: await allocateHost(ec2),
    ...{ groupArn: await group(), spareGroupArn: await group() },
    queryGroupArn: (await groups.createGroup({ Name: unique(), ResourceQuery: groupQuery })).Group!.GroupArn!,
  };
}

async function launchTwo(ec2: EC2, ImageId: string): Promise<string[]> {
  const { Instances } = await ec2.runInstances({ ImageId, InstanceType: 't3.micro', MinCount: 2, MaxCount: 2 });
  return Instances!.map(({ InstanceId }) => InstanceId!);
}

async function allocateHost(ec2: EC2): Promise<string> {
  const asked = { AvailabilityZone: 'us-east-1a', InstanceFamily: 'm5', Quantity: 1 };
  const [hostId] = (await ec2.allocateHosts(asked)).HostIds!;
  const { Hosts: hosts } = await ec2.describeHosts({ HostIds: [hostId!] });
  return `arn:aws:ec2:us-east-1:${hosts![0]!.OwnerId}:dedicated-host/${hostId}`;
}

const groupConfiguration = () => [
  {
    Type: 'AWS::EC2::HostManagement',
    Parameters: [{ Name: 'any-host-based-license-configuration', Values: ['true'] }],
  },
  {
    Type: 'AWS::ResourceGroups::Generic',
    Parameters: [
      { Name: 'allowed-resource-types', Values: ['AWS::EC2::Host'] },
      { Name: 'deletion-protection', Values: ['UNLESS_EMPTY'] },
    ],
  },
];

const groupQuery = {
  Type: 'TAG_FILTERS_1_0',
  Query: JSON.stringify({
    ResourceTypeFilters: ['AWS::AllSupported'],
    TagFilters: [{ Key: 'a', Values: ['b', 'c'] }, { Key: 'd' }],
  }),
} as const;

const unique = () => `fuzz-${randomUUID()}`;

export type Input = Record<string, unknown>;
type ValidInputs = Readonly<Record<string, Readonly<Record<string, (world: World) => Input>>>>;

/** One valid request of every operation that is built, by service and operation. Every operation must have one. */
export const validInputs: ValidInputs = {
  'license-manager': licenseInputs,
  ec2: {
    ...spotInputs,
    RunInstances: ({ imageId, licenseArn }) => ({
      ImageId: imageId,
      InstanceType: 'm5.large',
      MinCount: 1,
      MaxCount: 2,
      ClientToken: randomUUID(),
      CpuOptions: { CoreCount: 1, ThreadsPerCore: 2 },
      BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeSize: 8, VolumeType: 'gp3' } }],
      LicenseSpecifications: [{ LicenseConfigurationArn: licenseArn }],
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'a', Value: 'b' }] }],
    }),
    DescribeInstances: () => ({ MaxResults: 5, Filters: [{ Name: 'instance-state-name', Values: ['running'] }] }),
    DescribeInstanceStatus: ({ instanceId }) => ({ InstanceIds: [instanceId], IncludeAllInstances: true }),
    StartInstances: ({ instanceId }) => ({ InstanceIds: [instanceId] }),
    GetConsoleOutput: ({ instanceId }) => ({ InstanceId: instanceId, Latest: true }),
    GetLaunchTemplateData: ({ instanceId }) => ({ InstanceId: instanceId }),
    GetPasswordData: ({ instanceId }) => ({ InstanceId: instanceId }),
    RebootInstances: ({ instanceId }) => ({ InstanceIds: [instanceId] }),
    StopInstances: ({ spareInstanceId }) => ({ InstanceIds: [spareInstanceId] }),
    TerminateInstances: ({ spareInstanceId }) => ({ InstanceIds: [spareInstanceId] }),
    DescribeInstanceAttribute: ({ instanceId }) => ({ InstanceId: instanceId, Attribute: 'instanceType' }),
    ModifyInstanceAttribute: ({ instanceId }) => ({ InstanceId: instanceId, DisableApiStop: { Value: false } }),
    AllocateHosts: () => ({
      AvailabilityZone: 'us-east-1a',
      InstanceType: 'm5.large',
      Quantity: 1,
      AutoPlacement: 'on',
      HostRecovery: 'on',
      ClientToken: randomUUID(),
      TagSpecifications: [{ ResourceType: 'dedicated-host', Tags: [{ Key: 'a', Value: 'b' }] }],
    }),
    DescribeHosts: () => ({ MaxResults: 5, Filter: [{ Name: 'state', Values: ['available'] }] }),
    ModifyHosts: ({ hostId }) => ({ HostIds: [hostId], AutoPlacement: 'on', InstanceFamily: 'm5' }),
    ReleaseHosts: ({ spareHostId }) => ({ HostIds: [spareHostId] }),
    ModifyInstancePlacement: ({ movableInstanceId, hostId }) => ({
      InstanceId: movableInstanceId,
      HostId: hostId,
      Tenancy: 'host',
      Affinity: 'host',
    }),
    ModifyInstanceCapacityReservationAttributes: ({ movableInstanceId }) => ({
      InstanceId: movableInstanceId,
      CapacityReservationSpecification: { CapacityReservationPreference: 'none' },
    }),
    ModifyInstanceCpuOptions: ({ movableInstanceId }) => ({
      InstanceId: movableInstanceId,
      CoreCount: 1,
      ThreadsPerCore: 1,
    }),
    ...imageInputs,
    DescribeInstanceTypes: () => ({ MaxResults: 5, Filters: [{ Name: 'instance-type', Values: ['m5.*'] }] }),
    DescribeInstanceTypeOfferings: () => ({ LocationType: 'availability-zone', MaxResults: 5 }),
    DescribeRegions: () => ({ RegionNames: ['us-east-1'] }),
    DescribeAvailabilityZones: () => ({ ZoneNames: ['us-east-1a'] }),
    CreateTags: ({ instanceId }) => ({ Resources: [instanceId], Tags: [{ Key: 'a', Value: 'b' }] }),
    DeleteTags: ({ instanceId }) => ({ Resources: [instanceId], Tags: [{ Key: 'a' }] }),
    DescribeTags: () => ({ MaxResults: 5, Filters: [{ Name: 'key', Values: ['a*'] }] }),
    DescribeVpcs: () => ({ MaxResults: 5, Filters: [{ Name: 'is-default', Values: ['true'] }] }),
    DescribeSubnets: () => ({ MaxResults: 5 }),
    ...networkInputs,
    ...routingInputs,
    ...snapshotInputs,
    ...profileInputs,
    DescribeSecurityGroups: () => ({ MaxResults: 5, Filters: [{ Name: 'group-name', Values: ['default'] }] }),
  },
  'resource-groups': {
    CreateGroup: () => ({
      Name: unique(),
      Description: 'fuzz',
      Configuration: groupConfiguration(),
      Tags: { a: 'b' },
    }),
    GetGroup: ({ groupArn }) => ({ Group: groupArn }),
    GetGroupConfiguration: ({ groupArn }) => ({ Group: groupArn }),
    GetGroupQuery: ({ queryGroupArn }) => ({ Group: queryGroupArn }),
    UpdateGroupQuery: ({ queryGroupArn }) => ({ Group: queryGroupArn, ResourceQuery: groupQuery }),
    SearchResources: () => ({ ResourceQuery: groupQuery, MaxResults: 5 }),
    PutGroupConfiguration: ({ groupArn }) => ({ Group: groupArn, Configuration: groupConfiguration() }),
    UpdateGroup: ({ groupArn }) => ({ Group: groupArn, Description: 'new' }),
    ListGroups: () => ({
      MaxResults: 5,
      Filters: [{ Name: 'configuration-type', Values: ['AWS::EC2::HostManagement'] }],
    }),
    GroupResources: ({ groupArn, hostArn }) => ({ Group: groupArn, ResourceArns: [hostArn] }),
    ListGroupResources: ({ groupArn }) => ({
      Group: groupArn,
      MaxResults: 5,
      Filters: [{ Name: 'resource-type', Values: ['AWS::EC2::Host'] }],
    }),
    UngroupResources: ({ groupArn, hostArn }) => ({ Group: groupArn, ResourceArns: [hostArn] }),
    Tag: ({ groupArn }) => ({ Arn: groupArn, Tags: { a: 'b' } }),
    Untag: ({ groupArn }) => ({ Arn: groupArn, Keys: ['a'] }),
    GetTags: ({ groupArn }) => ({ Arn: groupArn }),
    DeleteGroup: ({ spareGroupArn }) => ({ Group: spareGroupArn }),
  },
  ssm: serverInputs,
  ec2messages: messageInputs,
  rds: databaseInputs,
  monitoring: metricInputs,
  organizations: organizationInputs,
  cloudtrail: cloudTrailInputs,
  iam: iamInputs,
  ram: sharingInputs,
  sns: notificationInputs,
  sts: stsInputs,
  signin: signInInputs,
  headroom: {
    ...operatorInputs,
    ...exportInputs,
    ...reportFileInputs,
    ...deliveryInputs,
  },
};

/** Sends the valid request of an operation, signed by whoever may. */
export async function callValid(
  caller: Caller,
  world: World,
  { service, operation }: { readonly service: string; readonly operation: string },
): Promise<Pick<Answer, 'status' | 'text'>> {
  const input = validInputs[service]![operation]!(world);
  if (service === 'organizations') return callAsMember(caller, world, { operation, input });
  const byUser = await callAsUser(world, { service, operation, input });
  if (byUser) return byUser;
  return (await callAsServer(world, operation, input)) ?? call(caller, encodeInput(service, operation, input));
}
