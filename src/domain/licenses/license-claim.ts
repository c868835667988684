import { licenseConfigurationArn } from '../arn.ts';
import type { Overage } from '../commands.ts';
import type { Facts } from '../facts.ts';
import type { LicenseProblem } from '../refusal.ts';
import { findRuleBreach, hardLicensesLeft, type License, licensesFor, type Machine } from './license.ts';

/** User guide, quotas. */
export const LICENSES_PER_RESOURCE = 10;

/** A number of licenses that a change asks for, of one configuration. */
export interface Claim {
  readonly license: License;
  readonly amount: number;
}

/** What stands in the way of one machine whatever the count: disabled licenses and broken rules, in the licenses' order. */
export function findTermProblems(licenses: readonly License[], machine: Machine): LicenseProblem[] {
  return licenses.flatMap((license): LicenseProblem[] => {
    if (license.status !== 'AVAILABLE') return [{ kind: 'disabled', license }];
    const breach = findRuleBreach(license, machine);
    return breach ? [{ kind: 'rule', license, breach }] : [];
  });
}

/** The claims that hard limits have no room for. Claims on one license are added up. */
export function findLimitProblems(claims: readonly Claim[]): LicenseProblem[] {
  const needed = new Map<License, number>();
  for (const { license, amount } of claims) needed.set(license, (needed.get(license) ?? 0) + amount);
  return [...needed]
    .filter(([license, amount]) => amount > 0 && amount > hardLicensesLeft(license))
    .map(([license, amount]) => ({ kind: 'limit', license, needed: amount }));
}

/** How many machines, up to `wanted`, all hard limits together have room for. */
export function fitMachines(licenses: readonly License[], machine: Machine, wanted: number): number {
  return licenses.reduce((fit, license) => {
    const each = licensesFor(license, machine);
    return each === 0 ? fit : Math.min(fit, Math.floor(hardLicensesLeft(license) / each));
  }, wanted);
}

/** The soft limits that the facts show as passed, of the licenses that a change took from. */
export function findOverages(facts: Facts, licenseIds: Iterable<string>): Overage[] {
  return [...new Set(licenseIds)].flatMap((id): Overage[] => {
    const license = facts.licenses.get(id);
    if (!license || license.licenseCount === undefined || license.consumed <= license.licenseCount) return [];
    const { name, licenseCount, consumed } = license;
    return [{ licenseId: id, licenseArn: licenseConfigurationArn(license, id), name, licenseCount, consumed }];
  });
}
