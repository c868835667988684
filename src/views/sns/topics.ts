import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { DB } from '../../store/schema.ts';

/** The names of an account's topics in a Region in their order, behind the name `after`. */
export async function listTopics(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { after = '', limit }: { after: string | undefined; limit: number },
): Promise<{ name: string }[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT name FROM sns_topic WHERE account_id = ${accountId} AND region = ${region} AND name > ${after}
    ORDER BY name LIMIT ${limit}`.execute(db);
  return rows;
}

export interface SubscriptionCounts {
  readonly confirmed: number;
  readonly pending: number;
}

/** How many subscriptions a topic has. */
export async function countSubscriptions(db: Kysely<DB>, topicArn: string): Promise<SubscriptionCounts> {
  const { rows } = await sql<SubscriptionCounts>`
    SELECT count(confirmed_at) AS confirmed, count(*) - count(confirmed_at) AS pending
    FROM sns_subscription WHERE topic_arn = ${topicArn}`.execute(db);
  return rows[0]!;
}
