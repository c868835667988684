import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { DB } from '../../store/schema.ts';

const HOUR_MS = 3_600_000;

/** What the uses of a license that began or ended within a time changed, an instant a row: `at` and `change`. */
const changes = (licenseId: string, within: (column: RawBuilder<unknown>) => RawBuilder<unknown>) => sql`
  SELECT at, sum(amount) AS change FROM (
    SELECT consumed_from AS at, amount FROM consumption
    WHERE license_configuration_id = ${licenseId} AND ${within(sql`consumed_from`)}
    UNION ALL
    SELECT consumed_until, -amount FROM consumption
    WHERE license_configuration_id = ${licenseId} AND ${within(sql`consumed_until`)}) AS ends
  GROUP BY at`;

/** What was used at an instant: what the hours before came to, and what changed since; what ended then had ended. */
const usedAt = (licenseId: string, at: Date) => {
  const hour = new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
  return sql`
    coalesce((SELECT used FROM license_usage
      WHERE license_configuration_id = ${licenseId} AND grain = 3600 AND period_start < ${hour}
      ORDER BY period_start DESC LIMIT 1), 0)
    + coalesce((SELECT sum(change)
      FROM (${changes(licenseId, (column) => sql`${column} >= ${hour} AND ${column} <= ${at}`)}) AS c), 0)`;
};

/** How much of a license was used at an instant. */
export async function readUsageAt(db: Kysely<DB>, licenseId: string, at: Date): Promise<number> {
  const { rows } = await sql<{ used: number }>`SELECT ${usedAt(licenseId, at)} AS used`.execute(db);
  return rows[0]!.used;
}

/** The most that was used at any one time, and when that was first. */
export interface Peak {
  readonly used: number;
  readonly at: Date;
}

/** The peak of a license from an instant until another, which is outside; exact to the instant, whatever the period. */
export async function readPeak(db: Kysely<DB>, licenseId: string, { from, until }: Period): Promise<Peak> {
  const [first, last] = [Math.ceil(from.getTime() / HOUR_MS), Math.floor(until.getTime() / HOUR_MS)].map(
    (hour) => new Date(hour * HOUR_MS),
  ) as [Date, Date];
  if (first >= last) return sweep(db, licenseId, { from, until });
  const peaks = await Promise.all([
    ...(from < first ? [sweep(db, licenseId, { from, until: first })] : []),
    peakOfHours(db, licenseId, { from: first, until: last }),
    ...(last < until ? [sweep(db, licenseId, { from: last, until })] : []),
  ]);
  return peaks.reduce((best, peak) => (peak.used > best.used ? peak : best));
}

interface Period {
  readonly from: Date;
  readonly until: Date;
}

/** The peak of a time that is not long: all that changed within is looked at. */
async function sweep(db: Kysely<DB>, licenseId: string, { from, until }: Period): Promise<Peak> {
  const { rows } = await sql<Peak>`
    WITH start AS MATERIALIZED (SELECT ${usedAt(licenseId, from)} AS used)
    SELECT used, at FROM (
      SELECT used, ${from}::timestamptz AS at FROM start
      UNION ALL
      SELECT (SELECT used FROM start) + sum(change) OVER (ORDER BY at), at
      FROM (${changes(licenseId, (column) => sql`${column} > ${from} AND ${column} < ${until}`)}) AS c) AS total
    ORDER BY used DESC, at LIMIT 1`.execute(db);
  return rows[0]!;
}

/** The peak of whole hours: the highest hour is known, and within it is looked for the instant. */
async function peakOfHours(db: Kysely<DB>, licenseId: string, { from, until }: Period): Promise<Peak> {
  const { rows } = await sql<Peak>`
    SELECT used, at FROM (
      SELECT ${usedAt(licenseId, from)} AS used, ${from}::timestamptz AS at
      UNION ALL
      SELECT greatest(highest, used), period_start FROM license_usage
      WHERE license_configuration_id = ${licenseId} AND grain = 3600 AND period_start >= ${from} AND period_start < ${until}
    ) AS total
    ORDER BY used DESC, at LIMIT 1`.execute(db);
  const [{ used, at }] = rows as [Peak];
  if (used === 0) return { used, at: from };
  return sweep(db, licenseId, { from: at, until: new Date(at.getTime() + HOUR_MS) });
}
