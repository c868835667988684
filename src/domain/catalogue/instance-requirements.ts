import type { InstanceType } from './instance-types.ts';
import { type PriceListFacts, priceListFacts } from './price-list-facts.ts';

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
  /** Of which the catalogue knows `gpu`. */
  readonly acceleratorTypes?: readonly string[];
}

/** A type with what the price list says of it, so far as it does. */
interface Candidate {
  readonly type: InstanceType;
  readonly facts: PriceListFacts | undefined;
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

/** Such as 10 of `Up to 10 Gigabit`; of `4x 100 Gigabit` all four. */
function bandwidthOf(text: string | undefined): number | undefined {
  const [, times, gigabits] = /^(?:Up to )?(?:(\d+)x )?([\d.]+) Gigabit/i.exec(text ?? '') ?? [];
  return gigabits === undefined ? undefined : Number(gigabits) * Number(times ?? 1);
}

const disksGB = ({ facts }: Candidate): number | undefined => facts?.disks && facts.disks.count * facts.disks.sizeGB;

/** Families of accelerated computing: of those that are younger than the price list nobody tells how many they have. */
const ACCELERATED = /^(dl|f|gr?|inf|p|trn|vt)\d/;

const acceleratorsOf = ({ type, facts }: Candidate): number | undefined =>
  facts?.gpus ?? (ACCELERATED.test(type.name) ? undefined : 0);

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
  ({ facts }, { localStorage = 'included' }) => suits(facts?.disks !== undefined, localStorage),
  ({ facts }, { localStorageTypes }) => facts?.disks === undefined || isAmong(facts.disks.type, localStorageTypes),
  (candidate, { totalLocalStorageGB }) => isIn(disksGB(candidate), totalLocalStorageGB),
  ({ facts }, { networkBandwidthGbps }) => isIn(bandwidthOf(facts?.networkPerformance), networkBandwidthGbps),
  (candidate, { acceleratorCount }) => isIn(acceleratorsOf(candidate), acceleratorCount),
  ({ facts }, { acceleratorTypes = [] }) =>
    acceleratorTypes.length === 0 || (acceleratorTypes.includes('gpu') && facts?.gpus !== undefined),
];

/** Whether a type is what the requirements ask for (CreateFleet, InstanceRequirementsRequest, in the API reference). */
export function meetsRequirements(type: InstanceType, requirements: InstanceRequirements): boolean {
  const candidate = { type, facts: priceListFacts(type.name) };
  return TESTS.every((test) => test(candidate, requirements));
}
