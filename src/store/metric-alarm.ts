import { sql, type Transaction } from 'kysely';
import { type AlarmDefinition, actionsFor, alarmArn } from '../domain/alarms/metric-alarm.ts';
import { alarmNotification, type MetricAlarm, type StateChange } from '../domain/alarms/notification.ts';
import type { Scope } from '../domain/decision.ts';
import { lockAccount } from './account.ts';
import { recordset } from './bulk.ts';
import { tellTopic } from './publish.ts';
import type { DB } from './schema.ts';

interface AlarmOrder {
  readonly name: string;
  readonly definition: AlarmDefinition;
  readonly actionsEnabled: boolean;
  readonly at: Date;
}

/** Writes an alarm, and that it is to be looked at at once. One that there is keeps its state. True where there was none. */
export async function putMetricAlarm(
  trx: Transaction<DB>,
  scope: Scope,
  { name, definition, actionsEnabled, at }: AlarmOrder,
): Promise<boolean> {
  const { accountId, region } = scope;
  const { rows } = await sql<{ isNew: boolean }>`
    INSERT INTO metric_alarm AS a (account_id, region, name, definition, actions_enabled, configured_at, state,
      state_reason, state_updated_at, state_changed_at, due_at)
    VALUES (${accountId}, ${region}, ${name}, ${JSON.stringify(definition)}, ${actionsEnabled}, ${at},
      'INSUFFICIENT_DATA', 'Unchecked: Initial alarm creation', ${at}, ${at}, ${at})
    ON CONFLICT (account_id, region, name) DO UPDATE SET definition = excluded.definition,
      actions_enabled = excluded.actions_enabled, configured_at = excluded.configured_at, due_at = excluded.due_at
    RETURNING xmax = 0 AS "isNew"`.execute(trx);
  const { isNew } = rows[0]!;
  await insertHistory(trx, [
    {
      ...{ accountId, region, name, at, type: 'ConfigurationUpdate' },
      summary: `Alarm "${name}" ${isNew ? 'created' : 'updated'}`,
      data: { version: '1.0', type: isNew ? 'Create' : 'Update', updatedAlarm: { alarmName: name, ...definition } },
    },
  ]);
  return isNew;
}

/** How many alarms an account has in a Region. Whoever makes some takes turns by the account's row. */
export async function countMetricAlarms(trx: Transaction<DB>, { accountId, region }: Scope): Promise<number> {
  await lockAccount(trx, accountId);
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) AS count FROM metric_alarm WHERE account_id = ${accountId} AND region = ${region}`.execute(trx);
  return rows[0]!.count;
}

/** Of these names those that are alarms, in order, locked until the transaction ends. */
export async function lockMetricAlarms(
  trx: Transaction<DB>,
  { accountId, region }: Scope,
  names: readonly string[],
): Promise<MetricAlarm[]> {
  const { rows } = await sql<MetricAlarm>`
    SELECT * FROM alarm WHERE "accountId" = ${accountId} AND region = ${region} AND name = ANY(${names})
    ORDER BY name FOR UPDATE`.execute(trx);
  return rows;
}

/** Deletes alarms that are locked. Their history stays for as long as any. */
export async function deleteMetricAlarms(
  trx: Transaction<DB>,
  alarms: readonly MetricAlarm[],
  at: Date,
): Promise<void> {
  await sql`
    DELETE FROM metric_alarm a USING ${recordset(alarms, '"accountId" text, region text, name text')}
    WHERE (a.account_id, a.region, a.name) = (r."accountId", r.region, r.name)`.execute(trx);
  await insertHistory(
    trx,
    alarms.map(({ definition, ...alarm }) => ({
      ...{ ...alarm, at, type: 'ConfigurationUpdate' },
      summary: `Alarm "${alarm.name}" deleted`,
      data: { version: '1.0', type: 'Delete', deletedAlarm: { alarmName: alarm.name, ...definition } },
    })),
  );
}

/** Switches the actions of alarms on or off. */
export async function setActionsEnabled(
  trx: Transaction<DB>,
  { accountId, region }: Scope,
  { names, enabled }: { readonly names: readonly string[]; readonly enabled: boolean },
): Promise<void> {
  await sql`
    UPDATE metric_alarm SET actions_enabled = ${enabled}
    WHERE account_id = ${accountId} AND region = ${region} AND name = ANY(${names})`.execute(trx);
}

/** Locks so many alarms that are to be looked at, that nobody else has locked. */
export async function lockDueAlarms(trx: Transaction<DB>, before: Date, limit: number): Promise<MetricAlarm[]> {
  const { rows } = await sql<MetricAlarm>`
    SELECT * FROM alarm WHERE "dueAt" <= ${before}
    ORDER BY "dueAt" LIMIT ${limit} FOR UPDATE SKIP LOCKED`.execute(trx);
  return rows;
}

/** Says when a locked alarm is to be looked at again. */
export async function setAlarmDue(trx: Transaction<DB>, { accountId, region, name }: MetricAlarm, at: Date) {
  await sql`
    UPDATE metric_alarm SET due_at = ${at}
    WHERE account_id = ${accountId} AND region = ${region} AND name = ${name}`.execute(trx);
}

/** Writes the state of a locked alarm; where it is another than before, that is told to whom the alarm names. */
export async function setAlarmState(trx: Transaction<DB>, alarm: MetricAlarm, change: StateChange): Promise<void> {
  const { accountId, region, name } = alarm;
  const { state, reason, reasonData = null, at } = change;
  const isChanged = state !== alarm.state;
  await sql`
    UPDATE metric_alarm SET state = ${state}, state_reason = ${reason}, state_reason_data = ${reasonData},
      state_updated_at = ${at}, state_changed_at = ${isChanged ? at : alarm.stateChangedAt}
    WHERE account_id = ${accountId} AND region = ${region} AND name = ${name}`.execute(trx);
  if (!isChanged) return;
  const entry = { accountId, region, name, at };
  const data = {
    version: '1.0',
    oldState: { stateValue: alarm.state, stateReason: alarm.stateReason },
    newState: { stateValue: state, stateReason: reason, stateReasonData: reasonData && JSON.parse(reasonData) },
  };
  const summary = `Alarm updated from ${alarm.state} to ${state}`;
  await insertHistory(trx, [{ ...entry, type: 'StateUpdate', summary, data }]);
  await insertHistory(trx, alarm.actionsEnabled ? await act(trx, alarm, change) : []);
}

/** Tells the topics that an alarm names for the state it goes into, each in its turn; what came of it, for the history. */
async function act(trx: Transaction<DB>, alarm: MetricAlarm, change: StateChange): Promise<HistoryEntry[]> {
  const { accountId, region, name, definition } = alarm;
  const notification = { ...alarmNotification(alarm, change), orderedBy: alarmArn(alarm, name) };
  const done: HistoryEntry[] = [];
  for (const topicArn of actionsFor(definition, change.state)) {
    const published = await tellTopic(trx, alarm, { topicArn, ...notification });
    const summary = published
      ? `Successfully executed action ${topicArn}`
      : `Failed to execute action ${topicArn}: there is no such topic any more`;
    const data = { actionState: published ? 'Succeeded' : 'Failed', notificationResource: topicArn };
    done.push({ accountId, region, name, at: change.at, type: 'Action', summary, data });
  }
  return done;
}

interface HistoryEntry extends Scope {
  readonly name: string;
  readonly at: Date;
  readonly type: string;
  readonly summary: string;
  readonly data: unknown;
}

async function insertHistory(trx: Transaction<DB>, entries: readonly HistoryEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map(({ accountId, region, name, at, type, summary, data }) => ({
    ...{ accountId, region, name, at, type, summary },
    data: JSON.stringify(data),
  }));
  await sql`
    INSERT INTO alarm_history (account_id, region, alarm_name, type, summary, data, at)
    SELECT "accountId", region, name, type, summary, data, at FROM ${recordset(
      rows,
      '"accountId" text, region text, name text, type text, summary text, data text, at timestamptz',
    )}`.execute(trx);
}

/** Forgets so much of what became of alarms before `before`. Returns how much. */
export async function deleteAlarmHistory(trx: Transaction<DB>, before: Date, limit: number): Promise<number> {
  const result = await sql`
    DELETE FROM alarm_history WHERE sequence = ANY(ARRAY(
      SELECT sequence FROM alarm_history WHERE at < ${before} ORDER BY at LIMIT ${limit}))`.execute(trx);
  return Number(result.numAffectedRows);
}
