import type { Kysely } from 'kysely';
import { recount } from '../ledger/recount.ts';
import { systemActor } from '../ledger/system-actor.ts';
import { deleteExpiredRecords } from '../store/ec2-record.ts';
import { deleteEndedFleets } from '../store/fleet.ts';
import { deleteTokens } from '../store/idempotency-token.ts';
import { deleteImportTasks } from '../store/import-image-task.ts';
import { deleteTerminatedInstances } from '../store/instance.ts';
import { deleteFailures } from '../store/license-operation-failure.ts';
import { deleteUsageMinutes } from '../store/license-usage.ts';
import { deleteAlarmHistory } from '../store/metric-alarm.ts';
import type { DB } from '../store/schema.ts';
import { deleteUnusedNames } from '../store/software.ts';
import { deleteEndedSpotRequests } from '../store/spot-request.ts';
import { listForgottenImages } from '../views/ec2/images.ts';
import { dropTrail } from './drop-trail.ts';
import { endLapsedCheckouts } from './end-checkouts.ts';
import { forgetIssued } from './forget-issued.ts';
import { inPortions } from './in-portions.ts';
import type { JobContext } from './job-context.ts';
import { every, type Schedule } from './schedule.ts';
import { forgetHosts, settleHosts } from './settle-hosts.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const IMAGE_SWEEP_MS = 8 * HOUR_MS;
const INSTANCE_SWEEP_MS = 5 * MINUTE_MS;
/** Until the first runs, so that a start is not slowed by what has waited for hours. */
const AFTER_START_MS = MINUTE_MS;

/** EC2 shows a terminated machine for about an hour, and a released host. */
const TERMINATED_KEPT_MS = HOUR_MS;
const TOKENS_KEPT_MS = 48 * HOUR_MS;
/** EC2 shows an import for seven days after it ended. */
const IMPORTS_KEPT_MS = 7 * 24 * HOUR_MS;
/** EC2 shows fleets and Spot requests for about two days after they ended. */
const REQUESTS_KEPT_MS = 48 * HOUR_MS;
/** CloudWatch keeps minutes for fifteen days; usage is kept by the hour and the day for ever. */
const MINUTES_KEPT_MS = 15 * 24 * HOUR_MS;
const FAILURES_KEPT_MS = 90 * 24 * HOUR_MS;
/** CloudWatch shows what became of an alarm for thirty days. */
const ALARM_HISTORY_KEPT_MS = 30 * 24 * HOUR_MS;
/** Of one statement. */
const ROWS_AT_ONCE = 10_000;

/** Starts the background work that clears away what nobody needs any more, and watches the counters. */
export function startSweeping(context: JobContext): Schedule {
  const { db, log, trailDays } = context;
  const firstAfterMs = AFTER_START_MS;
  const hourly = (name: string, work: () => Promise<unknown>) => every(HOUR_MS, { name, log, firstAfterMs, work });
  const ago = (ms: number): Date => new Date(Date.now() - ms);
  const schedules = [
    every(IMAGE_SWEEP_MS, { name: 'forget images', log, firstAfterMs, work: () => forgetImages(context) }),
    every(INSTANCE_SWEEP_MS, {
      name: 'delete terminated instances',
      log,
      firstAfterMs,
      work: () => db.transaction().execute((trx) => deleteTerminatedInstances(trx, ago(TERMINATED_KEPT_MS))),
    }),
    every(MINUTE_MS, { name: 'settle hosts', log, work: () => settleHosts(context) }),
    every(MINUTE_MS, { name: 'end lapsed checkouts', log, work: () => endLapsedCheckouts(db) }),
    every(INSTANCE_SWEEP_MS, {
      name: 'delete released hosts',
      log,
      firstAfterMs,
      work: () => forgetHosts(db, ago(TERMINATED_KEPT_MS)),
    }),
    hourly('delete old records', () =>
      deleteOldRecords(db, { tokensBefore: ago(TOKENS_KEPT_MS), failuresBefore: ago(FAILURES_KEPT_MS) }),
    ),
    hourly('delete what is shown no longer', () =>
      db.transaction().execute((trx) => deleteExpiredRecords(trx, ago(0))),
    ),
    hourly('delete old imports', () => db.transaction().execute((trx) => deleteImportTasks(trx, ago(IMPORTS_KEPT_MS)))),
    hourly('delete ended requests', () => deleteEndedRequests(db, ago(REQUESTS_KEPT_MS))),
    hourly('delete old minutes of usage', () =>
      inPortions(db, ROWS_AT_ONCE, (trx, some) => deleteUsageMinutes(trx, ago(MINUTES_KEPT_MS), some)),
    ),
    hourly('delete old history of alarms', () =>
      inPortions(db, ROWS_AT_ONCE, (trx, some) => deleteAlarmHistory(trx, ago(ALARM_HISTORY_KEPT_MS), some)),
    ),
    hourly('forget issued licenses', () => forgetIssued(db, ago(0))),
    ...(trailDays === undefined
      ? []
      : [hourly('drop old blocks of the trail', () => dropTrail(context, trailDays, ago(0)))]),
    hourly('delete unused names of software', () => db.transaction().execute(deleteUnusedNames)),
    every(HOUR_MS, { name: 'recount', log, work: () => reportDifferences(context) }),
  ];
  return {
    stop: async () => {
      await Promise.all(schedules.map((schedule) => schedule.stop()));
    },
  };
}

/** Takes the licenses off images that are deregistered, which nobody can do by hand (user guide, license rules). */
export async function forgetImages({ db, ledger, log }: JobContext): Promise<void> {
  const images = await listForgottenImages(db);
  await Promise.all(
    images.map((image) =>
      ledger.submit({
        kind: 'forget-image',
        actor: systemActor(image, 'headroom:ForgetImage'),
        imageId: image.imageId,
      }),
    ),
  );
  if (images.length > 0) log.info({ images: images.map((image) => image.imageId) }, 'licenses taken off images');
}

export async function deleteOldRecords(
  db: Kysely<DB>,
  { tokensBefore, failuresBefore }: { tokensBefore: Date; failuresBefore: Date },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await deleteTokens(trx, tokensBefore);
    await deleteFailures(trx, failuresBefore);
  });
}

export async function deleteEndedRequests(db: Kysely<DB>, before: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await deleteEndedSpotRequests(trx, before);
    await deleteEndedFleets(trx, before);
  });
}

async function reportDifferences({ db, log }: JobContext): Promise<void> {
  const { differences } = await recount(db);
  if (differences.length > 0) log.error({ differences }, 'counters differ from what they count');
}
