import { type Kysely, sql, type Transaction } from 'kysely';
import type { Scope } from '../domain/decision.ts';
import type { SnsProtocol, SubscriptionAttributes } from '../domain/notifications/subscription.ts';
import type { DB } from './schema.ts';

export interface Subscription extends Scope {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: SnsProtocol;
  readonly endpoint: string;
  readonly attributes: SubscriptionAttributes;
  readonly confirmed: boolean;
  /** Only who signs may end it. */
  readonly authenticated: boolean;
}

interface Token {
  readonly digest: string;
  readonly until: Date;
}

/** Inserts a subscription that waits to be confirmed. Its topic is locked, so there is none of its endpoint yet. */
export async function insertSubscription(
  trx: Transaction<DB>,
  subscription: Omit<Subscription, 'confirmed' | 'authenticated'>,
  { token, at }: { token: Token; at: Date },
): Promise<void> {
  const { arn, topicArn, accountId, region, protocol, endpoint, attributes } = subscription;
  await sql`
    INSERT INTO sns_subscription (subscription_arn, topic_arn, account_id, region, protocol, endpoint, attributes, token_digest,
      token_until, created_at)
    VALUES (${arn}, ${topicArn}, ${accountId}, ${region}, ${protocol}, ${endpoint}, ${JSON.stringify(attributes)},
      ${token.digest}, ${token.until}, ${at})`.execute(trx);
}

/** A pending subscription is sent another token, which takes the place of the last. */
export async function renewToken(trx: Transaction<DB>, arn: string, { digest, until }: Token): Promise<void> {
  await sql`
    UPDATE sns_subscription SET token_digest = ${digest}, token_until = ${until} WHERE subscription_arn = ${arn}`.execute(
    trx,
  );
}

const columns = sql`subscription_arn AS arn, topic_arn AS "topicArn", account_id AS "accountId", region, protocol, endpoint,
  attributes, confirmed_at IS NOT NULL AS confirmed, authenticated`;

/** The subscription of an ARN; undefined where there is none. */
export async function findSubscription(db: Kysely<DB>, arn: string): Promise<Subscription | undefined> {
  const { rows } = await sql<Subscription>`
    SELECT ${columns} FROM sns_subscription WHERE subscription_arn = ${arn}`.execute(db);
  return rows[0];
}

/** The subscription of an endpoint to a topic. */
export async function findEndpoint(
  db: Kysely<DB>,
  { topicArn, protocol, endpoint }: Pick<Subscription, 'topicArn' | 'protocol' | 'endpoint'>,
): Promise<Subscription | undefined> {
  const { rows } = await sql<Subscription>`
    SELECT ${columns} FROM sns_subscription
    WHERE topic_arn = ${topicArn} AND protocol = ${protocol} AND endpoint = ${endpoint}`.execute(db);
  return rows[0];
}

export async function countSubscriptions(db: Kysely<DB>, topicArn: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) AS count FROM sns_subscription WHERE topic_arn = ${topicArn}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Confirms the subscription that was sent a token; one that is confirmed already stays so. */
export async function confirmSubscription(
  trx: Transaction<DB>,
  { topicArn, digest, authenticated, at }: { topicArn: string; digest: string; authenticated: boolean; at: Date },
): Promise<Subscription | undefined> {
  const { rows } = await sql<Subscription>`
    UPDATE sns_subscription
    SET authenticated = CASE WHEN confirmed_at IS NULL THEN ${authenticated} ELSE authenticated END,
      confirmed_at = coalesce(confirmed_at, ${at})
    WHERE topic_arn = ${topicArn} AND token_digest = ${digest} AND token_until > ${at} RETURNING ${columns}`.execute(
    trx,
  );
  return rows[0];
}

export async function changeSubscription(
  trx: Transaction<DB>,
  arn: string,
  change: SubscriptionAttributes,
): Promise<void> {
  await sql`
    UPDATE sns_subscription SET attributes = attributes || ${JSON.stringify(change)}::jsonb
    WHERE subscription_arn = ${arn}`.execute(trx);
}

export async function deleteSubscription(trx: Transaction<DB>, arn: string): Promise<void> {
  await sql`DELETE FROM sns_subscription WHERE subscription_arn = ${arn}`.execute(trx);
}

/** Forgets those that nobody confirmed in time. */
export async function deleteUnconfirmed(trx: Transaction<DB>, before: Date): Promise<void> {
  await sql`DELETE FROM sns_subscription WHERE confirmed_at IS NULL AND token_until < ${before}`.execute(trx);
}
