import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { DB } from '../../store/schema.ts';

export interface ListedSubscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly accountId: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly confirmed: boolean;
  readonly sequence: number;
}

/** The subscriptions of a topic, or else of all of an account's topics in a Region, in the order of their creation. */
export async function listSubscriptions(
  db: Kysely<DB>,
  list: Scope | { readonly topicArn: string },
  { after = 0, limit }: { after: number | undefined; limit: number },
): Promise<ListedSubscription[]> {
  const of =
    'topicArn' in list
      ? sql`topic_arn = ${list.topicArn}`
      : sql`account_id = ${list.accountId} AND region = ${list.region}`;
  const { rows } = await sql<ListedSubscription>`
    SELECT subscription_arn AS arn, topic_arn AS "topicArn", account_id AS "accountId", protocol, endpoint,
      confirmed_at IS NOT NULL AS confirmed, sequence
    FROM sns_subscription WHERE ${of} AND sequence > ${after} ORDER BY sequence LIMIT ${limit}`.execute(db);
  return rows;
}
