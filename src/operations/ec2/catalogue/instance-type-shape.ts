import type {
  _InstanceType,
  ArchitectureType,
  BootModeType,
  InstanceTypeHypervisor,
  InstanceTypeInfo,
} from '@aws-sdk/client-ec2';
import { instanceTypeDetails } from '../../../domain/catalogue/instance-type-details.ts';
import type { InstanceType } from '../../../domain/catalogue/instance-types.ts';
import { placementStrategiesOf } from '../../../domain/catalogue/placement-strategies.ts';

const shapes = new Map<string, InstanceTypeInfo>();

/** A type in EC2's form, made once. */
export function instanceTypeShape(type: InstanceType): InstanceTypeInfo {
  const shape = shapes.get(type.name) ?? Object.freeze(describe(type));
  shapes.set(type.name, shape);
  return shape;
}

function describe(type: InstanceType): InstanceTypeInfo {
  const details = (instanceTypeDetails(type.name) as InstanceTypeInfo | undefined) ?? ofYoungTypes(type);
  return {
    ...details,
    InstanceType: type.name as _InstanceType,
    CurrentGeneration: type.currentGeneration,
    FreeTierEligible: FREE_TIER.includes(type.name),
    BareMetal: type.bareMetal,
    Hypervisor: type.hypervisor as InstanceTypeHypervisor | undefined,
    ProcessorInfo: {
      ...details.ProcessorInfo,
      SupportedArchitectures: [...type.architectures] as ArchitectureType[],
      Manufacturer: type.manufacturer,
    },
    VCpuInfo: {
      DefaultVCpus: type.vcpus,
      DefaultCores: type.cores,
      DefaultThreadsPerCore: type.threadsPerCore,
      ValidCores: type.validCores && [...type.validCores],
      ValidThreadsPerCore: type.validThreadsPerCore && [...type.validThreadsPerCore],
    },
    MemoryInfo: { SizeInMiB: type.memoryMiB },
    PlacementGroupInfo: { SupportedStrategies: placementStrategiesOf(type) },
    HibernationSupported: type.hibernation,
    BurstablePerformanceSupported: type.burstable,
    DedicatedHostsSupported: type.dedicatedHosts,
    SupportedInRegion: true,
  };
}

/** Of accounts that were made since July 2025 (user guide, Free Tier). */
const FREE_TIER = ['c7i-flex.large', 'm7i-flex.large', 't3.micro', 't3.small', 't4g.micro', 't4g.small'];

/**
 * Of a type whose details nobody tells yet: all of them are of the Nitro System, or Macs, and the user guide says what
 * these have in common. What it does not say is left out.
 */
const ofYoungTypes = (type: InstanceType): InstanceTypeInfo => ({
  SupportedUsageClasses: type.spot ? ['on-demand', 'spot'] : ['on-demand'],
  SupportedRootDeviceTypes: ['ebs'],
  SupportedVirtualizationTypes: ['hvm'],
  EbsInfo: { EbsOptimizedSupport: 'default', EncryptionSupport: 'supported', NvmeSupport: 'required' },
  NetworkInfo: { Ipv6Supported: true, EnaSupport: 'required' },
  SupportedBootModes: bootModesOf(type),
});

function bootModesOf({ architectures, bareMetal, hypervisor }: InstanceType): BootModeType[] | undefined {
  if (architectures.includes('arm64')) return ['uefi'];
  return bareMetal || hypervisor === undefined ? undefined : ['legacy-bios', 'uefi'];
}
