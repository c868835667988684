import type { Image } from '../images/image.ts';
import { type Instance, withUsualMetadata } from '../instances/instance.ts';
import type { VolumePerformance } from '../instances/volume-performance.ts';
import { availabilityZones } from '../networks/network.ts';
import type { Keys } from './context.ts';

// The condition keys of EC2's resources (Service Authorization Reference, Amazon EC2), of what is there and of what a request
// would make. ec2:Attribute, of which nobody published the values, is not among them.

/** What resources are, beside their ids. */
export const EC2_KEYS = [
  ...['AssociatePublicIpAddress', 'AutoPlacement', 'AvailabilityZone', 'AvailabilityZoneId', 'Domain'],
  ...['EbsOptimized', 'Encrypted', 'HostRecovery', 'ImageType', 'InstanceAutoRecovery', 'InstanceBandwidthWeighting'],
  ...['InstanceMarketType', 'InstanceMetadataTags', 'InstanceProfile', 'InstanceType', 'IsLaunchTemplateResource'],
  ...['KeyPairType', 'LaunchTemplate', 'MetadataHttpEndpoint', 'MetadataHttpPutResponseHopLimit'],
  ...['MetadataHttpTokens', 'Owner', 'ParentSnapshot', 'ParentVolume', 'PlacementGroup', 'PlacementGroupStrategy'],
  ...['ProductCode', 'Public', 'PublicIpAddress', 'Quantity', 'RootDeviceType', 'SnapshotTime', 'Subnet', 'Tenancy'],
  ...['VolumeIops', 'VolumeSize', 'VolumeThroughput', 'VolumeType', 'Vpc'],
] as const;

type Ec2Key = (typeof EC2_KEYS)[number];

export interface Ec2Scope {
  readonly accountId: string;
  readonly region: string;
}

/** The keys that are known; what is not has no value, as at AWS. */
export const ec2Keys = (
  values: Readonly<Partial<Record<Ec2Key, string | number | boolean | readonly string[] | undefined>>>,
): Keys =>
  Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) =>
      value === undefined ? [] : [[`ec2:${key}`, Array.isArray(value) ? value : [String(value)]]],
    ),
  );

/** The key that has the id of a resource, or the name by which its ARN has it, by the type in the ARN. */
export const ID_KEYS: ReadonlyMap<string, string> = new Map([
  ['elastic-ip', 'ec2:AllocationId'],
  ['image', 'ec2:ImageID'],
  ['instance', 'ec2:InstanceID'],
  ['internet-gateway', 'ec2:InternetGatewayID'],
  ['key-pair', 'ec2:KeyPairName'],
  ['network-interface', 'ec2:NetworkInterfaceID'],
  ['placement-group', 'ec2:PlacementGroupName'],
  ['route-table', 'ec2:RouteTableID'],
  ['security-group', 'ec2:SecurityGroupID'],
  ['snapshot', 'ec2:SnapshotID'],
  ['subnet', 'ec2:SubnetID'],
  ['volume', 'ec2:VolumeID'],
  ['vpc', 'ec2:VpcID'],
]);

const arnOf = ({ accountId, region }: Ec2Scope, type: string, id: string | undefined): string | undefined =>
  id && `arn:aws:ec2:${region}:${type === 'snapshot' ? '' : accountId}:${type}/${id}`;

/** A zone, by its name or by its id. */
interface ZoneFacts {
  readonly availabilityZone?: string | undefined;
  readonly availabilityZoneId?: string | undefined;
}

function zoneValues({ availabilityZone: zone, availabilityZoneId: id }: ZoneFacts, { region }: Ec2Scope) {
  const found = availabilityZones(region).find(({ name, zoneId }) => name === zone || zoneId === id);
  return { AvailabilityZone: found?.name ?? zone, AvailabilityZoneId: found?.zoneId ?? id };
}

export const instanceKeys = (
  {
    instanceType,
    tenancy,
    settings,
    ...zone
  }: Pick<Instance, 'instanceType' | 'tenancy'> &
    ZoneFacts & {
      readonly settings: Omit<Partial<Instance['settings']>, 'blockDevices'> & { readonly bandwidthWeighting?: string };
    },
  scope: Ec2Scope,
): Keys => {
  const metadata = withUsualMetadata(settings.metadataOptions);
  return ec2Keys({
    ...zoneValues(zone, scope),
    EbsOptimized: settings.ebsOptimized === true,
    InstanceAutoRecovery: settings.autoRecovery ?? 'default',
    InstanceBandwidthWeighting: settings.bandwidthWeighting ?? 'default',
    InstanceMarketType: settings.spot ? 'spot' : 'on-demand',
    InstanceMetadataTags: metadata.instanceMetadataTags,
    InstanceProfile: settings.iamInstanceProfileArn,
    InstanceType: instanceType,
    MetadataHttpEndpoint: metadata.httpEndpoint,
    MetadataHttpPutResponseHopLimit: metadata.httpPutResponseHopLimit,
    MetadataHttpTokens: metadata.httpTokens,
    PlacementGroup: arnOf(scope, 'placement-group', settings.placementGroup),
    ProductCode: settings.productCodes,
    RootDeviceType: 'ebs',
    Tenancy: tenancy,
  });
};

export const imageKeys = ({
  ownerId,
  ownerAlias,
  public: isPublic,
}: Pick<Image, 'ownerId' | 'ownerAlias' | 'public'>): Keys =>
  ec2Keys({ ImageType: 'machine', Owner: ownerAlias ?? ownerId, Public: isPublic, RootDeviceType: 'ebs' });

export interface VolumeFacts extends Partial<VolumePerformance>, ZoneFacts {
  readonly encrypted?: boolean | undefined;
  readonly snapshotId?: string | undefined;
}

export const volumeKeys = (volume: VolumeFacts, scope: Ec2Scope): Keys =>
  ec2Keys({
    ...zoneValues(volume, scope),
    Encrypted: volume.encrypted === true,
    ParentSnapshot: arnOf(scope, 'snapshot', volume.snapshotId),
    VolumeIops: volume.iops,
    VolumeSize: volume.sizeGiB,
    VolumeThroughput: volume.throughput,
    VolumeType: volume.volumeType,
  });

export const snapshotKeys = (
  snapshot: {
    owner: string | undefined;
    volumeId?: string | undefined;
    sizeGiB?: number | undefined;
    encrypted?: boolean | undefined;
    startedAt?: Date;
  },
  scope: Ec2Scope,
): Keys =>
  ec2Keys({
    Encrypted: snapshot.encrypted ?? false,
    Owner: snapshot.owner,
    ParentVolume: arnOf(scope, 'volume', snapshot.volumeId),
    SnapshotTime: snapshot.startedAt?.toISOString(),
    VolumeSize: snapshot.sizeGiB,
  });

export interface PlaceFacts extends ZoneFacts {
  readonly vpcId?: string | undefined;
}

export const subnetKeys = ({ vpcId, ...zone }: PlaceFacts, scope: Ec2Scope): Keys =>
  ec2Keys({ ...zoneValues(zone, scope), Vpc: arnOf(scope, 'vpc', vpcId) });

export const interfaceKeys = (
  {
    subnetId,
    associatePublicIp,
    ...place
  }: PlaceFacts & { readonly subnetId?: string | undefined; readonly associatePublicIp?: boolean | undefined },
  scope: Ec2Scope,
): Keys => ({
  ...subnetKeys(place, scope),
  ...ec2Keys({ AssociatePublicIpAddress: associatePublicIp, Subnet: arnOf(scope, 'subnet', subnetId) }),
});

/** Of what belongs to a VPC and to no zone. */
export const keysInVpc = (vpcId: string | undefined, scope: Ec2Scope): Keys =>
  ec2Keys({ Vpc: arnOf(scope, 'vpc', vpcId) });

export const hostKeys = (
  host: ZoneFacts & {
    readonly instanceType?: string | undefined;
    readonly autoPlacement: boolean;
    readonly hostRecovery: boolean;
    readonly quantity?: number | undefined;
  },
  scope: Ec2Scope,
): Keys =>
  ec2Keys({
    ...zoneValues(host, scope),
    AutoPlacement: host.autoPlacement ? 'on' : 'off',
    HostRecovery: host.hostRecovery ? 'on' : 'off',
    InstanceType: host.instanceType,
    Quantity: host.quantity,
  });
