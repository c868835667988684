import type { InstanceRequirementsRequest, InstanceRequirements as KeptRequirements } from '@aws-sdk/client-ec2';
import type { InstanceRequirements, Range } from '../../../domain/catalogue/instance-requirements.ts';
import { type Constraints, findViolation } from '../../../domain/constraints.ts';
import { CommonFault, Fault } from '../../../fault.ts';

/** Those of a request, or of a launch template. */
export type GivenRequirements = Partial<InstanceRequirementsRequest> | KeptRequirements;

const CHOICE = { oneOf: ['included', 'required', 'excluded'] } as const;

const constraints: Constraints = {
  'AcceleratorManufacturers[]': { oneOf: ['amazon-web-services', 'amd', 'habana', 'nvidia', 'xilinx'] },
  'AcceleratorTypes[]': { oneOf: ['gpu', 'fpga', 'inference', 'media'] },
  AllowedInstanceTypes: { items: [0, 400] },
  BareMetal: CHOICE,
  BurstablePerformance: CHOICE,
  'CpuManufacturers[]': { oneOf: ['intel', 'amd', 'amazon-web-services', 'apple'] },
  ExcludedInstanceTypes: { items: [0, 400] },
  'AllowedInstanceTypes[]': { length: [1, 30] },
  'ExcludedInstanceTypes[]': { length: [1, 30] },
  'InstanceGenerations[]': { oneOf: ['current', 'previous'] },
  LocalStorage: CHOICE,
  'LocalStorageTypes[]': { oneOf: ['hdd', 'ssd'] },
};

const RANGES = {
  VCpuCount: 'vcpuCount',
  MemoryMiB: 'memoryMiB',
  MemoryGiBPerVCpu: 'memoryGiBPerVcpu',
  AcceleratorCount: 'acceleratorCount',
  AcceleratorTotalMemoryMiB: 'acceleratorMemoryMiB',
  BaselineEbsBandwidthMbps: 'baselineEbsBandwidthMbps',
  NetworkBandwidthGbps: 'networkBandwidthGbps',
  NetworkInterfaceCount: 'networkInterfaceCount',
  TotalLocalStorageGB: 'totalLocalStorageGB',
} as const satisfies Partial<Record<keyof GivenRequirements, keyof InstanceRequirements>>;

const CHOICES = {
  AcceleratorManufacturers: 'acceleratorManufacturers',
  AcceleratorNames: 'acceleratorNames',
  AcceleratorTypes: 'acceleratorTypes',
  AllowedInstanceTypes: 'allowedInstanceTypes',
  BareMetal: 'bareMetal',
  BurstablePerformance: 'burstablePerformance',
  CpuManufacturers: 'cpuManufacturers',
  ExcludedInstanceTypes: 'excludedInstanceTypes',
  InstanceGenerations: 'instanceGenerations',
  LocalStorage: 'localStorage',
  LocalStorageTypes: 'localStorageTypes',
  RequireEncryptionInTransit: 'requireEncryptionInTransit',
  RequireHibernateSupport: 'requireHibernateSupport',
} as const satisfies Partial<Record<keyof GivenRequirements, keyof InstanceRequirements>>;

/**
 * What requirements ask of types. Prices follow from vCPUs alone here, so that price protection is taken and does nothing.
 * Faults for what is missing, contradicts itself, or asks for facts that Headroom has not.
 */
export function requirementsOf(given: GivenRequirements): InstanceRequirements {
  const violation = findViolation(constraints, given);
  if (violation) throw new Fault('InvalidParameterValue', `InstanceRequirements: ${violation.message}`);
  for (const member of ['VCpuCount', 'MemoryMiB'] as const)
    if (given[member]?.Min === undefined)
      throw new CommonFault(
        'MissingMember',
        `The request must contain the parameter InstanceRequirements.${member}.Min`,
      );
  if (asksForSomething(given.BaselinePerformanceFactors))
    throw new Fault(
      'UnsupportedOperation',
      'Headroom has no facts about BaselinePerformanceFactors of instance types; leave it out of InstanceRequirements, or give instance types.',
    );
  if (given.AllowedInstanceTypes?.length && given.ExcludedInstanceTypes?.length)
    throw new Fault(
      'InvalidParameterCombination',
      'AllowedInstanceTypes and ExcludedInstanceTypes cannot be given together.',
    );
  const ranges = Object.entries(RANGES).map(([member, name]) => {
    const range = given[member as keyof typeof RANGES];
    checkRange(member, range);
    return [name, rangeOf(range)];
  });
  const choices = Object.entries(CHOICES).flatMap(([member, name]) => {
    const choice = given[member as keyof typeof CHOICES];
    return choice === undefined ? [] : [[name, choice]];
  });
  return Object.fromEntries([...ranges, ...choices]) as unknown as InstanceRequirements;
}

interface GivenRange {
  readonly Min?: number | undefined;
  readonly Max?: number | undefined;
}

const rangeOf = ({ Min: min, Max: max }: GivenRange = {}): Range => ({
  ...(min !== undefined && { min }),
  ...(max !== undefined && { max }),
});

function checkRange(member: string, { Min = 0, Max = Number.POSITIVE_INFINITY }: GivenRange = {}): void {
  if (Min >= 0 && Min <= Max) return;
  throw new Fault(
    'InvalidParameterValue',
    `InstanceRequirements.${member}: the minimum ${Min} is below 0 or above the maximum ${Max}.`,
  );
}

/** An empty list, false and a range from 0 ask nothing. */
function asksForSomething(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(asksForSomething);
  return Boolean(value);
}
