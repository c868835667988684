import { licenseConfigurationArn } from '../arn.ts';
import type { Command, Outcome } from '../commands.ts';
import type { Effect } from '../facts.ts';
import type { License } from '../licenses/license.ts';
import { amountOf, describeLicenseProblem, type LicenseProblem, nameOf } from '../refusal.ts';
import type { Alert, AlertKind } from './alert.ts';

/** What a group of commands came to. */
export interface Happened {
  /** The licenses as they were before, by id. */
  readonly before: ReadonlyMap<string, License>;
  readonly after: ReadonlyMap<string, License>;
  readonly decided: readonly {
    readonly command: Command;
    readonly outcome: Outcome;
    readonly effects: readonly Effect[];
  }[];
  /** The percentages of a limit that are near it, in rising order. */
  readonly thresholds: readonly number[];
}

/** What people are to be told of a group of commands; nothing where no limit is crossed and nothing is refused. */
export function findAlerts(happened: Happened): Alert[] {
  const { before, after, decided, thresholds } = happened;
  const alerts: Alert[] = [];
  for (const [id, license] of after) {
    const was = before.get(id);
    if (was && was !== license) alerts.push(...findCrossing(was, license, { thresholds, decided }));
  }
  for (const { command, outcome } of decided)
    if (!outcome.ok && outcome.refusal.kind === 'licenses' && !('dryRun' in command && command.dryRun))
      for (const problem of outcome.refusal.problems) alerts.push(...refusalAlert(problem, outcome.refusal.what));
  return alerts;
}

const OVER = Number.POSITIVE_INFINITY;

/** How near its limit a license is: over it, or the highest threshold that it has reached, or 0. */
function levelOf({ licenseCount, consumed, status }: License, thresholds: readonly number[]): number {
  if (licenseCount === undefined || status === 'DELETED') return 0;
  if (consumed > licenseCount) return OVER;
  return thresholds.findLast((percent) => consumed > 0 && consumed * 100 >= percent * licenseCount) ?? 0;
}

function findCrossing(
  was: License,
  license: License,
  { thresholds, decided }: Pick<Happened, 'thresholds' | 'decided'>,
): Alert[] {
  const [from, to] = [levelOf(was, thresholds), levelOf(license, thresholds)];
  if (from === to || (to < from && from !== OVER)) return [];
  const uses = `${nameOf(license)} uses ${license.consumed} of ${amountOf(license.licenseCount ?? 0, license.countingType)}`;
  if (to === OVER) {
    const over = license.consumed - license.licenseCount!;
    return isObserved(license, decided)
      ? [licenseAlert('OverageDiscovered', license, `${uses}: discovery found ${over} more than there are.`)]
      : [licenseAlert('LimitExceeded', license, `${uses}: the limit is exceeded by ${over}.`)];
  }
  if (from === OVER)
    return [licenseAlert('LimitNoLongerExceeded', license, `${uses}: the limit is exceeded no longer.`)];
  return [licenseAlert('LimitNear', license, `${uses}: ${to} % of the limit are reached.`, { threshold: to })];
}

const isObserved = ({ id }: License, decided: Happened['decided']): boolean =>
  decided.some(({ effects }) =>
    effects.some((effect) => effect.kind === 'consume' && effect.licenseId === id && effect.observed),
  );

/** Who is refused reads why; those whose license it is are told, too. */
function refusalAlert(problem: LicenseProblem, what: string): Alert[] {
  const { license } = problem;
  const message = describeLicenseProblem(problem, what);
  if (problem.kind === 'limit') return [licenseAlert('HardLimitRefused', license, message, { needed: problem.needed })];
  if (problem.kind === 'rule') return [licenseAlert('RuleViolated', license, message, { ...problem.breach })];
  return [];
}

export const licenseAlert = (
  kind: AlertKind,
  license: License,
  message: string,
  more: Readonly<Record<string, unknown>> = {},
): Alert => {
  const { accountId, region, id, name, countingType, licenseCount, hardLimit, consumed } = license;
  const subject = licenseConfigurationArn(license, id);
  const figures = {
    licenseCountingType: countingType,
    licenseCount,
    licenseCountHardLimit: hardLimit,
    consumedLicenses: consumed,
  };
  const detail = { licenseConfigurationArn: subject, licenseConfigurationName: name, ...figures, ...more };
  return { kind, accountId, region, subject, message, detail };
};
