import type {
  _InstanceType,
  ArchitectureType,
  DescribeInstanceTypesRequest,
  DescribeInstanceTypesResult,
  InstanceTypeHypervisor,
  InstanceTypeInfo,
} from '@aws-sdk/client-ec2';
import { allInstanceTypes, findInstanceType, type InstanceType } from '../../../domain/catalogue/instance-types.ts';
import type { Accessors } from '../../../domain/filters.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { filterItems } from '../listing/filter-items.ts';
import { pageItems } from '../listing/page-items.ts';

export const describeInstanceTypes: Operation<DescribeInstanceTypesRequest, DescribeInstanceTypesResult> = {
  constraints: {
    InstanceTypes: { items: [0, 100] },
    MaxResults: { range: [5, 100], integer: true },
  },

  async handle(request) {
    const { InstanceTypes: names, Filters: filters } = request;
    if (names?.length && request.MaxResults !== undefined)
      throw new Fault('InvalidParameterCombination', 'MaxResults cannot be given together with instance types.');
    const types = await filterItems(names?.length ? namedTypes(names) : allInstanceTypes(), filters, { accessors });
    const paging = { operation: 'DescribeInstanceTypes', keyOf, keyParts: 1, defaultLimit: 100 };
    const { items, nextToken } = pageItems(types, request, paging);
    return { InstanceTypes: items.map(describe), NextToken: nextToken };
  },
};

// The filters that the catalogue has facts for; AWS has more, on storage, network and accelerators.
const accessors: Accessors<InstanceType> = {
  'bare-metal': (type) => type.bareMetal,
  'burstable-performance-supported': (type) => type.burstable,
  'current-generation': (type) => type.currentGeneration,
  'dedicated-hosts-supported': (type) => type.dedicatedHosts,
  'hibernation-supported': (type) => type.hibernation,
  hypervisor: (type) => type.hypervisor,
  'instance-type': (type) => type.name,
  'memory-info.size-in-mib': (type) => type.memoryMiB,
  'processor-info.manufacturer': (type) => type.manufacturer,
  'processor-info.supported-architecture': (type) => type.architectures,
  'supported-usage-class': usageClasses,
  'vcpu-info.default-cores': (type) => type.cores,
  'vcpu-info.default-threads-per-core': (type) => type.threadsPerCore,
  'vcpu-info.default-vcpus': (type) => type.vcpus,
  'vcpu-info.valid-cores': (type) => type.validCores,
  'vcpu-info.valid-threads-per-core': (type) => type.validThreadsPerCore,
};

const keyOf = (type: InstanceType) => [type.name];

function namedTypes(names: readonly string[]): InstanceType[] {
  const unknown = names.filter((name) => !findInstanceType(name));
  if (unknown.length > 0)
    throw new Fault(
      'InvalidInstanceType',
      `The following supplied instance types do not exist: [${unknown.join(', ')}]`,
    );
  return [...new Set(names)].sort().map((name) => findInstanceType(name)!);
}

function usageClasses(type: InstanceType): ('on-demand' | 'spot')[] {
  return type.spot ? ['on-demand', 'spot'] : ['on-demand'];
}

function describe(type: InstanceType): InstanceTypeInfo {
  return {
    InstanceType: type.name as _InstanceType,
    CurrentGeneration: type.currentGeneration,
    SupportedUsageClasses: usageClasses(type),
    BareMetal: type.bareMetal,
    Hypervisor: type.hypervisor as InstanceTypeHypervisor | undefined,
    ProcessorInfo: {
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
    HibernationSupported: type.hibernation,
    BurstablePerformanceSupported: type.burstable,
    DedicatedHostsSupported: type.dedicatedHosts,
    SupportedInRegion: true,
  };
}
