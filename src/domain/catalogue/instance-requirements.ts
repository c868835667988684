import { acceleratorsOf } from './accelerators.ts';
import { type InstanceTypeDetails, instanceTypeDetails } from './instance-type-details.ts';
import type { InstanceType } from './instance-types.ts';

/** From and to, both of it; absent: no bound. */
export interface Range {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

type Choice = 'included' | 'required' | 'excluded';

/** What attribute-based instance type selection asks of a type; what is absent asks nothing but for the defaults that EC2 documents. */
export interface InstanceRequirements {
  readonly vcpuCount: Range;
  readonly memoryMiB: Range;
  readonly memoryGiBPerVcpu?: Range;
  /** EC2's words, such as `amazon-web-services`. */
  readonly cpuManufacturers?: readonly string[];
  /** Names with * in them; one of the two at the most. */
  readonly excludedInstanceTypes?: readonly string[];
  readonly allowedInstanceTypes?: readonly string[];
  readonly instanceGenerations?: readonly string[];
  /** Without it: excluded. */
  readonly bareMetal?: Choice;
  /** Without it: excluded. */
  readonly burstablePerformance?: Choice;
  readonly requireHibernateSupport?: boolean;
  /** Without it: included. */
  readonly localStorage?: Choice;
  readonly localStorageTypes?: readonly string[];
  readonly totalLocalStorageGB?: Range;
  readonly networkBandwidthGbps?: Range;
  /** A maximum of 0 leaves out the types with accelerators. */
  readonly acceleratorCount?: Range;
  /** EC2's words, such as `inference`, `nvidia` and `radeon-pro-v520`. */
  readonly acceleratorTypes?: readonly string[];
  readonly acceleratorManufacturers?: readonly string[];
  readonly acceleratorNames?: readonly string[];
  readonly acceleratorMemoryMiB?: Range;
  readonly baselineEbsBandwidthMbps?: Range;
  readonly networkInterfaceCount?: Range;
  readonly requireEncryptionInTransit?: boolean;
}

/** A type with its details; one whose details nobody tells yet is chosen where nothing is asked of them. */
interface Candidate {
  readonly type: InstanceType;
  readonly details: InstanceTypeDetails | undefined;
}

type Test = (candidate: Candidate, requirements: InstanceRequirements) => boolean;

const MANUFACTURERS: Readonly<Record<string, string>> = {
  Intel: 'intel',
  AMD: 'amd',
  AWS: 'amazon-web-services',
  Apple: 'apple',
};

/** A fact that nobody tells is in no range. */
const isIn = (value: number | undefined, { min, max }: Range = {}): boolean =>
  (min === undefined && max === undefined) ||
  (value !== undefined && value >= (min ?? value) && value <= (max ?? value));

/** An empty list asks nothing. */
const isAmong = (value: string | undefined, list: readonly string[] = []): boolean =>
  list.length === 0 || (value !== undefined && list.includes(value));

const suits = (has: boolean, choice: Choice): boolean => choice === 'included' || has === (choice === 'required');

/** EC2's only wildcard here is the asterisk. */
const isLike = (name: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => {
    const parts = pattern.split('*');
    const [first, last] = [parts[0]!, parts.at(-1)!];
    if (parts.length === 1) return name === pattern;
    if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
    let at = first.length;
    for (const part of parts.slice(1, -1)) {
      const found = name.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= name.length - last.length;
  });

const bandwidthOf = ({ details }: Candidate): number | undefined =>
  details?.NetworkInfo.NetworkCards.reduce((sum, { PeakBandwidthInGbps }) => sum + PeakBandwidthInGbps, 0);

/** Of machines without disks nobody asks what kind they are. */
const hasDiskOf = ({ details }: Candidate, types: readonly string[] = []): boolean =>
  types.length === 0 || (details?.InstanceStorageInfo?.Disks.every(({ Type }) => types.includes(Type)) ?? true);

/** No more than a count of accelerators is known of young types: none outside the families of accelerated computing. */
const ACCELERATED = /^(dl|f|gr?|inf|p|trn|vt)\d/;

const acceleratorCountOf = ({ type, details }: Candidate): number | undefined =>
  details || !ACCELERATED.test(type.name)
    ? acceleratorsOf(details).reduce((sum, { count }) => sum + count, 0)
    : undefined;

const hasAccelerator = (
  { details }: Candidate,
  member: 'type' | 'manufacturer' | 'name',
  list: readonly string[] = [],
): boolean => list.length === 0 || acceleratorsOf(details).some((accelerator) => list.includes(accelerator[member]));

const TESTS: readonly Test[] = [
  ({ type }, { vcpuCount }) => isIn(type.vcpus, vcpuCount),
  ({ type }, { memoryMiB }) => isIn(type.memoryMiB, memoryMiB),
  ({ type }, { memoryGiBPerVcpu }) => isIn(type.memoryMiB / 1024 / type.vcpus, memoryGiBPerVcpu),
  ({ type }, { cpuManufacturers }) => isAmong(MANUFACTURERS[type.manufacturer], cpuManufacturers),
  ({ type }, { excludedInstanceTypes = [] }) => !isLike(type.name, excludedInstanceTypes),
  ({ type }, { allowedInstanceTypes = [] }) =>
    allowedInstanceTypes.length === 0 || isLike(type.name, allowedInstanceTypes),
  ({ type }, { instanceGenerations }) => isAmong(type.currentGeneration ? 'current' : 'previous', instanceGenerations),
  ({ type }, { bareMetal = 'excluded' }) => suits(type.bareMetal, bareMetal),
  ({ type }, { burstablePerformance = 'excluded' }) => suits(type.burstable, burstablePerformance),
  ({ type }, { requireHibernateSupport }) => !requireHibernateSupport || type.hibernation,
  ({ details }, { localStorage = 'included' }) => suits(details?.InstanceStorageInfo !== undefined, localStorage),
  (candidate, { localStorageTypes }) => hasDiskOf(candidate, localStorageTypes),
  ({ details }, { totalLocalStorageGB }) => isIn(details?.InstanceStorageInfo?.TotalSizeInGB, totalLocalStorageGB),
  (candidate, { networkBandwidthGbps }) => isIn(bandwidthOf(candidate), networkBandwidthGbps),
  ({ details }, { networkInterfaceCount }) =>
    isIn(details?.NetworkInfo.MaximumNetworkInterfaces, networkInterfaceCount),
  ({ details }, { requireEncryptionInTransit }) =>
    !requireEncryptionInTransit || details?.NetworkInfo.EncryptionInTransitSupported === true,
  ({ details }, { baselineEbsBandwidthMbps }) =>
    isIn(details?.EbsInfo.EbsOptimizedInfo?.BaselineBandwidthInMbps, baselineEbsBandwidthMbps),
  (candidate, { acceleratorCount }) => isIn(acceleratorCountOf(candidate), acceleratorCount),
  (candidate, { acceleratorTypes }) => hasAccelerator(candidate, 'type', acceleratorTypes),
  (candidate, { acceleratorManufacturers }) => hasAccelerator(candidate, 'manufacturer', acceleratorManufacturers),
  (candidate, { acceleratorNames }) => hasAccelerator(candidate, 'name', acceleratorNames),
  ({ details }, { acceleratorMemoryMiB }) =>
    isIn(details && acceleratorsOf(details).reduce((sum, { memoryMiB }) => sum + memoryMiB, 0), acceleratorMemoryMiB),
];

/** Whether a type is what the requirements ask for (CreateFleet, InstanceRequirementsRequest, in the API reference). */
export function meetsRequirements(type: InstanceType, requirements: InstanceRequirements): boolean {
  const candidate = { type, details: instanceTypeDetails(type.name) };
  return TESTS.every((test) => test(candidate, requirements));
}
