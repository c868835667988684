import { sql, type Transaction } from 'kysely';
import {
  ALERT_FAMILIES,
  type Alert,
  alertJson,
  digestOf,
  SAID_AT_ONCE,
  subjectLine,
  WINDOW_SECONDS,
} from '../domain/alerts/alert.ts';
import { tellTopic } from './publish.ts';
import type { DB } from './schema.ts';
import { tellWebhooks } from './webhook.ts';

const familyOf = ({ kind }: Alert) => ALERT_FAMILIES[kind];
const paceKey = (alert: Alert): string => `${alert.subject} ${familyOf(alert)}`;

/**
 * Tells people of alerts, in the transaction of what they tell. Of many about one subject the first few are said at once,
 * and the others held back for `sayDigests`, so that a storm is a few messages.
 */
export async function raiseAlerts(trx: Transaction<DB>, alerts: readonly Alert[], at: Date): Promise<void> {
  const groups = [...Map.groupBy(alerts, paceKey).values()];
  for (const group of groups.toSorted((a, b) => (paceKey(a[0]!) < paceKey(b[0]!) ? -1 : 1))) {
    if (await paced(trx, group, at)) await say(trx, group[0]!, { at, count: 1 });
  }
}

/** Counts a group of alerts about one subject. Whether the first is to be said; the others are held back. */
async function paced(trx: Transaction<DB>, group: readonly Alert[], at: Date): Promise<boolean> {
  const [{ subject }, last, count] = [group[0]!, JSON.stringify(group.at(-1)), group.length];
  const isOver = sql`p.held = 0 AND p.window_from < excluded.window_from - make_interval(secs => ${WINDOW_SECONDS})`;
  const speaks = sql`p.held = 0 AND (p.said < ${SAID_AT_ONCE} OR ${isOver})`;
  const { rows } = await sql<{ spoke: boolean }>`
    INSERT INTO alert_pace AS p (subject, family, window_from, said, spoke, held, last)
    VALUES (${subject}, ${familyOf(group[0]!)}, ${at}, 1, true, ${count - 1}, ${last})
    ON CONFLICT (subject, family) DO UPDATE
    SET window_from = CASE WHEN ${isOver} THEN excluded.window_from ELSE p.window_from END,
      said = CASE WHEN ${isOver} THEN 1 WHEN ${speaks} THEN p.said + 1 ELSE p.said END,
      spoke = ${speaks}, held = p.held + ${count} - CASE WHEN ${speaks} THEN 1 ELSE 0 END, last = excluded.last
    RETURNING spoke`.execute(trx);
  return rows[0]!.spoke;
}

/**
 * Says what was held back of subjects whose window is over, and begins another one for each, in which nothing is said at
 * once. Some at a time; resolves to how many.
 */
export async function sayDigests(trx: Transaction<DB>, limit: number): Promise<number> {
  const { rows } = await sql<{ subject: string; family: string; held: number; last: Alert; since: Date; at: Date }>`
    SELECT subject, family, held, last, window_from AS since, clock_timestamp() AS at FROM alert_pace
    WHERE held > 0 AND window_from < clock_timestamp() - make_interval(secs => ${WINDOW_SECONDS})
    ORDER BY subject, family LIMIT ${limit} FOR UPDATE SKIP LOCKED`.execute(trx);
  for (const { subject, family, held, last, since, at } of rows) {
    await say(trx, digestOf(last, held, since), { at, count: held });
    await sql`
      UPDATE alert_pace SET held = 0, window_from = ${at}, said = ${SAID_AT_ONCE}
      WHERE subject = ${subject} AND family = ${family}`.execute(trx);
  }
  return rows.length;
}

/** Keeps an alert, tells webhooks, and publishes it to the topic that the account's settings name. */
async function say(trx: Transaction<DB>, alert: Alert, said: { at: Date; count: number }): Promise<void> {
  const { accountId, region, kind, subject, message, detail } = alert;
  const { rows } = await sql<{ topicArn: string | null }>`
    WITH told AS (
      INSERT INTO alert (account_id, region, kind, subject, message, detail, count, occurred_at)
      VALUES (${accountId}, ${region}, ${kind}, ${subject}, ${message}, ${JSON.stringify(detail)}, ${said.count}, ${said.at}))
    SELECT sns_topic_arn AS "topicArn" FROM service_settings
    WHERE account_id = ${accountId} AND region = ${region}`.execute(trx);
  const json = alertJson(alert, said);
  const event = { accountId, region, resources: [subject], detail: json, orderedBy: subject };
  await tellWebhooks(trx, [{ ...event, detailType: 'License Alert' }], said.at);
  const topicArn = rows[0]?.topicArn;
  if (!topicArn) return;
  await tellTopic(trx, alert, {
    topicArn,
    subject: subjectLine(alert),
    message: JSON.stringify(json),
    bodies: { email: message },
    attributes: { kind: { Type: 'String', Value: kind } },
    orderedBy: subject,
  });
}

/** Forgets alerts of long ago, and how often was spoken of what nothing is held back of. */
export async function deleteOldAlerts(trx: Transaction<DB>, before: Date): Promise<void> {
  await sql`DELETE FROM alert WHERE occurred_at < ${before}`.execute(trx);
  await sql`DELETE FROM alert_pace WHERE held = 0 AND window_from < ${before}`.execute(trx);
}

/** A license that ends, of which the mark that is reached was not spoken of yet. */
export interface Expiring {
  readonly accountId: string;
  readonly region: string;
  readonly id: string;
  readonly name: string;
  readonly expiry: number;
  readonly days: number;
}

/**
 * The licenses that end within the largest of `marks` days, each with the smallest mark that it has reached; taken down as
 * spoken of, in this transaction. `marks` are in rising order.
 */
export async function takeExpiring(trx: Transaction<DB>, marks: readonly number[], limit: number): Promise<Expiring[]> {
  const { rows } = await sql<Expiring>`
    WITH near AS (
      SELECT l.*, (SELECT min(mark) FROM unnest(${marks}::integer[]) AS mark
        WHERE l.license_expiry <= extract(epoch FROM clock_timestamp()) + 86400 * mark) AS mark
      FROM license_configuration l
      WHERE l.license_expiry <= extract(epoch FROM clock_timestamp()) + 86400 * ${marks.at(-1)}
        AND l.license_expiry IS NOT NULL AND l.status <> 'DELETED'),
    said AS (
      INSERT INTO expiry_said (license_configuration_id, license_expiry, days_before)
      SELECT license_configuration_id, license_expiry, mark FROM near
      WHERE NOT EXISTS (SELECT FROM expiry_said s WHERE s.license_configuration_id = near.license_configuration_id
        AND s.license_expiry = near.license_expiry AND s.days_before <= near.mark)
      ORDER BY license_configuration_id LIMIT ${limit}
      ON CONFLICT DO NOTHING RETURNING license_configuration_id)
    SELECT account_id AS "accountId", region, license_configuration_id AS id, name, license_expiry AS expiry,
      greatest(0, ceil((license_expiry - extract(epoch FROM clock_timestamp())) / 86400))::integer AS days
    FROM near JOIN said USING (license_configuration_id)`.execute(trx);
  return rows;
}

/** A server that was heard of no more. */
export interface Silent {
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly lastPingAt: Date;
}

/** Of these servers the ones of whose silence was not spoken yet; taken down as spoken of, in this transaction. */
export async function takeSilent(trx: Transaction<DB>, ids: readonly string[]): Promise<Silent[]> {
  const { rows } = await sql<Silent>`
    WITH said AS (
      INSERT INTO silence_said AS s (instance_id, last_ping_at)
      SELECT instance_id, last_ping_at FROM managed_instance WHERE instance_id = ANY(${ids}) ORDER BY 1
      ON CONFLICT (instance_id) DO UPDATE SET last_ping_at = excluded.last_ping_at
        WHERE s.last_ping_at < excluded.last_ping_at
      RETURNING instance_id)
    SELECT instance_id AS id, account_id AS "accountId", region, last_ping_at AS "lastPingAt"
    FROM managed_instance JOIN said USING (instance_id) ORDER BY 1`.execute(trx);
  return rows;
}
