import type { LicenseConfiguration } from '@aws-sdk/client-license-manager';
import { type Usage, type UsageState, unitOf, usageOf } from '../../parts/usage.ts';
import { productsOf } from '../licenses/licenses.ts';

// What the dashboard shows of all licenses: sums and orders, no rules.

export interface LicenseUsage {
  readonly license: LicenseConfiguration;
  readonly usage: Usage;
}

/** Licenses with the one that is nearest to its limit, or furthest over it, in front; those without a limit at the end. */
export function byPressure(licenses: readonly LicenseConfiguration[]): LicenseUsage[] {
  const used = licenses.map((license) => ({ license, usage: usageOf(license) }));
  return used.sort((a, b) => (b.usage.percent ?? -1) - (a.usage.percent ?? -1) || b.usage.used - a.usage.used);
}

export function countByState(licenses: readonly LicenseUsage[]): Record<UsageState, number> {
  const counts = { over: 0, full: 0, near: 0, within: 0, unlimited: 0 };
  for (const { usage } of licenses) counts[usage.state]++;
  return counts;
}

/** Whether somebody should look at it. A license of which nothing is used is at its limit only when that is 0. */
export const needsAttention = ({ usage: { state, used } }: LicenseUsage): boolean =>
  state === 'over' || state === 'near' || (state === 'full' && used > 0);

export interface Expiring extends LicenseUsage {
  /** Until its agreement ends, rounded up; none left where it has. */
  readonly days: number;
}

/** When people are told first that an agreement ends (docs/alerts.md). */
const TOLD_DAYS = 120;
const DAY_MS = 86_400_000;

/** Licenses whose agreement has ended or ends soon, that which ends first in front. */
export function expiringOf(licenses: readonly LicenseUsage[], now: number): Expiring[] {
  const ending = licenses.flatMap((one): Expiring[] => {
    const { LicenseExpiry: seconds } = one.license;
    if (seconds === undefined) return [];
    const days = Math.max(0, Math.ceil((seconds * 1000 - now) / DAY_MS));
    return days <= TOLD_DAYS ? [{ ...one, days }] : [];
  });
  return ending.sort((a, b) => a.license.LicenseExpiry! - b.license.LicenseExpiry!);
}

export interface Group {
  readonly name: string;
  readonly unit: string;
  readonly used: number;
  /** The limits of those that have one, together. */
  readonly limit: number;
  readonly licenses: number;
}

/** What is used of what, by a name that licenses have, for each way of counting: vCPUs and sockets have no sum. */
function groupBy(
  licenses: readonly LicenseConfiguration[],
  partsOf: (license: LicenseConfiguration) => readonly { name: string; used: number }[],
): Group[] {
  const groups = new Map<string, Group>();
  for (const license of licenses) {
    const unit = unitOf(license.LicenseCountingType);
    for (const { name, used } of partsOf(license)) {
      const before = groups.get(`${unit} ${name}`) ?? { name, unit, used: 0, limit: 0, licenses: 0 };
      groups.set(`${unit} ${name}`, {
        ...before,
        used: before.used + used,
        limit: before.limit + (license.LicenseCount ?? 0),
        licenses: before.licenses + 1,
      });
    }
  }
  return [...groups.values()].sort((a, b) => b.used - a.used || a.name.localeCompare(b.name));
}

const usedOf = ({ ConsumedLicenses: used = 0 }: LicenseConfiguration): number => used;

export const byProduct = (licenses: readonly LicenseConfiguration[]): Group[] =>
  groupBy(licenses, (license) => productsOf(license).map((name) => ({ name, used: usedOf(license) })));

export const byAccount = (licenses: readonly LicenseConfiguration[]): Group[] =>
  groupBy(licenses, (license) => [{ name: license.OwnerAccountId ?? '', used: usedOf(license) }]);

export const byResourceType = (licenses: readonly LicenseConfiguration[]): Group[] =>
  groupBy(licenses, ({ ConsumedLicenseSummaryList: list = [] }) =>
    list.flatMap(({ ResourceType: name = '', ConsumedLicenses: used = 0 }) => (used > 0 ? [{ name, used }] : [])),
  );
