import type { InstanceRequirementsRequest, InstanceRequirements as KeptRequirements } from '@aws-sdk/client-ec2';
import type { InstanceRequirements, Range } from '../../../domain/catalogue/instance-requirements.ts';
import { type Constraints, findViolation } from '../../../domain/constraints.ts';
import { CommonFault, Fault } from '../../../fault.ts';

/** Those of a request, or of a launch template. */
export type GivenRequirements = Partial<InstanceRequirementsRequest> | KeptRequirements;

const CHOICE = { oneOf: ['included', 'required', 'excluded'] } as const;

const constraints: Constraints = {
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

/** No public data that packages hold tells these of types. */
const WITHOUT_FACTS = [
  ...([
    'AcceleratorManufacturers',
    'AcceleratorNames',
    'AcceleratorTotalMemoryMiB',
    'BaselineEbsBandwidthMbps',
  ] as const),
  ...(['BaselinePerformanceFactors', 'NetworkInterfaceCount', 'RequireEncryptionInTransit'] as const),
];

const RANGES = ['VCpuCount', 'MemoryMiB', 'MemoryGiBPerVCpu', 'AcceleratorCount', 'TotalLocalStorageGB'] as const;

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
  const unknown = WITHOUT_FACTS.find((member) => asksForSomething(given[member]));
  if (unknown)
    throw new Fault(
      'UnsupportedOperation',
      `Headroom has no facts about ${unknown} of instance types; leave it out of InstanceRequirements, or give instance types.`,
    );
  if (given.AllowedInstanceTypes?.length && given.ExcludedInstanceTypes?.length)
    throw new Fault(
      'InvalidParameterCombination',
      'AllowedInstanceTypes and ExcludedInstanceTypes cannot be given together.',
    );
  for (const member of [...RANGES, 'NetworkBandwidthGbps' as const]) checkRange(member, given[member]);
  return {
    vcpuCount: rangeOf(given.VCpuCount)!,
    memoryMiB: rangeOf(given.MemoryMiB)!,
    ...(given.MemoryGiBPerVCpu && { memoryGiBPerVcpu: rangeOf(given.MemoryGiBPerVCpu) }),
    ...(given.CpuManufacturers && { cpuManufacturers: given.CpuManufacturers }),
    ...(given.ExcludedInstanceTypes && { excludedInstanceTypes: given.ExcludedInstanceTypes }),
    ...(given.AllowedInstanceTypes && { allowedInstanceTypes: given.AllowedInstanceTypes }),
    ...(given.InstanceGenerations && { instanceGenerations: given.InstanceGenerations }),
    ...(given.BareMetal && { bareMetal: given.BareMetal }),
    ...(given.BurstablePerformance && { burstablePerformance: given.BurstablePerformance }),
    ...(given.RequireHibernateSupport && { requireHibernateSupport: true }),
    ...(given.LocalStorage && { localStorage: given.LocalStorage }),
    ...(given.LocalStorageTypes && { localStorageTypes: given.LocalStorageTypes }),
    ...(given.TotalLocalStorageGB && { totalLocalStorageGB: rangeOf(given.TotalLocalStorageGB) }),
    ...(given.NetworkBandwidthGbps && { networkBandwidthGbps: rangeOf(given.NetworkBandwidthGbps) }),
    ...(given.AcceleratorCount && { acceleratorCount: rangeOf(given.AcceleratorCount) }),
    ...(given.AcceleratorTypes && { acceleratorTypes: given.AcceleratorTypes }),
  };
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
