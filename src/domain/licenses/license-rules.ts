/** How a license configuration counts. */
export type CountingType = 'vCPU' | 'Instance' | 'Core' | 'Socket';

export const COUNTING_TYPES: readonly CountingType[] = ['vCPU', 'Instance', 'Core', 'Socket'];

/** The tenancies that `allowedTenancy` names. */
export type LicenseTenancy = 'EC2-Default' | 'EC2-DedicatedHost' | 'EC2-DedicatedInstance';

const TENANCIES: readonly LicenseTenancy[] = ['EC2-Default', 'EC2-DedicatedHost', 'EC2-DedicatedInstance'];

/** The rules of a license configuration, parsed. Bounds are inclusive; an absent rule restricts nothing. */
export interface LicenseRules {
  readonly allowedTenancy?: readonly LicenseTenancy[];
  readonly licenseAffinityToHost?: number;
  readonly minimumCores?: number;
  readonly maximumCores?: number;
  readonly minimumSockets?: number;
  readonly maximumSockets?: number;
  readonly minimumVcpus?: number;
  readonly maximumVcpus?: number;
  readonly honorVcpuOptimization?: boolean;
  readonly includedStoppedInstances?: boolean;
}

export type RuleName = keyof LicenseRules;

export type ParsedRules = { ok: true; rules: LicenseRules } | { ok: false; problem: string };

/** The counting types that may carry each rule (API reference and user guide; Instance takes all bounds, as the guide says). */
const ALLOWED_FOR: Record<RuleName, readonly CountingType[]> = {
  allowedTenancy: COUNTING_TYPES,
  licenseAffinityToHost: ['Core', 'Socket'],
  minimumCores: ['Core', 'Instance'],
  maximumCores: ['Core', 'Instance'],
  minimumSockets: ['Socket', 'Instance'],
  maximumSockets: ['Socket', 'Instance'],
  minimumVcpus: ['vCPU', 'Instance'],
  maximumVcpus: ['vCPU', 'Instance'],
  honorVcpuOptimization: ['vCPU'],
  includedStoppedInstances: COUNTING_TYPES,
};

const BOUND_PAIRS = [
  ['minimumCores', 'maximumCores'],
  ['minimumSockets', 'maximumSockets'],
  ['minimumVcpus', 'maximumVcpus'],
] as const;

/**
 * Parses `#name=value` strings for one counting type, or says what is wrong with the first that is not valid.
 * Core and Socket licenses count hosts, so their only tenancy is EC2-DedicatedHost.
 */
export function parseLicenseRules(texts: readonly string[], countingType: CountingType): ParsedRules {
  const rules: Record<string, unknown> = {};
  for (const text of texts) {
    const rule = parseRule(text, countingType);
    if ('problem' in rule) return { ok: false, problem: rule.problem };
    if (rule.name in rules) return { ok: false, problem: `License rule #${rule.name} is given twice.` };
    rules[rule.name] = rule.value;
  }
  return checkTogether(rules as LicenseRules, countingType);
}

function parseRule(text: string, countingType: CountingType): { name: RuleName; value: unknown } | { problem: string } {
  const match = /^#([^=]+)=(.+)$/s.exec(text);
  if (!match) return { problem: `License rule "${text}" is not valid; the expected form is #name=value.` };
  const [, name = '', given = ''] = match;
  if (!Object.hasOwn(ALLOWED_FOR, name))
    return { problem: `License rule #${name} is unknown; the rules are ${Object.keys(ALLOWED_FOR).join(', ')}.` };
  const allowedFor = ALLOWED_FOR[name as RuleName];
  if (!allowedFor.includes(countingType))
    return {
      problem: `License rule #${name} does not apply to counting type ${countingType}; it applies to ${allowedFor.join(', ')}.`,
    };
  const parsed = parseValue(name as RuleName, given);
  return parsed.expected
    ? { problem: `License rule #${name} has value "${given}"; expected ${parsed.expected}.` }
    : { name: name as RuleName, value: parsed.value };
}

function parseValue(name: RuleName, given: string): { value?: unknown; expected?: string } {
  if (name === 'allowedTenancy') return parseTenancies(given);
  if (name === 'honorVcpuOptimization' || name === 'includedStoppedInstances') {
    const word = given.toLowerCase();
    return word === 'true' || word === 'false' ? { value: word === 'true' } : { expected: 'True or False' };
  }
  const [from, to] = name === 'licenseAffinityToHost' ? [1, 180] : [1, 10_000];
  const value = /^[0-9]{1,9}$/.test(given) ? Number(given) : Number.NaN;
  return value >= from && value <= to ? { value } : { expected: `a whole number from ${from} to ${to}` };
}

function parseTenancies(given: string): { value?: LicenseTenancy[]; expected?: string } {
  const names = given.split(',').map((name) => name.trim());
  const known = names.every((name) => (TENANCIES as readonly string[]).includes(name));
  return known && new Set(names).size === names.length
    ? { value: names as LicenseTenancy[] }
    : { expected: `a list of ${TENANCIES.join(', ')}, separated by commas, each at most once` };
}

function checkTogether(rules: LicenseRules, countingType: CountingType): ParsedRules {
  for (const [minimum, maximum] of BOUND_PAIRS) {
    const [from, to] = [rules[minimum], rules[maximum]];
    if (from !== undefined && to !== undefined && from > to)
      return { ok: false, problem: `License rule #${minimum}=${from} is above #${maximum}=${to}.` };
  }
  const countsHosts = countingType === 'Core' || countingType === 'Socket';
  if (countsHosts && rules.allowedTenancy?.some((tenancy) => tenancy !== 'EC2-DedicatedHost'))
    return {
      ok: false,
      problem: `Counting type ${countingType} counts Dedicated Hosts; #allowedTenancy can only be EC2-DedicatedHost.`,
    };
  return { ok: true, rules };
}

const AFFINITY = '#licenseAffinityToHost=';

/** The rules after an update: licenseAffinityToHost alone is added to those that are there (UpdateLicenseConfiguration). */
export const updatedRules = (before: readonly string[], given: readonly string[]): readonly string[] =>
  given.length === 1 && given[0]!.startsWith(AFFINITY) && !before.some((rule) => rule.startsWith(AFFINITY))
    ? [...before, ...given]
    : given;

const REPEAT_ALL = 'repeat all rules as they are; only #licenseAffinityToHost may be added';

/**
 * Whether an update may replace the rules: every rule stays as it was, and licenseAffinityToHost alone may be added
 * (UpdateLicenseConfiguration, LicenseRules). Undefined when it may, otherwise what is wrong.
 */
export function ruleChangeProblem(before: readonly string[], after: readonly string[]): string | undefined {
  const kept = new Set(after);
  const missing = before.find((rule) => !kept.has(rule));
  if (missing) return `License rule "${missing}" cannot be changed or removed after creation: ${REPEAT_ALL}.`;
  const known = new Set(before);
  const added = after.find((rule) => !known.has(rule) && !rule.startsWith(AFFINITY));
  return added ? `License rule "${added}" cannot be added after creation: ${REPEAT_ALL}.` : undefined;
}
