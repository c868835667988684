import { randomUUID } from 'node:crypto';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Scope } from '../domain/decision.ts';
import { type Event, eventJson, TEST_TYPE } from '../domain/notifications/event.ts';
import { lockAccount } from './account.ts';
import { recordset } from './bulk.ts';
import { queueDeliveries } from './publish.ts';
import type { DB } from './schema.ts';

export interface Webhook extends Scope {
  readonly id: string;
  readonly url: string;
  /** None where it wants all. */
  readonly detailTypes: readonly string[];
  readonly createdAt: Date;
}

/** Inserts a webhook, unless the account has `most` in the Region already; tells whether. */
export async function insertWebhook(
  trx: Transaction<DB>,
  { accountId, region, id, url, detailTypes, createdAt }: Webhook,
  { sealed, most }: { sealed: Buffer; most: number },
): Promise<boolean> {
  await lockAccount(trx, accountId);
  const { numAffectedRows } = await sql`
    INSERT INTO webhook (webhook_id, account_id, region, url, detail_types, secret_sealed, created_at)
    SELECT ${id}, ${accountId}, ${region}, ${url}, ${detailTypes}::text[], ${sealed}, ${createdAt}
    WHERE (SELECT count(*) FROM webhook WHERE account_id = ${accountId} AND region = ${region}) < ${most}`.execute(trx);
  return numAffectedRows === 1n;
}

/** Deletes a webhook of an account; tells whether it was there. What is on its way to it is given up. */
export async function deleteWebhook(trx: Transaction<DB>, { accountId, region }: Scope, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    DELETE FROM webhook WHERE webhook_id = ${id} AND account_id = ${accountId} AND region = ${region}`.execute(trx);
  return numAffectedRows === 1n;
}

/** The webhooks of an account and Region in the order of their creation. There are few. */
export async function listWebhooks(db: Kysely<DB>, { accountId, region }: Scope): Promise<Webhook[]> {
  const { rows } = await sql<Webhook>`
    SELECT account_id AS "accountId", region, webhook_id AS id, url, detail_types AS "detailTypes", created_at AS "createdAt"
    FROM webhook WHERE account_id = ${accountId} AND region = ${region} ORDER BY sequence`.execute(db);
  return rows;
}

/** Tells the webhooks that want it of events, in the transaction of what they tell. */
export async function tellWebhooks(trx: Transaction<DB>, events: readonly Event[], at: Date): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map((event, place) => {
    const id = randomUUID();
    return { ...event, id, place, body: eventJson(event, { id, at }) };
  });
  const columns =
    'id uuid, place bigint, "accountId" text, region text, "detailType" text, body text, "orderedBy" text';
  await sql`
    WITH wanted AS (
      SELECT r.*, w.webhook_id, w.url FROM ${recordset(rows, columns)}
      JOIN webhook w ON w.account_id = r."accountId" AND w.region = r.region
        AND (w.detail_types = '{}' OR r."detailType" = ANY(w.detail_types))),
    kept AS (
      INSERT INTO message (message_id, account_id, region, type, subject, body, created_at)
      SELECT DISTINCT ON (id) id, "accountId", region, 'Event', "detailType", body, ${at}::timestamptz FROM wanted),
    told AS (
      INSERT INTO delivery (message_id, account_id, region, target, protocol, endpoint, lane, due_at)
      SELECT id, "accountId", region, webhook_id, 'webhook', url, webhook_id || ' ' || "orderedBy", clock_timestamp()
      FROM wanted ORDER BY place RETURNING delivery_id)
    ${queueDeliveries}`.execute(trx);
}

/** Sends one webhook of an account an event of its own; resolves to the id of the message, or undefined where there is no such webhook. */
export async function testWebhook(
  trx: Transaction<DB>,
  { accountId, region }: Scope,
  { id, at }: { readonly id: string; readonly at: Date },
): Promise<string | undefined> {
  const messageId = randomUUID();
  const detail = { message: 'Somebody asked whether this webhook works. It does.' };
  const event: Event = { accountId, region, detailType: TEST_TYPE, resources: [], detail, orderedBy: messageId };
  const { rows } = await sql`
    WITH wanted AS (
      SELECT webhook_id, url FROM webhook
      WHERE webhook_id = ${id} AND account_id = ${accountId} AND region = ${region}),
    kept AS (
      INSERT INTO message (message_id, account_id, region, type, subject, body, created_at)
      SELECT ${messageId}::uuid, ${accountId}, ${region}, 'Event', ${TEST_TYPE}, ${eventJson(event, { id: messageId, at })},
        ${at}::timestamptz
      FROM wanted),
    told AS (
      INSERT INTO delivery (message_id, account_id, region, target, protocol, endpoint, lane, due_at)
      SELECT ${messageId}::uuid, ${accountId}, ${region}, webhook_id, 'webhook', url, webhook_id || ' ' || ${messageId}::text,
        clock_timestamp()
      FROM wanted RETURNING delivery_id)
    ${queueDeliveries}`.execute(trx);
  return rows.length > 0 ? messageId : undefined;
}
