import { hostFacts } from '../catalogue/host-facts.ts';
import type { PublicSource } from '../images/image.ts';
import type { Machine, Tenancy } from '../licenses/license.ts';
import type { LicenseRules } from '../licenses/license-rules.ts';
import type { ElasticIp, SecondaryElasticIp, SecondInterface } from '../records/network-interface.ts';
import type { VolumePerformance } from './volume-performance.ts';

export type InstanceState = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';

/** EC2's numbers for the states (InstanceState.Code). */
export const STATE_CODES: Record<InstanceState, number> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

/** What a passing state turns into, and how long the embedded compute takes, in milliseconds. */
export const PASSING_STATES: Partial<Record<InstanceState, { next: InstanceState; afterMs: number }>> = {
  pending: { next: 'running', afterMs: 500 },
  stopping: { next: 'stopped', afterMs: 500 },
  'shutting-down': { next: 'terminated', afterMs: 500 },
};

export interface MetadataOptions {
  readonly httpTokens?: string;
  readonly httpEndpoint?: string;
  readonly httpPutResponseHopLimit?: number;
  readonly httpProtocolIpv6?: string;
  readonly instanceMetadataTags?: string;
}

/** What EC2 does where nothing is said of it. */
const USUAL_METADATA: Required<MetadataOptions> = {
  httpTokens: 'optional',
  httpEndpoint: 'enabled',
  httpPutResponseHopLimit: 1,
  httpProtocolIpv6: 'disabled',
  instanceMetadataTags: 'disabled',
};

/** All of an instance's metadata options, by those that were given. */
export function withUsualMetadata(given: MetadataOptions = {}): Required<MetadataOptions> {
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...USUAL_METADATA, ...Object.fromEntries(said) };
}

export interface BlockDevice {
  readonly deviceName: string;
  readonly volumeSizeGiB?: number;
  readonly volumeType?: string;
  readonly deleteOnTermination?: boolean;
  readonly encrypted?: boolean;
  readonly iops?: number;
  readonly throughput?: number;
  readonly snapshotId?: string;
  /** Its data are used again by itself after a fault. */
  readonly autoEnableIo?: boolean;
  /** The last change of the volume, with what it was before. */
  readonly modification?: { readonly at: string; readonly original: VolumePerformance };
  /** Of a volume that was made before it was attached; the others' ids are made of the machine's. */
  readonly volumeId?: string;
  /** ISO 8601; absent: as the machine was launched. */
  readonly createdAt?: string;
  readonly attachedAt?: string;
  /** The volume was taken away. Its place stays, for the ids of those after it. */
  readonly detached?: boolean;
}

/** A device as a launch asks for it. */
export interface LaunchDevice extends BlockDevice {
  /** What the image maps there is left out. */
  readonly noDevice?: boolean;
}

export interface SpotTerms {
  readonly type: 'one-time' | 'persistent';
  readonly interruptionBehavior: 'terminate' | 'stop' | 'hibernate';
  readonly maxPrice?: string;
  readonly validUntil?: string;
  /** The request that asked for the machine; without it its launch makes one. */
  readonly requestId?: string;
}

export interface FleetMembership {
  readonly fleetId: string;
  /** Which of the fleet's pools it is of, by index, and how many units it is. */
  readonly pool: number;
  readonly weight: number;
}

/** What EC2 keeps of a machine and gives back, and no license decision looks at. Absent members have EC2's defaults. */
export interface InstanceSettings {
  readonly architecture: string;
  readonly platform?: string;
  readonly platformDetails: string;
  readonly usageOperation: string;
  /** ISO 8601; absent: since the launch. */
  readonly usageOperationUpdatedAt?: string;
  readonly rootDeviceName: string;
  /** Ids of AWS Marketplace products. */
  readonly productCodes?: readonly string[];
  /** Of its image. */
  readonly publicSource?: PublicSource;
  readonly blockDevices?: readonly BlockDevice[];
  readonly keyName?: string;
  readonly userData?: string;
  readonly clientToken?: string;
  /** The VPC, unless it is the default one. */
  readonly vpcId?: string;
  readonly securityGroupIds?: readonly string[];
  /** Names of security groups by id; those that are not here are called default. */
  readonly securityGroupNames?: Readonly<Record<string, string>>;
  /** False: no public address. */
  readonly associatePublicIp?: boolean;
  readonly iamInstanceProfileArn?: string;
  /** Of an instance profile that changed since the launch: how often, and when last (ISO 8601). */
  readonly iamInstanceProfileChanges?: { readonly count: number; readonly at: string };
  /** The primary network interface, where it was made before the machine. */
  readonly primaryInterface?: { readonly id: string; readonly createdAt: string };
  /** Of the primary network interface. */
  readonly interfaceDescription?: string;
  readonly interfaceDeleteOnTermination?: boolean;
  readonly elasticIp?: ElasticIp;
  readonly secondaryElasticIps?: readonly SecondaryElasticIp[];
  readonly secondaryIps?: readonly string[];
  /** The network interfaces beside the primary one. */
  readonly interfaces?: readonly SecondInterface[];
  readonly ebsOptimized?: boolean;
  readonly monitoring?: boolean;
  readonly disableApiTermination?: boolean;
  readonly disableApiStop?: boolean;
  readonly sourceDestCheck?: boolean;
  readonly shutdownBehavior?: 'stop' | 'terminate';
  readonly cpuCredits?: string;
  readonly nestedVirtualization?: string;
  readonly hibernation?: boolean;
  readonly enclave?: boolean;
  readonly autoRecovery?: string;
  readonly metadataOptions?: MetadataOptions;
  readonly privateDnsHostnameType?: string;
  /** `host`: it comes back to its host and no other. */
  readonly affinity?: 'host';
  /** The host resource group that its host is chosen from. */
  readonly hostResourceGroupArn?: string;
  readonly placementGroup?: string;
  readonly placementGroupId?: string;
  readonly partitionNumber?: number;
  readonly launchTemplate?: { readonly id: string; readonly version: number };
  /** Of a Spot machine. */
  readonly spot?: SpotTerms;
  /** Of a machine that a fleet launched. */
  readonly fleet?: FleetMembership;
}

export interface Instance {
  readonly accountId: string;
  readonly region: string;
  readonly id: string;
  readonly reservationId: string;
  readonly launchIndex: number;
  readonly imageId: string;
  readonly instanceType: string;
  readonly coreCount: number;
  readonly threadsPerCore: number;
  readonly tenancy: Tenancy;
  readonly hostId: string | undefined;
  readonly availabilityZone: string;
  readonly subnetId: string;
  readonly privateIp: string;
  readonly state: InstanceState;
  /** When a passing state ends; undefined in a state that lasts. */
  readonly stateDue: Date | undefined;
  readonly stateChangedAt: Date;
  readonly stateReason: string | undefined;
  readonly launchedAt: Date;
  readonly settings: InstanceSettings;
}

export interface TypeFacts {
  readonly family: string;
  readonly vcpus: number;
}

/** The machine that an instance is, as licenses count it. */
export const machineOf = (instance: Instance, type: TypeFacts): Machine => ({
  tenancy: instance.tenancy,
  vcpus: type.vcpus,
  coreCount: instance.coreCount,
  threadsPerCore: instance.threadsPerCore,
  ...(instance.tenancy === 'host' && hostSockets(type.family)),
});

const hostSockets = (family: string): { sockets?: number } => {
  const sockets = hostFacts(family)?.sockets;
  return sockets === undefined ? {} : { sockets };
};

/**
 * Whether a machine holds its licenses in a state: from launch or start until it is stopped or terminated, and while
 * stopped too under includedStoppedInstances (user guide, license rules).
 */
export function holdsLicenses(state: InstanceState, rules: LicenseRules): boolean {
  if (state === 'terminated') return false;
  return state === 'stopped' ? rules.includedStoppedInstances === true : true;
}

/** The members that change when an instance enters a state. */
export function entering(
  state: InstanceState,
  at: Date,
  reason?: string,
): Pick<Instance, 'state' | 'stateDue' | 'stateChangedAt' | 'stateReason'> {
  const passing = PASSING_STATES[state];
  const stateDue = passing && new Date(at.getTime() + passing.afterMs);
  return { state, stateDue, stateChangedAt: at, stateReason: reason };
}
