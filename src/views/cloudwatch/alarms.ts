import { type Kysely, sql } from 'kysely';
import type { MetricAlarm } from '../../domain/alarms/notification.ts';
import type { Scope } from '../../domain/decision.ts';
import type { DB } from '../../store/schema.ts';

export interface AlarmQuery {
  /** The name of the last one of the page before. */
  readonly after: string;
  readonly limit: number;
  readonly names?: readonly string[] | undefined;
  readonly prefix?: string | undefined;
  readonly state?: string | undefined;
  /** What the ARN of one of its actions begins with. */
  readonly actionPrefix?: string | undefined;
}

/** The alarms of an account and Region in the order of their names. */
export async function listAlarms(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { after, limit, names, prefix, state, actionPrefix }: AlarmQuery,
): Promise<MetricAlarm[]> {
  const actions = sql`jsonb_path_query(definition, '$.*[*]') #>> '{}'`;
  const { rows } = await sql<MetricAlarm>`
    SELECT * FROM alarm
    WHERE "accountId" = ${accountId} AND region = ${region} AND name > ${after}
      ${names ? sql`AND name = ANY(${names})` : sql``}
      ${prefix ? sql`AND name >= ${prefix} AND starts_with(name, ${prefix})` : sql``}
      ${state ? sql`AND state = ${state}` : sql``}
      ${actionPrefix ? sql`AND EXISTS (SELECT FROM (SELECT ${actions} AS arn) AS action WHERE starts_with(arn, ${actionPrefix}))` : sql``}
    ORDER BY name LIMIT ${limit}`.execute(db);
  return rows;
}

/** The alarms of an account and Region that watch a metric of a name, in the order of their names. */
export async function listAlarmsOn(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  metricName: string,
): Promise<MetricAlarm[]> {
  const { rows } = await sql<MetricAlarm>`
    SELECT * FROM alarm
    WHERE "accountId" = ${accountId} AND region = ${region} AND definition ->> 'MetricName' = ${metricName}
    ORDER BY name`.execute(db);
  return rows;
}

/** All alarms that are to be looked at by a time. */
export async function listDueAlarms(db: Kysely<DB>, now: Date): Promise<MetricAlarm[]> {
  const { rows } = await sql<MetricAlarm>`SELECT * FROM alarm WHERE "dueAt" <= ${now}`.execute(db);
  return rows;
}

export interface AlarmHistoryRow {
  readonly sequence: number;
  readonly alarmName: string;
  readonly type: string;
  readonly summary: string;
  readonly data: string;
  readonly at: Date;
}

export interface AlarmHistoryQuery {
  /** The sequence of the last entry of the page before. */
  readonly after: number | undefined;
  readonly limit: number;
  readonly name: string | undefined;
  readonly type: string | undefined;
  readonly from: Date | undefined;
  readonly until: Date | undefined;
  readonly descending: boolean;
}

/** What became of an account's alarms in a Region, in the order of time. */
export async function listAlarmHistory(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { after, limit, name, type, from, until, descending }: AlarmHistoryQuery,
): Promise<AlarmHistoryRow[]> {
  const behind = after === undefined ? sql`` : descending ? sql`AND sequence < ${after}` : sql`AND sequence > ${after}`;
  const { rows } = await sql<AlarmHistoryRow>`
    SELECT sequence, alarm_name AS "alarmName", type, summary, data, at FROM alarm_history
    WHERE account_id = ${accountId} AND region = ${region} ${behind}
      ${name === undefined ? sql`` : sql`AND alarm_name = ${name}`}
      ${type === undefined ? sql`` : sql`AND type = ${type}`}
      ${from ? sql`AND at >= ${from}` : sql``} ${until ? sql`AND at <= ${until}` : sql``}
    ORDER BY sequence ${descending ? sql`DESC` : sql``} LIMIT ${limit}`.execute(db);
  return rows;
}
