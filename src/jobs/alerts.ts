import type { Kysely } from 'kysely';
import type { Alert } from '../domain/alerts/alert.ts';
import { licenseConfigurationArn, reportGeneratorArn } from '../domain/arn.ts';
import {
  deleteOldAlerts,
  type Expiring,
  raiseAlerts,
  type Silent,
  sayDigests,
  takeExpiring,
  takeSilent,
} from '../store/alert.ts';
import type { DB } from '../store/schema.ts';
import { inPortions } from './in-portions.ts';
import type { JobContext } from './job-context.ts';
import { every, type Schedule } from './schedule.ts';

const HOUR_MS = 3_600_000;
const EXPIRY_MS = 10 * 60_000;
const DIGEST_MS = 10_000;
const ALERTS_KEPT_MS = 365 * 24 * HOUR_MS;
const AT_ONCE = 500;

/** Days before a license ends on which people are told (License Manager user guide). */
const MARKS = [0, 30, 60, 90, 120];

/** Starts to tell of what only the clock brings about. Any number of servers may do it. */
export function startAlerting({ db, log }: JobContext): Schedule {
  const schedules = [
    every(DIGEST_MS, { name: 'sum up alerts', log, work: () => inPortions(db, AT_ONCE, sayDigests) }),
    every(EXPIRY_MS, { name: 'tell of licenses that end', log, firstAfterMs: 60_000, work: () => tellOfExpiring(db) }),
    every(HOUR_MS, {
      name: 'forget old alerts',
      log,
      work: () => db.transaction().execute((trx) => deleteOldAlerts(trx, new Date(Date.now() - ALERTS_KEPT_MS))),
    }),
  ];
  return {
    stop: async () => {
      await Promise.all(schedules.map((schedule) => schedule.stop()));
    },
  };
}

/** Tells of each license that ends once for every mark; of marks that passed meanwhile the last alone. */
export const tellOfExpiring = (db: Kysely<DB>): Promise<void> =>
  inPortions(db, AT_ONCE, async (trx, some) => {
    const expiring = await takeExpiring(trx, MARKS, some);
    await raiseAlerts(trx, expiring.map(expiryAlert), new Date());
    return expiring.length;
  });

function expiryAlert({ accountId, region, id, name, expiry, days }: Expiring): Alert {
  const subject = licenseConfigurationArn({ accountId, region }, id);
  const at = new Date(expiry * 1000).toISOString();
  const named = `License configuration ${id} ("${name}")`;
  return {
    ...{ kind: 'LicenseExpiring', accountId, region, subject },
    message: days > 0 ? `${named} expires in ${days} days, at ${at}.` : `${named} expired at ${at}.`,
    detail: { licenseConfigurationArn: subject, licenseConfigurationName: name, licenseExpiry: at, daysLeft: days },
  };
}

/** Tells once of servers that hold licenses and are heard of no more. */
export const tellOfSilent = (db: Kysely<DB>, ids: readonly string[], now: Date): Promise<void> =>
  db.transaction().execute(async (trx) => raiseAlerts(trx, (await takeSilent(trx, ids)).map(silenceAlert), now));

/** All of an account are one subject: where a network fails, many fall silent at once. */
function silenceAlert({ id, accountId, region, lastPingAt }: Silent): Alert {
  const managed = `arn:aws:ssm:${region}:${accountId}:managed-instance`;
  const at = lastPingAt.toISOString();
  return {
    ...{ kind: 'ServerSilent', accountId, region, subject: `${managed}/*` },
    message: `The server ${id}, which holds licenses, was last heard of at ${at}.`,
    detail: { resourceArn: `${managed}/${id}`, lastPingAt: at },
  };
}

/** A report that cannot be made, when it failed for the first time. */
export const reportAlert = (
  report: { id: string; name: string; accountId: string; region: string },
  reason: string,
): Alert => {
  const { accountId, region, id, name } = report;
  const subject = reportGeneratorArn(report, id);
  return {
    ...{ kind: 'ReportFailed', accountId, region, subject },
    message: `The report ${name} cannot be made: ${reason}. It is tried again until it can.`,
    detail: { reportGeneratorArn: subject, reportGeneratorName: name, reason },
  };
};
