import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { UsageCell } from '../../domain/history/usage-series.ts';
import type { MeteredLicense } from '../../domain/metrics/license-metrics.ts';
import type { DB } from '../../store/schema.ts';

const HOUR_MS = 3_600_000;

interface Cells {
  readonly licenseId: string;
  /** The length of a cell, in milliseconds; a minute, an hour or a day. */
  readonly cellMs: number;
  /** Milliseconds since 1970; `from` where a cell begins. */
  readonly from: number;
  readonly until: number;
}

/** The cells of a license that begin within a time, in order, and what was used just before. */
export async function readUsageCells(
  db: Kysely<DB>,
  { licenseId, cellMs, from, until }: Cells,
): Promise<{ readonly cells: UsageCell[]; readonly before: number }> {
  const [grain, start, end] = [cellMs / 1000, new Date(from), new Date(until)];
  const [{ rows: cells }, before] = await Promise.all([
    sql<UsageCell>`
      SELECT (date_part('epoch', period_start) * 1000)::bigint AS start, highest, lowest, area::float8 AS area,
        (date_part('epoch', changed_at) * 1000)::bigint AS "changedAt", used
      FROM license_usage
      WHERE license_configuration_id = ${licenseId} AND grain = ${grain} AND period_start >= ${start} AND period_start < ${end}
      ORDER BY period_start`.execute(db),
    usedBefore(db, licenseId, start),
  ]);
  return { cells, before };
}

/**
 * What was used of a license just before a time at which a minute begins. Minutes are kept for some time only; before those
 * that are kept, hours say it, and there the time is to be one at which an hour begins.
 */
async function usedBefore(db: Kysely<DB>, licenseId: string, time: Date): Promise<number> {
  const last = (grain: number, end: Date) => sql`
    (SELECT used FROM license_usage
     WHERE license_configuration_id = ${licenseId} AND grain = ${sql.lit(grain)} AND period_start < ${end}
     ORDER BY period_start DESC LIMIT 1)`;
  const hour = new Date(Math.floor(time.getTime() / HOUR_MS) * HOUR_MS);
  const { rows } = await sql<{ used: number }>`
    SELECT coalesce(${last(60, time)}, ${last(3600, hour)}, 0) AS used`.execute(db);
  return rows[0]!.used;
}

const METERED = sql`
  SELECT license_configuration_id AS id, account_id AS "accountId", region, sequence, counting_type AS "countingType",
    license_count AS "licenseCount", created_at AS "createdAt", deleted_at AS "deletedAt"
  FROM license_configuration WHERE account_id =`;

/** Of an account's own in a Region, those with these ids. */
export async function readMeteredLicenses(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  ids: readonly string[],
): Promise<MeteredLicense[]> {
  const { rows } = await sql<MeteredLicense>`
    ${METERED} ${accountId} AND region = ${region} AND license_configuration_id = ANY(${ids})`.execute(db);
  return rows;
}

/** A page of an account's own in a Region that are not deleted, in the order of creation. */
export async function listMeteredLicenses(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<MeteredLicense[]> {
  const { rows } = await sql<MeteredLicense>`
    ${METERED} ${accountId} AND region = ${region} AND status <> 'DELETED' AND sequence > ${after}
    ORDER BY sequence LIMIT ${limit}`.execute(db);
  return rows;
}
