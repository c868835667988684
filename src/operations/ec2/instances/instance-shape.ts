import type {
  _InstanceType,
  ArchitectureValues,
  Instance as Ec2Instance,
  NestedVirtualizationSpecification,
  PlatformValues,
} from '@aws-sdk/client-ec2';
import { spotRequestIdOf } from '../../../domain/fleets/spot-request.ts';
import {
  type Instance,
  type InstanceState,
  STATE_CODES,
  withUsualMetadata,
} from '../../../domain/instances/instance.ts';
import { availabilityZones, type DefaultNetwork, defaultNetwork } from '../../../domain/networks/network.ts';
import { productCodesShape } from '../images/product-codes.ts';
import { instanceProfileShape } from '../instance-profiles/instance-profile-shape.ts';
import type { KeptSettings } from '../kept-settings.ts';
import { blockDeviceMappingsOf } from '../volumes/instance-volumes.ts';
import { addressesOf, networkInterfacesOf, type PlacedInstance } from './instance-network.ts';

/** What turns the instances of one account and Region into EC2's form; `details` adds their tags and licenses. */
export function instanceShaper({ accountId, region }: { accountId: string; region: string }) {
  const network = defaultNetwork(accountId, region);
  const zones = availabilityZones(region);
  return (instance: PlacedInstance): Ec2Instance => ({
    ...identity(instance),
    ...life(instance),
    ...reachability(instance, network),
    ...options(instance.settings),
    Placement: {
      AvailabilityZone: instance.availabilityZone,
      AvailabilityZoneId: zones.find(({ name }) => name === instance.availabilityZone)?.zoneId,
      GroupName: instance.settings.placementGroup ?? '',
      GroupId: instance.settings.placementGroupId,
      PartitionNumber: instance.settings.partitionNumber,
      HostId: instance.hostId,
      HostResourceGroupArn: instance.settings.hostResourceGroupArn,
      Affinity: instance.tenancy === 'host' ? (instance.settings.affinity ?? 'default') : undefined,
      Tenancy: instance.tenancy,
    },
    CpuOptions: {
      CoreCount: instance.coreCount,
      ThreadsPerCore: instance.threadsPerCore,
      NestedVirtualization: instance.settings.nestedVirtualization as NestedVirtualizationSpecification | undefined,
    },
    BlockDeviceMappings: blockDeviceMappingsOf(instance),
  });
}

function identity({ settings, ...instance }: Instance): Ec2Instance {
  return {
    InstanceId: instance.id,
    ImageId: instance.imageId,
    InstanceType: instance.instanceType as _InstanceType,
    AmiLaunchIndex: instance.launchIndex,
    Architecture: settings.architecture as ArchitectureValues,
    Platform: settings.platform as PlatformValues | undefined,
    PlatformDetails: settings.platformDetails,
    UsageOperation: settings.usageOperation,
    UsageOperationUpdateTime: new Date(settings.usageOperationUpdatedAt ?? instance.launchedAt),
    RootDeviceName: settings.rootDeviceName,
    RootDeviceType: 'ebs',
    VirtualizationType: 'hvm',
    Hypervisor: 'xen', // EC2 says so of Nitro as well
    EnaSupport: true,
    CurrentInstanceBootMode: settings.architecture.startsWith('arm64') ? 'uefi' : 'legacy-bios',
    ProductCodes: productCodesShape(settings.productCodes),
    InstanceLifecycle: settings.spot && 'spot',
    SpotInstanceRequestId: spotRequestIdOf({ id: instance.id, settings }),
    ClientToken: settings.clientToken ?? '',
    Operator: UNMANAGED,
  };
}

/** Frozen, as what most instances share is: it is written as XML once. */
const STATES = Object.fromEntries(
  Object.entries(STATE_CODES).map(([Name, Code]) => [Name, Object.freeze({ Code, Name: Name as InstanceState })]),
) as Record<InstanceState, Readonly<{ Code: number; Name: InstanceState }>>;

/** A state in EC2's form. */
export const stateShape = (state: InstanceState) => STATES[state];

function life({ state, stateReason, stateChangedAt, launchedAt }: Instance): Ec2Instance {
  const byUser = stateReason?.includes('User initiated');
  const time = stateChangedAt.toISOString().replace('T', ' ').slice(0, 19);
  return {
    LaunchTime: launchedAt,
    State: stateShape(state),
    StateReason: stateReason ? { Code: stateReason.split(':')[0], Message: stateReason } : undefined,
    StateTransitionReason: byUser ? `User initiated (${time} GMT)` : '',
  };
}

function reachability(instance: PlacedInstance, network: DefaultNetwork): Ec2Instance {
  const addresses = addressesOf(instance, network);
  const { privateDnsName, publicDnsName, publicIp, groups } = addresses;
  const gone = instance.state === 'terminated';
  return {
    NetworkInterfaces: networkInterfacesOf(instance, network, addresses),
    PrivateDnsName: privateDnsName,
    PrivateIpAddress: gone ? undefined : instance.privateIp,
    PublicDnsName: publicDnsName,
    PublicIpAddress: publicIp,
    SecurityGroups: groups,
    SourceDestCheck: gone ? undefined : (instance.settings.sourceDestCheck ?? true),
    SubnetId: gone ? undefined : instance.subnetId,
    VpcId: gone ? undefined : (instance.settings.vpcId ?? network.vpcId),
  };
}

/** What was chosen at the launch, with EC2's defaults. */
function options(settings: KeptSettings): Ec2Instance {
  const { iamInstanceProfileArn: profile } = settings;
  return {
    KeyName: settings.keyName,
    EbsOptimized: settings.ebsOptimized ?? false,
    IamInstanceProfile: profile ? instanceProfileShape(profile) : undefined,
    ...(OPTIONS.some((name) => settings[name] !== undefined) ? chosenOptions(settings) : USUAL_OPTIONS),
  };
}

/** The settings that `chosenOptions` shows; most instances have none of them. */
const OPTIONS = [
  'autoRecovery',
  'bandwidthWeighting',
  'capacityReservationPreference',
  'enclave',
  'hibernation',
  'metadataOptions',
  'monitoring',
  'privateDnsHostnameType',
  'rebootMigration',
  'resourceNameDnsAaaaRecord',
  'resourceNameDnsARecord',
] as const;

type Options = Pick<KeptSettings, (typeof OPTIONS)[number]>;

function chosenOptions(settings: Options): Ec2Instance {
  const metadata = withUsualMetadata(settings.metadataOptions);
  return {
    Monitoring: { State: settings.monitoring ? 'enabled' : 'disabled' },
    HibernationOptions: { Configured: settings.hibernation ?? false },
    EnclaveOptions: { Enabled: settings.enclave ?? false },
    MaintenanceOptions: {
      AutoRecovery: as(settings.autoRecovery ?? 'default'),
      RebootMigration: as(settings.rebootMigration ?? 'default'),
    },
    MetadataOptions: {
      State: 'applied',
      HttpTokens: as(metadata.httpTokens),
      HttpPutResponseHopLimit: metadata.httpPutResponseHopLimit,
      HttpEndpoint: as(metadata.httpEndpoint),
      HttpProtocolIpv6: as(metadata.httpProtocolIpv6),
      InstanceMetadataTags: as(metadata.instanceMetadataTags),
    },
    PrivateDnsNameOptions: {
      HostnameType: as(settings.privateDnsHostnameType ?? 'ip-name'),
      EnableResourceNameDnsARecord: settings.resourceNameDnsARecord ?? false,
      EnableResourceNameDnsAAAARecord: settings.resourceNameDnsAaaaRecord ?? false,
    },
    CapacityReservationSpecification: {
      CapacityReservationPreference: as(settings.capacityReservationPreference ?? 'open'),
    },
    NetworkPerformanceOptions: { BandwidthWeighting: as(settings.bandwidthWeighting ?? 'default') },
  };
}

const frozen = <T extends object>(members: T): T => {
  for (const member of Object.values(members)) Object.freeze(member);
  return members;
};

/** A value that was checked against the SDK's list before it was kept. */
const as = <T extends string>(value: string): T => value as T;

const UNMANAGED = Object.freeze({ Managed: false });
const USUAL_OPTIONS = frozen(chosenOptions({}));
