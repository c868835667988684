import { sql, type Transaction } from 'kysely';
import { recordset, type Statement } from './bulk.ts';
import type { DB } from './schema.ts';

/** How much of a license was used until a change, and how much since. */
export interface UsageChange {
  readonly licenseId: string;
  readonly before: number;
  readonly after: number;
}

/**
 * Takes down in the history of licenses what changed at `at`. What was used for no time at all does not count: of changes
 * at one instant only what they come to does. By a transaction that holds the licenses' locks.
 */
export const recordUsage = (changes: readonly UsageChange[], at: Date): Statement => sql`
  INSERT INTO license_usage AS u (license_configuration_id, grain, period_start, highest, lowest, area, changed_at, used)
  SELECT "licenseId", grain, began, CASE WHEN at > began THEN before END, CASE WHEN at > began THEN before END,
    before * (extract(epoch FROM at - began) * 1000)::bigint, at, after
  FROM ${recordset(changes, '"licenseId" text, before bigint, after bigint')},
    (SELECT grain, at, date_bin(make_interval(secs => grain), at, 'epoch') AS began
     FROM (VALUES (60), (3600), (86400)) AS g(grain), (SELECT ${at}::timestamptz AS at) AS now) AS cell
  ON CONFLICT (license_configuration_id, grain, period_start) DO UPDATE SET
    highest = CASE WHEN excluded.changed_at > u.changed_at THEN greatest(u.highest, u.used) ELSE u.highest END,
    lowest = CASE WHEN excluded.changed_at > u.changed_at THEN least(u.lowest, u.used) ELSE u.lowest END,
    area = u.area + u.used * greatest((extract(epoch FROM excluded.changed_at - u.changed_at) * 1000)::bigint, 0),
    changed_at = greatest(u.changed_at, excluded.changed_at),
    used = excluded.used`;

/** Forgets so many minutes that began before `before`; hours and days are kept. Returns how many. */
export async function deleteUsageMinutes(trx: Transaction<DB>, before: Date, limit: number): Promise<number> {
  const result = await sql`
    DELETE FROM license_usage WHERE ctid = ANY(ARRAY(
      SELECT ctid FROM license_usage WHERE grain = 60 AND period_start < ${before} LIMIT ${limit}))`.execute(trx);
  return Number(result.numAffectedRows);
}
