import type {
  _InstanceType,
  ArchitectureType,
  BootModeType,
  EbsInfo,
  InstanceStorageInfo,
  InstanceTypeHypervisor,
  InstanceTypeInfo,
  NetworkInfo,
} from '@aws-sdk/client-ec2';
import type { InstanceType } from '../../../domain/catalogue/instance-types.ts';
import { placementStrategiesOf } from '../../../domain/catalogue/placement-strategies.ts';
import { type PriceListFacts, priceListFacts } from '../../../domain/catalogue/price-list-facts.ts';

const shapes = new Map<string, InstanceTypeInfo>();

/** A type in EC2's form, made once. Members that neither the catalogue nor AWS's user guide tells are left out. */
export function instanceTypeShape(type: InstanceType): InstanceTypeInfo {
  const shape = shapes.get(type.name) ?? Object.freeze(describe(type, priceListFacts(type.name)));
  shapes.set(type.name, shape);
  return shape;
}

function describe(type: InstanceType, facts: PriceListFacts | undefined): InstanceTypeInfo {
  const isNitro = type.hypervisor !== 'xen'; // bare metal and Macs as well
  return {
    InstanceType: type.name as _InstanceType,
    CurrentGeneration: type.currentGeneration,
    FreeTierEligible: FREE_TIER.includes(type.name),
    SupportedUsageClasses: type.spot ? ['on-demand', 'spot'] : ['on-demand'],
    ...(isNitro && { SupportedRootDeviceTypes: ['ebs'], SupportedVirtualizationTypes: ['hvm'] }),
    BareMetal: type.bareMetal,
    Hypervisor: type.hypervisor as InstanceTypeHypervisor | undefined,
    ProcessorInfo: {
      SupportedArchitectures: [...type.architectures] as ArchitectureType[],
      SustainedClockSpeedInGhz: facts?.clockSpeedGHz,
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
    InstanceStorageSupported: facts && facts.disks !== undefined,
    InstanceStorageInfo: storageOf(facts, isNitro),
    EbsInfo: ebsOf(isNitro),
    NetworkInfo: networkOf(facts, isNitro),
    GpuInfo: facts?.gpus === undefined ? undefined : { Gpus: [{ Count: facts.gpus }] },
    PlacementGroupInfo: { SupportedStrategies: placementStrategiesOf(type) },
    HibernationSupported: type.hibernation,
    BurstablePerformanceSupported: type.burstable,
    DedicatedHostsSupported: type.dedicatedHosts,
    SupportedBootModes: bootModesOf(type, isNitro),
    SupportedInRegion: true,
  };
}

/** Of accounts that were made since July 2025 (user guide, Free Tier). */
const FREE_TIER = ['c7i-flex.large', 'm7i-flex.large', 't3.micro', 't3.small', 't4g.micro', 't4g.small'];

/** Machines of the Nitro System have EBS and their own disks as NVMe devices, and encrypt the latter (user guide). */
function storageOf(facts: PriceListFacts | undefined, isNitro: boolean): InstanceStorageInfo | undefined {
  if (!facts?.disks) return undefined;
  const { count, sizeGB, type, nvme } = facts.disks;
  return {
    TotalSizeInGB: count * sizeGB,
    Disks: [{ SizeInGB: sizeGB, Count: count, Type: type }],
    NvmeSupport: isNitro || nvme ? 'required' : 'unsupported',
    EncryptionSupport: isNitro || nvme ? 'required' : 'unsupported',
  };
}

const ebsOf = (isNitro: boolean): EbsInfo =>
  isNitro
    ? { EbsOptimizedSupport: 'default', EncryptionSupport: 'supported', NvmeSupport: 'required' }
    : { NvmeSupport: 'unsupported' };

const networkOf = (facts: PriceListFacts | undefined, isNitro: boolean): NetworkInfo => ({
  NetworkPerformance: facts?.networkPerformance,
  ...(isNitro && { Ipv6Supported: true, EnaSupport: 'required' }),
});

/** Nitro machines of these families have no UEFI (user guide, boot modes). */
const LEGACY_ONLY = /^(dl1|g4ad|p4|u-\d+tb1|vt1)/;

function bootModesOf(
  { architectures, bareMetal, family, hypervisor }: InstanceType,
  isNitro: boolean,
): BootModeType[] | undefined {
  if (architectures.includes('arm64')) return ['uefi'];
  if (bareMetal || hypervisor === undefined) return undefined;
  return isNitro && !LEGACY_ONLY.test(family) ? ['legacy-bios', 'uefi'] : ['legacy-bios'];
}
