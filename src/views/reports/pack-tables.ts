import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { PackOrder, PackSummary } from '../../domain/reports/audit-pack.ts';
import type { DB } from '../../store/schema.ts';
import { usesWithin } from '../history/uses.ts';
import { at, iso, RESOURCE_ARN } from './copy-text.ts';

type Table = (order: PackOrder) => RawBuilder<unknown>;

/** `use`: all that was used within the time, with `ended_at` where that was before its end. */
const uses = ({ licenseId, from, until }: PackOrder) => sql`
  use AS (
    SELECT *, CASE WHEN consumed_until < ${at(until)} THEN consumed_until END AS ended_at
    FROM (${sql.join(usesWithin(sql.lit(licenseId), { from: at(from), until: at(until) }), sql` UNION ALL `)}) AS within)`;

/** A day a row. Days of the time zone begin turns of their own, so that what lasts between two turns is of one day. */
const dailyPeaks: Table = (order) => {
  const { from, until, timeZone } = order;
  const zone = sql.lit(timeZone);
  const day = (time: RawBuilder<unknown>) => sql`date_trunc('day', ${time} AT TIME ZONE ${zone})`;
  return sql`
    WITH ${uses(order)},
    turn AS (
      SELECT at, sum(change) AS change FROM (
        SELECT greatest(consumed_from, ${at(from)}) AS at, amount AS change FROM use
        UNION ALL
        SELECT ended_at, -amount FROM use WHERE ended_at IS NOT NULL
        UNION ALL
        SELECT greatest(midnight AT TIME ZONE ${zone}, ${at(from)}), 0
        FROM generate_series(${day(at(from))}, ${at(until)} AT TIME ZONE ${zone}, '1 day') AS midnight
        WHERE midnight AT TIME ZONE ${zone} < ${at(until)}) AS ends
      GROUP BY at),
    total AS (
      SELECT at, sum(change) OVER (ORDER BY at) AS used, lead(at, 1, ${at(until)}) OVER (ORDER BY at) - at AS length FROM turn)
    SELECT to_char(${day(sql`at`)}, 'YYYY-MM-DD') AS "Day", max(used)::bigint AS "PeakLicenses",
      ${iso(sql`(array_agg(at ORDER BY used DESC, at))[1]`)} AS "PeakAt",
      round(sum(used * extract(epoch FROM length)) / sum(extract(epoch FROM length)), 3)::float8 AS "AverageLicenses"
    FROM total GROUP BY ${day(sql`at`)} ORDER BY ${day(sql`at`)}`;
};

const arnOf = ({ accountId, region, licenseId }: PackOrder): string =>
  `arn:aws:license-manager:${region}:${accountId}:license-configuration:${licenseId}`;

/** The events of the account's own trail in the Region that name the license, from one time until another, by the index in time. */
const events = (order: PackOrder, within: RawBuilder<unknown> = sql`true`) => sql`
  SELECT * FROM audit_event
  WHERE account_id = ${sql.lit(order.accountId)} AND region = ${sql.lit(order.region)} AND read_only IN (false, true)
    AND occurred_at < ${at(order.until)} AND resources @> ARRAY[${sql.lit(arnOf(order))}] AND ${within}`;

/**
 * A use a row, with what is known of its resource: of one that is there still its facts, of a machine that is gone what the
 * trail says of its launch.
 */
const resources: Table = (order) => sql`
  WITH ${uses(order)},
  launched AS (
    SELECT DISTINCT ON (arn) arn, told ->> 'instanceType' AS instance_type, told ->> 'imageId' AS image_id
    FROM (
      SELECT unnest(resources) AS arn, record::json -> 'additionalEventData' AS told, occurred_at
      FROM (${events(order)}) AS e) AS named
    WHERE told ->> 'instanceType' IS NOT NULL ORDER BY arn, occurred_at)
  SELECT arn AS "ResourceArn", u.resource_type AS "ResourceType", u.resource_owner_id AS "ResourceOwnerId",
    u.amount AS "ConsumedLicenses", ${iso(sql`u.consumed_from`)} AS "ConsumedFrom", ${iso(sql`u.ended_at`)} AS "ConsumedUntil",
    coalesce(i.instance_type, l.instance_type, h.instance_type, h.family, d.class) AS "Type",
    coalesce(i.image_id, l.image_id) AS "ImageId", i.core_count * i.threads_per_core AS "VCpus",
    coalesce(i.core_count, h.cores) AS "Cores", h.sockets AS "Sockets", i.tenancy AS "Tenancy", i.host_id AS "HostId",
    coalesce(m.platform_name, i.settings ->> 'platformDetails', d.engine) AS "Platform", coalesce(m.computer_name, d.identifier, name.value) AS "Name"
  FROM (SELECT *, ${RESOURCE_ARN} AS arn FROM use) AS u
    LEFT JOIN launched l USING (arn)
    LEFT JOIN instance i ON u.resource_type = 'EC2_INSTANCE' AND i.instance_id = u.resource_id
    LEFT JOIN host h ON u.resource_type = 'EC2_HOST' AND h.host_id = u.resource_id
    LEFT JOIN managed_instance m ON m.instance_id = u.resource_id
    LEFT JOIN db_instance d ON u.resource_type = 'RDS' AND u.resource_id = d.account_id || ':' || d.region || ':' || d.identifier
    LEFT JOIN tag name ON name.resource_id = u.resource_id AND name.key = 'Name'
      AND name.account_id = ${sql.lit(order.accountId)}
  ORDER BY u.consumed_from, u.consumption_id`;

/** Who changed the license, when and how. */
const ruleChanges: Table = (order) => sql`
  SELECT ${iso(sql`occurred_at`)} AS "Time", split_part(action, ':', 2) AS "Event", user_name AS "User",
    record::json ->> 'requestParameters' AS "RequestParameters", record::json ->> 'additionalEventData' AS "Change",
    record::json ->> 'errorCode' AS "Error"
  FROM (${events(order, sql`split_part(action, ':', 2) ~ '^(Create|Update|Delete)LicenseConfiguration$' AND occurred_at >= ${at(order.from)}`)}) AS e
  ORDER BY occurred_at, audit_event_id`;

/** The tables of a pack, each a file of CSV and one of JSON, an object a line. */
export const PACK_TABLES: Readonly<Record<'daily-peaks' | 'resources' | 'rule-changes', Table>> = {
  'daily-peaks': dailyPeaks,
  resources,
  'rule-changes': ruleChanges,
};

export type PackTable = keyof typeof PACK_TABLES;

/** JSON has no control characters of its own, so that between these nothing is escaped. */
const RAW = sql`FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01'`;

const compile = (db: Kysely<DB>, statement: RawBuilder<unknown>): string => statement.compile(db).sql;

export const packCsv = (db: Kysely<DB>, table: PackTable, order: PackOrder): string =>
  compile(db, sql`COPY (${PACK_TABLES[table](order)}) TO STDOUT (FORMAT csv, HEADER)`);

export const packJson = (db: Kysely<DB>, table: PackTable, order: PackOrder): string =>
  compile(db, sql`COPY (SELECT row_to_json(t) FROM (${PACK_TABLES[table](order)}) AS t) TO STDOUT (${RAW})`);

/** The trail of the license within the time, a CloudTrail record a line. */
export const packEvents = (db: Kysely<DB>, order: PackOrder): string =>
  compile(
    db,
    sql`COPY (SELECT record FROM (${events(order, sql`occurred_at >= ${at(order.from)}`)}) AS e
      ORDER BY occurred_at, audit_event_id) TO STDOUT (${RAW})`,
  );

/** How many uses a pack has, of how many resources, and what was used when its time began and when it ended. */
export async function readPackCounts(
  db: Kysely<DB>,
  order: PackOrder,
): Promise<Pick<PackSummary, 'ConsumedAtStart' | 'ConsumedAtEnd' | 'Uses' | 'Resources'>> {
  const { rows } = await sql<Awaited<ReturnType<typeof readPackCounts>>>`
    WITH ${uses(order)}
    SELECT count(*) AS "Uses", count(DISTINCT resource_id) AS "Resources",
      coalesce(sum(amount) FILTER (WHERE ended_at IS NULL), 0) AS "ConsumedAtEnd",
      coalesce(sum(amount) FILTER (
        WHERE consumed_from <= ${at(order.from)} AND (consumed_until IS NULL OR consumed_until > ${at(order.from)})), 0)
        AS "ConsumedAtStart"
    FROM use`.execute(db);
  return rows[0]!;
}
