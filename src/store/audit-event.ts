import { sql } from 'kysely';
import { userNameOf } from '../domain/audit/call.ts';
import { isReadOnly, type TrailEvent, trailRecord } from '../domain/audit/trail-record.ts';
import { printedArn } from '../domain/resource.ts';
import { recordset, type Statement } from './bulk.ts';

/** Writes who changed what, in the transaction of the change. */
export function insertAuditEvents(events: readonly TrailEvent[], at: Date): Statement {
  for (const { actor } of events) if (actor.call) actor.call.isRecorded = true;
  return insertAuditRows(events.map((event) => auditRow(event, at)));
}

export type AuditRow = ReturnType<typeof auditRow>;

/** An event as it is kept. */
export const auditRow = (told: TrailEvent, at: Date) => {
  const event = { ...told, resources: told.resources.map(printedArn) };
  const { accountId, region, accessKeyId, action, principalArn } = event.actor;
  const known = { accountId, region, accessKeyId, action, resources: event.resources };
  const record = trailRecord(event, at);
  return { ...known, userName: userNameOf(principalArn), readOnly: isReadOnly(action), record, at };
};

export function insertAuditRows(rows: readonly AuditRow[]): Statement {
  const columns = `"accountId" text, region text, "accessKeyId" text, action text, resources text[],
    "userName" text, "readOnly" boolean, record text, at timestamptz`;
  return sql`
    INSERT INTO audit_event (account_id, region, access_key_id, action, resources, user_name, read_only, record,
      occurred_at)
    SELECT r.* FROM ${recordset(rows, columns)}`;
}
