// The rules that a license can have, as the form offers and explains them (AWS License Manager User Guide, "License
// rules"). Whether a rule is allowed is the server's to say; `countingTypes` only keeps the form from offering what never is.

export type CountingType = 'vCPU' | 'Core' | 'Socket' | 'Instance';

export const COUNTING_TYPES: readonly {
  readonly value: CountingType;
  readonly label: string;
  readonly description: string;
}[] = [
  { value: 'vCPU', label: 'vCPUs', description: 'Each machine takes as many as its type has vCPUs.' },
  { value: 'Core', label: 'Cores', description: 'Each Dedicated Host that is used takes its physical cores, once.' },
  { value: 'Socket', label: 'Sockets', description: 'Each Dedicated Host that is used takes its sockets, once.' },
  { value: 'Instance', label: 'Instances', description: 'Each machine takes one.' },
];

export interface RuleField {
  readonly name: string;
  readonly label: string;
  readonly explanation: string;
  readonly kind: 'tenancies' | 'number' | 'flag';
  readonly countingTypes: readonly CountingType[];
}

const ALL: readonly CountingType[] = ['vCPU', 'Core', 'Socket', 'Instance'];

const bounds = (thing: string, name: string, countingTypes: readonly CountingType[], of: string): RuleField[] => [
  {
    name: `minimum${name}`,
    label: `Minimum ${thing}`,
    explanation: `A launch with fewer ${thing} ${of} is refused. The count is not rounded up.`,
    kind: 'number',
    countingTypes,
  },
  {
    name: `maximum${name}`,
    label: `Maximum ${thing}`,
    explanation: `A launch with more ${thing} ${of} is refused.`,
    kind: 'number',
    countingTypes,
  },
];

export const RULE_FIELDS: readonly RuleField[] = [
  {
    name: 'allowedTenancy',
    label: 'Allowed tenancy',
    explanation:
      'Where machines may run: on shared hardware, on Dedicated Hosts, or as Dedicated Instances. Anything else is refused.',
    kind: 'tenancies',
    countingTypes: ALL,
  },
  ...bounds('vCPUs', 'Vcpus', ['vCPU', 'Instance'], 'a machine'),
  ...bounds('cores', 'Cores', ['Core', 'Instance'], 'a machine'),
  ...bounds('sockets', 'Sockets', ['Socket', 'Instance'], 'a host'),
  {
    name: 'licenseAffinityToHost',
    label: 'License affinity to host (days)',
    explanation:
      'A host that took licenses keeps them for so many days, from 1 to 180, also when no machine is left on it.',
    kind: 'number',
    countingTypes: ['Core', 'Socket'],
  },
  {
    name: 'honorVcpuOptimization',
    label: 'Count optimized vCPUs',
    explanation: 'A machine that is launched with fewer cores or threads takes only these, not what its type has.',
    kind: 'flag',
    countingTypes: ['vCPU'],
  },
  {
    name: 'includedStoppedInstances',
    label: 'Count stopped instances',
    explanation: 'A machine that is stopped keeps its licenses. Without this rule it gives them back.',
    kind: 'flag',
    countingTypes: ALL,
  },
];

export const TENANCIES = [
  { value: 'EC2-Default', label: 'Shared' },
  { value: 'EC2-DedicatedHost', label: 'Dedicated Host' },
  { value: 'EC2-DedicatedInstance', label: 'Dedicated Instance' },
];

const RULE = /^#([^=]+)=(.*)$/s;

/** Values by the names of rules, of `#name=value` strings. */
export function readRules(texts: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => RULE.exec(text)).flatMap((match) => (match ? [[match[1], match[2]]] : [])),
  );
}

/** The rules that are given and that the counting type can have. */
export const writeRules = (rules: Readonly<Record<string, string>>, type: CountingType): string[] =>
  RULE_FIELDS.filter(({ name, countingTypes }) => rules[name] && countingTypes.includes(type)).map(
    ({ name }) => `#${name}=${rules[name]}`,
  );

/** A rule in words: "Minimum vCPUs: 4". */
export function describeRule(text: string): {
  readonly label: string;
  readonly value: string;
  readonly explanation: string;
} {
  const [, name = text, value = ''] = RULE.exec(text) ?? [];
  const field = RULE_FIELDS.find((known) => known.name === name);
  return { label: field?.label ?? name, value: tenancyNames(value), explanation: field?.explanation ?? '' };
}

const tenancyNames = (value: string): string =>
  value
    .split(',')
    .map((word) => TENANCIES.find((tenancy) => tenancy.value === word.trim())?.label ?? word)
    .join(', ');
