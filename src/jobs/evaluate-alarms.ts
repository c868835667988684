import type { Kysely, Transaction } from 'kysely';
import { type AlarmDatapoint, type AlarmWindow, alarmWindow, evaluate, nextLook } from '../domain/alarms/evaluate.ts';
import { type MetricAlarm, reasonData } from '../domain/alarms/notification.ts';
import { licenseIdOf } from '../domain/metrics/license-metrics.ts';
import { statisticOf } from '../domain/metrics/statistics.ts';
import { lockLicenses } from '../store/license-configuration.ts';
import { lockDueAlarms, setAlarmDue, setAlarmState } from '../store/metric-alarm.ts';
import type { DB } from '../store/schema.ts';
import { readClock } from '../views/clock.ts';
import { listDueAlarms } from '../views/cloudwatch/alarms.ts';
import { findNamedMetrics, readUsagePoints } from '../views/history/usage-points.ts';
import { inPortions } from './in-portions.ts';
import type { JobContext } from './job-context.ts';
import { every, type Schedule } from './schedule.ts';

const EVERY_MS = 5_000;
const AT_ONCE = 100;

/** Looks at alarms when they are due. Any number of servers may do it. */
export const startEvaluating = ({ db, log }: JobContext): Schedule =>
  every(EVERY_MS, { name: 'evaluate alarms', log, work: async () => evaluateAlarms(db, await readClock(db)) });

/** Looks at all alarms that are due at a time of the database's clock, by which usage is taken down. */
export async function evaluateAlarms(db: Kysely<DB>, now: Date): Promise<void> {
  await waitForChanges(db, await listDueAlarms(db, now));
  await inPortions(db, AT_ONCE, (trx, some) => evaluateSome(trx, now, some));
}

/** Whoever took or gave back licenses that are watched, until now, has written that down once their locks were had. */
async function waitForChanges(db: Kysely<DB>, alarms: readonly MetricAlarm[]): Promise<void> {
  const ids = new Set(alarms.flatMap(({ definition }) => licenseIdOf(definition) ?? []));
  if (ids.size > 0) await db.transaction().execute((trx) => lockLicenses(trx, [...ids]));
}

/** A change of state is written with who is told of it. */
async function evaluateSome(trx: Transaction<DB>, now: Date, limit: number): Promise<number> {
  const alarms = await lockDueAlarms(trx, now, limit);
  for (const alarm of alarms) {
    await evaluateAlarm(trx, alarm, now);
    await setAlarmDue(trx, alarm, nextLook(alarm.definition, now.getTime()));
  }
  return alarms.length;
}

async function evaluateAlarm(trx: Transaction<DB>, alarm: MetricAlarm, now: Date): Promise<void> {
  const { definition } = alarm;
  const window = alarmWindow(definition, now.getTime());
  const points = await readDatapoints(trx, alarm, { window, now });
  const verdict = evaluate(definition, points);
  if (!verdict || (verdict.state === alarm.state && alarm.stateReasonData !== null)) return;
  const data = reasonData(definition, { window, points, now });
  await setAlarmState(trx, alarm, { ...verdict, reasonData: data, at: now });
}

/** The values of the periods that an alarm looks at, of those that have one. */
async function readDatapoints(
  trx: Transaction<DB>,
  { definition, ...scope }: MetricAlarm,
  { window, now }: { readonly window: AlarmWindow; readonly now: Date },
): Promise<AlarmDatapoint[]> {
  const [named] = await findNamedMetrics([definition], { ...scope, db: trx });
  if (!named || (definition.Unit !== undefined && definition.Unit !== named.metric.unit)) return [];
  const points = await readUsagePoints(named.license, window, { db: trx, now });
  return points.flatMap((point) => {
    const value = statisticOf(definition.Statistic, point, named);
    return value === undefined ? [] : [{ start: point.start, value }];
  });
}
