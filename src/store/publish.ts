import { randomUUID } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { Scope } from '../domain/decision.ts';
import { type MessageAttributes, matchesFilter } from '../domain/notifications/filter-policy.ts';
import { parseTopicArn } from '../domain/notifications/topic.ts';
import type { Delivery } from './delivery.ts';
import type { DB } from './schema.ts';
import type { Subscription } from './subscription.ts';

interface Publication {
  readonly topicArn: string;
  readonly subject?: string | undefined;
  readonly message: string;
  /** By protocol, where it says something else there. */
  readonly bodies?: Readonly<Record<string, string>>;
  readonly attributes?: MessageAttributes;
  /** Messages of one key reach each subscriber in the order in which they were published; such as a license's id. */
  readonly orderedBy?: string;
}

/**
 * Publishes a message to a topic in the transaction of what it tells: its deliveries to all confirmed subscribers are
 * queued, and begin when the transaction has ended. Resolves to the id of the message; to undefined where the topic is gone.
 */
export async function publishToTopic(trx: Transaction<DB>, publication: Publication): Promise<string | undefined> {
  const { topicArn, attributes = {}, orderedBy } = publication;
  const { rows } = await sql`SELECT FROM sns_topic WHERE topic_arn = ${topicArn} FOR KEY SHARE`.execute(trx);
  if (rows.length === 0) return undefined;
  const messageId = await insertMessage(trx, { ...publication, ...parseTopicArn(topicArn)!, type: 'Notification' });
  const notFor = await readUnmatched(trx, topicArn, attributes);
  await sql`
    WITH told AS (
      INSERT INTO delivery (message_id, account_id, region, target, protocol, endpoint, lane, due_at)
      SELECT ${messageId}, account_id, region, subscription_arn, protocol, endpoint,
        subscription_arn || ' ' || ${orderedBy ?? messageId}::text, clock_timestamp()
      FROM sns_subscription
      WHERE topic_arn = ${topicArn} AND confirmed_at IS NOT NULL AND subscription_arn <> ALL(${notFor}::text[])
      RETURNING delivery_id)
    ${queueDeliveries}`.execute(trx);
  return messageId;
}

/** Of a delivery to a topic that could not be told, in the place of one to each of its subscribers. */
export const TO_TOPIC = 'sns';

export const noTopic = (arn: string, accountId: string): string =>
  parseTopicArn(arn)?.accountId === accountId
    ? `There is no topic ${arn}: create it, or name another one.`
    : `The topic ${arn} is not one of the account ${accountId}: name one of its own.`;

/**
 * Publishes for an account what nobody waits for the answer of. Where the topic is not the account's own or is gone, a failed
 * delivery is listed that says so, and that can be tried again once the topic is there. Tells whether it was published.
 */
export async function tellTopic(
  trx: Transaction<DB>,
  { accountId, region }: Scope,
  publication: Publication,
): Promise<boolean> {
  const { topicArn, orderedBy } = publication;
  const isOwn = parseTopicArn(topicArn)?.accountId === accountId;
  if (isOwn && (await publishToTopic(trx, publication))) return true;
  const messageId = await insertMessage(trx, { ...publication, accountId, region, type: 'Notification' });
  await sql`
    INSERT INTO delivery (message_id, account_id, region, target, protocol, endpoint, lane, attempts, last_error, failed_at)
    VALUES (${messageId}, ${accountId}, ${region}, ${topicArn}, ${TO_TOPIC}, ${topicArn},
      ${`${topicArn} ${orderedBy ?? messageId}`}, 1, ${noTopic(topicArn, accountId)}, clock_timestamp())`.execute(trx);
  return false;
}

/** Queues a message that waits for its topic for the topic's subscribers; tells whether the topic is there, and its account's. */
export async function tellSubscribers(
  trx: Transaction<DB>,
  { id, target, accountId, message }: Pick<Delivery, 'id' | 'target' | 'accountId' | 'message'>,
): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM sns_topic WHERE topic_arn = ${target} AND account_id = ${accountId} FOR KEY SHARE`.execute(trx);
  if (rows.length === 0) return false;
  const notFor = await readUnmatched(trx, target, message.attributes);
  await sql`
    WITH told AS (
      INSERT INTO delivery (message_id, account_id, region, target, protocol, endpoint, lane, due_at)
      SELECT d.message_id, s.account_id, s.region, s.subscription_arn, s.protocol, s.endpoint,
        s.subscription_arn || substr(d.lane, length(d.target) + 1), clock_timestamp()
      FROM delivery d JOIN sns_subscription s ON s.topic_arn = d.target
      WHERE d.delivery_id = ${id} AND s.confirmed_at IS NOT NULL AND s.subscription_arn <> ALL(${notFor}::text[])
      RETURNING delivery_id)
    ${queueDeliveries}`.execute(trx);
  return true;
}

/** Sends an endpoint the token that confirms its subscription. */
export async function sendToken(trx: Transaction<DB>, subscription: Subscription, token: string): Promise<void> {
  const { arn, topicArn, protocol, endpoint, accountId, region } = subscription;
  const message = `Somebody asked that this endpoint be told what is published to the topic ${topicArn}.\nVisit the SubscribeURL to confirm it; without that nothing more is sent.`;
  const messageId = await insertMessage(trx, {
    topicArn,
    accountId,
    region,
    message,
    token,
    type: 'SubscriptionConfirmation',
  });
  await sql`
    WITH told AS (
      INSERT INTO delivery (message_id, account_id, region, target, protocol, endpoint, lane, due_at)
      VALUES (${messageId}, ${accountId}, ${region}, ${arn}, ${protocol}, ${endpoint}, ${`${arn} ${messageId}`}, clock_timestamp())
      RETURNING delivery_id)
    ${queueDeliveries}`.execute(trx);
}

/** Queues the deliveries that a statement has `told`. Each has a key of its own, as jobs of `deliver` have that are queued anew. */
export const queueDeliveries = sql`
  SELECT graphile_worker.add_job('deliver', json_build_object('deliveryId', delivery_id), job_key := 'deliver:' || delivery_id)
  FROM told`;

type Insert = Publication & Scope & { readonly type: string; readonly token?: string };

async function insertMessage(trx: Transaction<DB>, given: Insert): Promise<string> {
  const id = randomUUID();
  const { accountId, region, type, topicArn, subject, message, bodies = {}, attributes = {}, token } = given;
  await sql`
    INSERT INTO message (message_id, account_id, region, type, topic_arn, subject, body, bodies, attributes, token, created_at)
    VALUES (${id}, ${accountId}, ${region}, ${type}, ${topicArn}, ${subject}, ${message}, ${JSON.stringify(bodies)},
      ${JSON.stringify(attributes)}, ${token}, date_trunc('milliseconds', clock_timestamp()))`.execute(trx);
  return id;
}

/** The subscribers whose filter policies keep a message from them. */
async function readUnmatched(trx: Transaction<DB>, topicArn: string, attributes: MessageAttributes): Promise<string[]> {
  const { rows } = await sql<{ arn: string; policy: string }>`
    SELECT subscription_arn AS arn, attributes ->> 'FilterPolicy' AS policy FROM sns_subscription
    WHERE topic_arn = ${topicArn} AND attributes ->> 'FilterPolicy' <> ''`.execute(trx);
  return rows.filter(({ policy }) => !matchesFilter(policy, attributes)).map(({ arn }) => arn);
}
