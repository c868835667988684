import type { CountingType, LicenseRules, LicenseTenancy, RuleName } from './license-rules.ts';

export type LicenseStatus = 'AVAILABLE' | 'DISABLED' | 'DELETED';

/** A license configuration as a decision sees it. Counts are whole numbers of licenses. */
export interface License {
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
  readonly countingType: CountingType;
  /** Absent: unlimited. */
  readonly licenseCount: number | undefined;
  readonly hardLimit: boolean;
  readonly ruleTexts: readonly string[];
  readonly rules: LicenseRules;
  /** The ResourceType of each entry of ProductInformationList. */
  readonly productResourceTypes: readonly string[];
  /** Whether discovery unties what it does not find any more. */
  readonly disassociateWhenNotFound: boolean;
  readonly status: LicenseStatus;
  readonly consumed: number;
  /** Whether the owner has webhooks that are told of what happens to it. */
  readonly watched?: boolean;
  /** Other accounts to whose launches the license is visible. */
  readonly sharedWith: readonly string[];
}

export type Tenancy = 'default' | 'dedicated' | 'host';

/** What of a machine is counted and held against rules. `sockets` is known of machines on a Dedicated Host only. */
export interface Machine {
  readonly tenancy: Tenancy;
  /** The default number of vCPUs of the type. */
  readonly vcpus: number;
  readonly coreCount: number;
  readonly threadsPerCore: number;
  readonly sockets?: number;
}

const LICENSE_TENANCY: Record<Tenancy, LicenseTenancy> = {
  default: 'EC2-Default',
  dedicated: 'EC2-DedicatedInstance',
  host: 'EC2-DedicatedHost',
};

/** Core and Socket licenses are counted once a host; vCPU and Instance licenses by machine. */
export const countsHosts = (license: Pick<License, 'countingType'>): boolean =>
  license.countingType === 'Core' || license.countingType === 'Socket';

/** Licenses left under the count, 0 when it is passed; undefined when unlimited. */
export const licensesLeft = (license: Pick<License, 'licenseCount' | 'consumed'>): number | undefined =>
  license.licenseCount === undefined ? undefined : Math.max(0, license.licenseCount - license.consumed);

/** What blocks: the licenses left under a hard limit, and Infinity under a soft one or none. */
export const hardLicensesLeft = (license: License): number =>
  license.hardLimit ? (licensesLeft(license) ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;

/** vCPUs as this license counts them: as launched under honorVcpuOptimization, else the type's default. */
export function countedVcpus(license: Pick<License, 'countingType' | 'rules'>, machine: Machine): number {
  const optimized = license.countingType === 'vCPU' && license.rules.honorVcpuOptimization === true;
  return optimized ? machine.coreCount * machine.threadsPerCore : machine.vcpus;
}

/** How many licenses the machine itself takes; 0 where its host pays (user guide, license configurations). */
export function licensesFor(license: Pick<License, 'countingType' | 'rules'>, machine: Machine): number {
  if (license.countingType === 'vCPU') return countedVcpus(license, machine);
  return license.countingType === 'Instance' ? 1 : 0;
}

/** A rule that a machine breaks: what the rule asks and what the machine has. */
export interface RuleBreach {
  readonly rule: RuleName;
  readonly expected: string;
  readonly actual: string;
}

/**
 * The first rule that the machine breaks. Bounds accept or refuse, they never round up. Core bounds look at the
 * machine's cores and socket bounds at its host's sockets: EC2 gives instances no socket figure, and the guide's worked
 * example (8 to 16 cores, on hosts that all have more) makes sense in no other way.
 */
export function findRuleBreach(
  license: Pick<License, 'countingType' | 'rules'>,
  machine: Machine,
): RuleBreach | undefined {
  const { rules } = license;
  const tenancy = LICENSE_TENANCY[machine.tenancy];
  const allowed = countsHosts(license) ? (['EC2-DedicatedHost'] as const) : rules.allowedTenancy;
  if (allowed && !(allowed as readonly string[]).includes(tenancy))
    return { rule: 'allowedTenancy', expected: allowed.join(','), actual: tenancy };
  return (
    findBoundBreach(rules, 'Cores', machine.coreCount) ??
    findBoundBreach(rules, 'Sockets', machine.sockets) ??
    findBoundBreach(rules, 'Vcpus', countedVcpus(license, machine))
  );
}

/** The rule that a host itself breaks, whatever runs on it. It has the sockets that bounds look at, and no cores of a machine. */
export const findHostBreach = (
  { rules }: Pick<License, 'rules'>,
  { sockets }: { readonly sockets: number },
): RuleBreach | undefined => findBoundBreach(rules, 'Sockets', sockets);

function findBoundBreach(
  rules: LicenseRules,
  unit: 'Cores' | 'Sockets' | 'Vcpus',
  actual: number | undefined,
): RuleBreach | undefined {
  if (actual === undefined) return undefined;
  const [from, to] = [rules[`minimum${unit}`], rules[`maximum${unit}`]];
  if (from !== undefined && actual < from)
    return { rule: `minimum${unit}`, expected: String(from), actual: String(actual) };
  if (to !== undefined && actual > to) return { rule: `maximum${unit}`, expected: String(to), actual: String(actual) };
  return undefined;
}

/** Whether launches of an account may use the license or host resource group: its owner's, and those it is shared with. */
export const isVisibleTo = (
  { accountId: ownerId, sharedWith }: Pick<License, 'accountId' | 'sharedWith'>,
  accountId: string,
): boolean => ownerId === accountId || sharedWith.includes(accountId);
