import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { ResourceType } from '../../domain/resource.ts';
import type { DB } from '../../store/schema.ts';

/** One use of a license: what held how many of it from when until when. */
export interface LicenseUse {
  readonly id: number;
  readonly region: string;
  readonly resourceId: string;
  readonly resourceType: ResourceType;
  readonly resourceOwnerId: string;
  readonly amount: number;
  readonly from: Date;
  /** Null while it lasts. */
  readonly until: Date | null;
  /** Its place in the list: microseconds since 1970, and the id. */
  readonly place: readonly [number, number];
}

/** What a statement takes as a parameter, or says itself. */
type Value<T> = T | RawBuilder<T>;

/**
 * The uses that were under way at an instant; one that ended then was not. Those that ended are found by the boxes of
 * `consumption_in_time` alone, behind `OFFSET 0`: beside them PostgreSQL would read all uses that began before.
 */
const underWay = (licenseId: Value<string>, at: Value<Date>): RawBuilder<unknown> => {
  const place = sql`point(hashtext(${licenseId})::float8, extract(epoch FROM ${at}::timestamptz - timestamptz 'epoch')::float8)`;
  const line = sql`hashtext(license_configuration_id)`;
  return sql`
    SELECT * FROM consumption
    WHERE license_configuration_id = ${licenseId} AND consumed_until IS NULL AND consumed_from <= ${at}
    UNION ALL
    SELECT * FROM (
      SELECT * FROM consumption
      WHERE consumed_until IS NOT NULL
        AND box(point(${line}::float8, extract(epoch FROM consumed_from - timestamptz 'epoch')::float8),
          point(${line} + 0.5::float8, extract(epoch FROM consumed_until - timestamptz 'epoch')::float8)) && box(${place}, ${place})
      OFFSET 0) AS ended
    WHERE license_configuration_id = ${licenseId} AND consumed_from <= ${at} AND consumed_until > ${at}`;
};

interface Within {
  readonly from: Value<Date>;
  /** Outside. */
  readonly until: Value<Date>;
}

/** The uses of a license within a time: those that were under way when it began, and those that began within, if only to end. */
export const usesWithin = (
  licenseId: Value<string>,
  { from, until }: Within,
): [RawBuilder<unknown>, RawBuilder<unknown>] => [
  sql`SELECT * FROM (${underWay(licenseId, from)}) AS use WHERE consumed_from < ${from}`,
  sql`
    SELECT * FROM consumption
    WHERE license_configuration_id = ${licenseId} AND consumed_from >= ${from} AND consumed_from < ${until}`,
];

/** How much of a license the resources of each account and type held at an instant. */
export async function readHolders(
  db: Kysely<DB>,
  licenseId: string,
  at: Date,
): Promise<{ readonly ownerId: string; readonly type: ResourceType; readonly amount: number }[]> {
  const { rows } = await sql<{ ownerId: string; type: ResourceType; amount: number }>`
    SELECT resource_owner_id AS "ownerId", resource_type AS type, sum(amount) AS amount
    FROM (${underWay(licenseId, at)}) AS use GROUP BY 1, 2 ORDER BY 1, 2`.execute(db);
  return rows;
}

interface UsesQuery {
  readonly licenseId: string;
  readonly from: Date;
  /** Outside. */
  readonly until: Date;
  /** The place of the last one of the page before. */
  readonly after: readonly [number, number] | undefined;
  readonly limit: number;
}

/** The uses of a license within a time, also those of no length, by their beginning. */
export async function listUses(
  db: Kysely<DB>,
  { licenseId, from, until, after, limit }: UsesQuery,
): Promise<LicenseUse[]> {
  const micros = sql`(extract(epoch FROM consumed_from - timestamptz 'epoch') * 1000000)::bigint`;
  const behind = after
    ? sql`AND (consumed_from, consumption_id) > (timestamptz 'epoch' + ${after[0]} * interval '1 microsecond', ${after[1]}::bigint)`
    : sql``;
  const isBehindStart = after !== undefined && after[0] >= from.getTime() * 1000;
  const before = sql`
    (SELECT * FROM (${underWay(licenseId, from)}) AS use
      WHERE consumed_from < ${from} ${behind} ORDER BY consumed_from, consumption_id LIMIT ${limit})
    UNION ALL`;
  const { rows } = await sql<LicenseUse>`
    SELECT consumption_id AS id, region, resource_id AS "resourceId", resource_type AS "resourceType",
      resource_owner_id AS "resourceOwnerId", amount, consumed_from AS "from", consumed_until AS until,
      json_build_array(${micros}, consumption_id) AS place
    FROM (${isBehindStart ? sql`` : before}
      (SELECT * FROM consumption
      WHERE license_configuration_id = ${licenseId} AND consumed_from >= ${from} AND consumed_from < ${until} ${behind}
      ORDER BY consumed_from, consumption_id LIMIT ${limit})) AS use
    ORDER BY consumed_from, consumption_id LIMIT ${limit}`.execute(db);
  return rows;
}
