import { sql } from 'kysely';
import type { Actor } from '../domain/commands.ts';
import { recordset, type Statement } from './bulk.ts';

export interface AuditEvent {
  readonly actor: Actor;
  /** ARNs of what was changed. */
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Writes who changed what, in the transaction of the change. */
export function insertAuditEvents(events: readonly AuditEvent[], at: Date): Statement {
  const rows = events.map(({ actor, resources, detail }) => ({ ...actor, resources, detail }));
  const columns = `"accountId" text, region text, "requestId" text, "principalArn" text, "accessKeyId" text, "sourceIp" text,
    "userAgent" text, action text, resources text[], detail jsonb`;
  return sql`
    INSERT INTO audit_event (account_id, region, request_id, principal_arn, access_key_id, source_ip, user_agent, action,
      resources, detail, occurred_at)
    SELECT r.*, ${at}::timestamptz FROM ${recordset(rows, columns)}`;
}
