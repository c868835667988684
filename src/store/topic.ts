import { type Kysely, sql, type Transaction } from 'kysely';
import type { Topic, TopicAttributes } from '../domain/notifications/topic.ts';
import type { DB } from './schema.ts';

/** The topics that an account may have in a Region; SNS lets it have a hundred thousand. */
const MOST_TOPICS = 10_000;

/** Inserts a topic, unless there is one of its name; tells which. Undefined where the account has all that it may have. */
export async function insertTopic(
  trx: Transaction<DB>,
  { arn, accountId, region, name, attributes }: Topic,
  at: Date,
): Promise<'made' | 'there' | undefined> {
  const { numAffectedRows } = await sql`
    INSERT INTO sns_topic (topic_arn, account_id, region, name, attributes, created_at)
    SELECT ${arn}, ${accountId}, ${region}, ${name}, ${JSON.stringify(attributes)}, ${at}
    WHERE (SELECT count(*) FROM sns_topic WHERE account_id = ${accountId} AND region = ${region}) < ${MOST_TOPICS}
    ON CONFLICT DO NOTHING`.execute(trx);
  if (numAffectedRows === 1n) return 'made';
  return (await findTopic(trx, arn)) ? 'there' : undefined;
}

/** The topic of an ARN; undefined where there is none. */
export async function findTopic(db: Kysely<DB>, arn: string): Promise<Topic | undefined> {
  const { rows } = await selectTopic(arn).execute(db);
  return rows[0];
}

/** The same, which stays as it is until the transaction ends. */
export async function lockTopic(trx: Transaction<DB>, arn: string): Promise<Topic | undefined> {
  const { rows } = await sql<Topic>`${selectTopic(arn)} FOR UPDATE`.execute(trx);
  return rows[0];
}

const selectTopic = (arn: string) => sql<Topic>`
  SELECT topic_arn AS arn, account_id AS "accountId", region, name, attributes FROM sns_topic WHERE topic_arn = ${arn}`;

export async function changeTopic(trx: Transaction<DB>, arn: string, change: TopicAttributes): Promise<void> {
  await sql`UPDATE sns_topic SET attributes = attributes || ${JSON.stringify(change)}::jsonb WHERE topic_arn = ${arn}`.execute(
    trx,
  );
}

/** Deletes a topic with its subscriptions. What is on its way finds that out. */
export async function deleteTopic(trx: Transaction<DB>, arn: string): Promise<void> {
  await sql`DELETE FROM sns_topic WHERE topic_arn = ${arn}`.execute(trx);
}
