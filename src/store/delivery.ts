import { type Kysely, sql, type Transaction } from 'kysely';
import type { Scope } from '../domain/decision.ts';
import type { Message } from '../domain/notifications/message.ts';
import { LEASE_MS } from '../domain/notifications/retry.ts';
import type { SubscriptionAttributes } from '../domain/notifications/subscription.ts';
import type { TopicAttributes } from '../domain/notifications/topic.ts';
import { queue } from './job.ts';
import type { DB } from './schema.ts';

/** A message to one endpoint, which this server has to itself for a while. */
export interface Delivery {
  readonly id: number;
  readonly accountId: string;
  readonly region: string;
  /** The ARN of the subscription, or the id of the webhook. */
  readonly target: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** This try among them. */
  readonly attempts: number;
  readonly message: Message;
  /** Undefined where the subscription or its topic is gone meanwhile, or the target is a webhook. */
  readonly subscription: SubscriptionAttributes | undefined;
  readonly topic: TopicAttributes | undefined;
  /** Whether a subscription is confirmed by now; null where the target is none, or gone. */
  readonly isConfirmed: boolean | null;
  /** Sealed; undefined where the webhook is gone meanwhile, or the target is a subscription. */
  readonly webhookSecret: Buffer | undefined;
}

interface Row extends Omit<Delivery, 'message'>, Omit<Message, 'id'> {
  readonly messageId: string;
  readonly bodies: Readonly<Record<string, string>>;
}

/**
 * Takes a delivery, if it is due and the first of its lane. One that is not the first waits until the earlier ones have
 * ended, which see to it. Where this server dies, its time passes and another takes it up.
 */
export async function takeDelivery(db: Kysely<DB>, id: number): Promise<Delivery | undefined> {
  return db.transaction().execute(async (trx) => {
    if (!(await lockLane(trx, id))) return undefined;
    const isFirst = sql`NOT EXISTS (
      SELECT FROM delivery e WHERE e.lane = d.lane AND e.delivery_id < d.delivery_id AND e.failed_at IS NULL)`;
    const { rows } = await sql<Row>`
      UPDATE delivery d SET attempts = attempts + 1, due_at = clock_timestamp() + make_interval(secs => ${LEASE_MS / 1000})
      FROM message m
      WHERE d.delivery_id = ${id} AND m.message_id = d.message_id AND d.due_at <= clock_timestamp() AND ${isFirst}
      RETURNING d.delivery_id AS id, d.account_id AS "accountId", d.region, d.target, d.protocol, d.endpoint, d.attempts,
        m.message_id AS "messageId", m.type, m.topic_arn AS "topicArn", m.subject, m.body, m.bodies, m.attributes, m.token,
        m.created_at AS "createdAt",
        (SELECT s.attributes FROM sns_subscription s WHERE s.subscription_arn = d.target) AS subscription,
        (SELECT s.confirmed_at IS NOT NULL FROM sns_subscription s WHERE s.subscription_arn = d.target) AS "isConfirmed",
        (SELECT w.secret_sealed FROM webhook w WHERE w.webhook_id = d.target) AS "webhookSecret",
        (SELECT t.attributes FROM sns_topic t WHERE t.topic_arn = m.topic_arn) AS topic`.execute(trx);
    if (rows.length === 0)
      await sql`UPDATE delivery d SET due_at = NULL WHERE delivery_id = ${id} AND NOT ${isFirst}`.execute(trx);
    return rows[0] && toDelivery(rows[0]);
  });
}

function toDelivery({ messageId, type, topicArn, subject, body, bodies, attributes, token, createdAt, ...rest }: Row) {
  const ofProtocol = Object.hasOwn(bodies, rest.protocol) ? bodies[rest.protocol]! : body;
  const known = { topicArn, body: ofProtocol, attributes, createdAt };
  const message = { id: messageId, type, ...known, subject: subject ?? undefined, token: token ?? undefined };
  return {
    ...rest,
    message,
    subscription: rest.subscription ?? undefined,
    topic: rest.topic ?? undefined,
    webhookSecret: rest.webhookSecret ?? undefined,
  };
}

/** The message is there: the next of the lane is due. */
export async function endDelivery(db: Kysely<DB>, id: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const lane = await lockLane(trx, id);
    if (!lane) return;
    await sql`DELETE FROM delivery WHERE delivery_id = ${id}`.execute(trx);
    await wakeLane(trx, lane);
  });
}

/** It could not be delivered: it is tried again then, or given up, with why. */
export async function failDelivery(
  db: Kysely<DB>,
  { id, attempts }: Pick<Delivery, 'id' | 'attempts'>,
  { reason, nextAt }: { reason: string; nextAt: Date | undefined },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const lane = await lockLane(trx, id);
    if (!lane) return;
    const { numAffectedRows } = await sql`
      UPDATE delivery SET last_error = ${reason.slice(0, 1000)}, due_at = ${nextAt ?? null},
        failed_at = CASE WHEN ${nextAt === undefined} THEN clock_timestamp() END
      WHERE delivery_id = ${id} AND attempts = ${attempts}`.execute(trx);
    if (numAffectedRows === 0n) return;
    if (nextAt) await queue(trx, [{ task: 'deliver', payload: { deliveryId: id } }], nextAt);
    else await wakeLane(trx, lane);
  });
}

/** Whoever looks which delivery of a lane is the first, or ends one, has the lane to itself meanwhile. */
async function lockLane(trx: Transaction<DB>, id: number): Promise<string | undefined> {
  const { rows } = await sql<{ lane: string }>`
    SELECT lane FROM delivery WHERE delivery_id = ${id} AND failed_at IS NULL`.execute(trx);
  const lane = rows[0]?.lane;
  if (lane !== undefined)
    await sql`SELECT pg_advisory_xact_lock(hashtextextended('headroom.lane:' || ${lane}::text, 0))`.execute(trx);
  return lane;
}

/** The first of a lane is due, if it waited for one that has ended. */
async function wakeLane(trx: Transaction<DB>, lane: string): Promise<void> {
  const { rows } = await sql<{ deliveryId: number }>`
    UPDATE delivery SET due_at = clock_timestamp()
    WHERE due_at IS NULL AND delivery_id = (
      SELECT min(delivery_id) FROM delivery WHERE lane = ${lane} AND failed_at IS NULL)
    RETURNING delivery_id AS "deliveryId"`.execute(trx);
  await queue(
    trx,
    rows.map((payload) => ({ task: 'deliver', payload })),
  );
}

/** Queues anew what nobody took when it was due: its server died. */
export async function queueLateDeliveries(db: Kysely<DB>, dueBefore: Date, limit: number): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ deliveryId: number }>`
      SELECT delivery_id AS "deliveryId" FROM delivery WHERE due_at < ${dueBefore} ORDER BY due_at LIMIT ${limit}`.execute(
      trx,
    );
    await queue(
      trx,
      rows.map((payload) => ({ task: 'deliver', payload })),
    );
    return rows.length;
  });
}

/** Deletes messages that are told to all, some at a time. */
export async function deleteToldMessages(trx: Transaction<DB>, before: Date, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    DELETE FROM message WHERE message_id IN (
      SELECT message_id FROM message m
      WHERE created_at < ${before} AND NOT EXISTS (SELECT FROM delivery d WHERE d.message_id = m.message_id)
      ORDER BY created_at LIMIT ${limit})`.execute(trx);
  return Number(numAffectedRows ?? 0n);
}

/** Forgets what was given up long ago. */
export async function deleteGivenUp(trx: Transaction<DB>, before: Date): Promise<void> {
  await sql`DELETE FROM delivery WHERE failed_at < ${before}`.execute(trx);
}

/** A delivery that was given up. */
export interface FailedDelivery {
  readonly id: number;
  readonly target: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly messageId: string;
  readonly subject: string | null;
  readonly attempts: number;
  readonly reason: string;
  readonly createdAt: Date;
  readonly failedAt: Date;
}

/** What of an account and Region was given up, the latest first, behind the id `before`. */
export async function listFailedDeliveries(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { before = Number.MAX_SAFE_INTEGER, limit }: { before: number | undefined; limit: number },
): Promise<FailedDelivery[]> {
  const { rows } = await sql<FailedDelivery>`
    SELECT d.delivery_id AS id, d.target, d.protocol, d.endpoint, d.message_id AS "messageId", m.subject, d.attempts,
      d.last_error AS reason, m.created_at AS "createdAt", d.failed_at AS "failedAt"
    FROM delivery d JOIN message m USING (message_id)
    WHERE d.account_id = ${accountId} AND d.region = ${region} AND d.failed_at IS NOT NULL AND d.delivery_id < ${before}
    ORDER BY d.delivery_id DESC LIMIT ${limit}`.execute(db);
  return rows;
}

/** Tries deliveries again that were given up: these, or so many of all. Resolves to how many. Those of a lane keep their order. */
export async function retryDeliveries(
  trx: Transaction<DB>,
  { accountId, region }: Scope,
  { ids, limit }: { ids: readonly number[] | undefined; limit: number },
): Promise<number> {
  const { rows } = await sql<{ deliveryId: number }>`
    UPDATE delivery SET failed_at = NULL, due_at = clock_timestamp()
    WHERE delivery_id IN (
      SELECT delivery_id FROM delivery
      WHERE account_id = ${accountId} AND region = ${region} AND failed_at IS NOT NULL
        AND (${ids === undefined} OR delivery_id = ANY(${ids ?? []}::bigint[]))
      ORDER BY delivery_id LIMIT ${limit} FOR UPDATE)
    RETURNING delivery_id AS "deliveryId"`.execute(trx);
  await queue(
    trx,
    rows.map((payload) => ({ task: 'deliver', payload })),
  );
  return rows.length;
}

/** Forgets deliveries that were given up; resolves to how many of these were. */
export async function dropDeliveries(
  trx: Transaction<DB>,
  { accountId, region }: Scope,
  ids: readonly number[],
): Promise<number> {
  const { numAffectedRows } = await sql`
    DELETE FROM delivery
    WHERE account_id = ${accountId} AND region = ${region} AND failed_at IS NOT NULL
      AND delivery_id = ANY(${ids}::bigint[])`.execute(trx);
  return Number(numAffectedRows);
}
