import { sql, type Transaction } from 'kysely';
import type { Scope } from '../domain/decision.ts';
import type { ReportFile, ReportPeriod, ReportSpan, ReportType } from '../domain/reports/report-generator.ts';
import { lockAccount } from './account.ts';
import { queue } from './job.ts';
import { lockLicenses } from './license-configuration.ts';
import type { DB } from './schema.ts';

/** What is to be reported on, and how often. */
export interface ReportOrder {
  readonly name: string;
  readonly description: string | undefined;
  readonly types: readonly ReportType[];
  readonly licenseIds: readonly string[];
  readonly period: ReportPeriod;
  /** What a report that is made once looks at. */
  readonly once: ReportSpan | undefined;
}

/** Inserts a report generator; its first report is due when the period of that is over. */
export async function insertReportGenerator(
  trx: Transaction<DB>,
  { accountId, region, id }: Scope & { readonly id: string },
  { order, at }: { order: ReportOrder; at: Date },
): Promise<void> {
  const firstAt = order.once?.until ?? at;
  await sql`
    INSERT INTO report_generator (account_id, region, report_generator_id, name, description, report_types, period,
      report_start, report_end, created_at, first_at, due_at)
    VALUES (${accountId}, ${region}, ${id}, ${order.name}, ${order.description}, ${order.types}, ${order.period},
      ${order.once?.from}, ${order.once?.until}, ${at}, ${firstAt}, ${firstAt})`.execute(trx);
  await setLicenses(trx, id, order.licenseIds);
  await queueReport(trx, id, firstAt);
}

async function setLicenses(trx: Transaction<DB>, id: string, licenseIds: readonly string[]): Promise<void> {
  await sql`
    INSERT INTO report_generator_license (license_configuration_id, report_generator_id, position)
    SELECT l.id, ${id}, l.position FROM unnest(${licenseIds}::text[]) WITH ORDINALITY AS l(id, position)`.execute(trx);
}

/** How many generators an account has in a Region. Whoever creates some takes turns by the account's row. */
export async function countReportGenerators(trx: Transaction<DB>, { accountId, region }: Scope): Promise<number> {
  await lockAccount(trx, accountId);
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) AS count FROM report_generator WHERE account_id = ${accountId} AND region = ${region}`.execute(trx);
  return rows[0]!.count;
}

/**
 * Writes a changed order. With another period the reports begin anew, the first at once; otherwise the next is due when it
 * was. False where there is no such generator.
 */
export async function updateReportGenerator(
  trx: Transaction<DB>,
  { accountId, region, id }: Scope & { readonly id: string },
  { order, at }: { order: ReportOrder; at: Date },
): Promise<boolean> {
  const firstAt = order.once?.until ?? at;
  const anew = sql`(period, report_start, report_end) IS DISTINCT FROM
    (${order.period}, ${order.once?.from}::timestamptz, ${order.once?.until}::timestamptz)`;
  const { rows } = await sql<{ due: Date | null }>`
    UPDATE report_generator SET name = ${order.name}, description = coalesce(${order.description}, description),
      report_types = ${order.types}, period = ${order.period}, report_start = ${order.once?.from},
      report_end = ${order.once?.until}, terms = NULL, failures = 0,
      first_at = CASE WHEN ${anew} THEN ${firstAt}::timestamptz ELSE first_at END,
      made = CASE WHEN ${anew} THEN 0 ELSE made END,
      due_at = CASE WHEN ${anew} THEN ${firstAt}::timestamptz ELSE due_at END
    WHERE report_generator_id = ${id} AND account_id = ${accountId} AND region = ${region}
    RETURNING due_at AS due`.execute(trx);
  if (!rows[0]) return false;
  await sql`DELETE FROM report_generator_license WHERE report_generator_id = ${id}`.execute(trx);
  await setLicenses(trx, id, order.licenseIds);
  if (rows[0].due) await queueReport(trx, id, rows[0].due);
  return true;
}

/** Deletes a generator; what it made stays where it is. False where there is none. */
export async function deleteReportGenerator(
  trx: Transaction<DB>,
  { accountId, region, id }: Scope & { readonly id: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    DELETE FROM report_generator
    WHERE report_generator_id = ${id} AND account_id = ${accountId} AND region = ${region}`.execute(trx);
  return numAffectedRows === 1n;
}

/** How many generators report on each of these licenses. */
export async function readReportCounts(trx: Transaction<DB>, ids: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; count: number }>`
    SELECT license_configuration_id AS id, count(*) AS count FROM report_generator_license
    WHERE license_configuration_id = ANY(${ids}) GROUP BY 1`.execute(trx);
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** A report that is due. */
export interface DueReport extends Scope {
  readonly id: string;
  readonly name: string;
  readonly types: readonly ReportType[];
  readonly period: ReportPeriod;
  readonly firstAt: Date;
  readonly once: ReportSpan | undefined;
  readonly made: number;
  readonly failures: number;
  /** The licenses as they were when it was begun first, as JSON. */
  readonly terms: string;
}

type DueRow = Omit<DueReport, 'once'> & { readonly from: Date | null; readonly until: Date | null };

/**
 * The report of a generator that is due, by the database's clock; undefined where there is none. Its licenses are locked
 * for a moment: whoever took or gave back some before the period was over has written that by then.
 */
export async function beginReport(trx: Transaction<DB>, id: string): Promise<DueReport | undefined> {
  const { rows: licenses } = await sql<{ id: string }>`
    SELECT license_configuration_id AS id FROM report_generator_license WHERE report_generator_id = ${id}`.execute(trx);
  await lockLicenses(
    trx,
    licenses.map((license) => license.id),
  );
  const { rows } = await sql<DueRow>`
    UPDATE report_generator g SET terms = coalesce(g.terms, (
      SELECT jsonb_agg(jsonb_build_object('position', r.position, 'id', l.license_configuration_id, 'name', l.name,
        'description', l.description, 'account_id', l.account_id, 'region', l.region, 'counting_type', l.counting_type,
        'license_rules', array_to_string(l.license_rules, ' '), 'license_count', l.license_count, 'hard_limit', l.hard_limit))
      FROM report_generator_license r JOIN license_configuration l USING (license_configuration_id)
      WHERE r.report_generator_id = g.report_generator_id))
    WHERE report_generator_id = ${id} AND due_at <= clock_timestamp()
    RETURNING account_id AS "accountId", region, report_generator_id AS id, name, report_types AS types, period,
      first_at AS "firstAt", report_start AS "from", report_end AS until, made, failures, terms::text`.execute(trx);
  const [row] = rows;
  if (!row) return undefined;
  const { from, until, ...report } = row;
  return { ...report, once: from && until ? { from, until } : undefined };
}

/** What a report was written to, and what is said of where that is. */
export interface Written {
  readonly place: { readonly bucket: string; readonly keyPrefix: string };
  readonly files: readonly ReportFile[];
}

/** Writes down that a report was made and where, unless its generator was changed meanwhile; the next is due then. */
export async function endReport(
  trx: Transaction<DB>,
  { id, made, firstAt }: DueReport,
  { place, files, nextAt }: Written & { nextAt: Date | undefined },
): Promise<void> {
  const { numAffectedRows } = await sql`
    UPDATE report_generator
    SET last_status = 'SUCCEEDED', last_failure = NULL, last_made_at = clock_timestamp(), bucket = ${place.bucket},
      key_prefix = ${place.keyPrefix}, last_files = ${JSON.stringify(files)}, made = made + 1, failures = 0, terms = NULL, due_at = ${nextAt}
    WHERE report_generator_id = ${id} AND made = ${made} AND first_at = ${firstAt}`.execute(trx);
  if (numAffectedRows === 1n && nextAt) await queueReport(trx, id, nextAt);
}

/** Writes down why a report could not be made; it is tried again at `retryAt`. */
export async function failReport(
  trx: Transaction<DB>,
  { id, made, firstAt }: DueReport,
  { reason, retryAt }: { reason: string; retryAt: Date },
): Promise<void> {
  const { numAffectedRows } = await sql`
    UPDATE report_generator
    SET last_status = 'FAILED', last_failure = ${reason}, failures = failures + 1, due_at = ${retryAt}
    WHERE report_generator_id = ${id} AND made = ${made} AND first_at = ${firstAt}`.execute(trx);
  if (numAffectedRows === 1n) await queueReport(trx, id, retryAt);
}

const queueReport = (trx: Transaction<DB>, generatorId: string, at: Date): Promise<void> =>
  queue(trx, [{ task: 'make-report', payload: { generatorId } }], at);

/**
 * Queues again what should have been made by `before`: whoever was at it died, and the queue would wait hours for it. Who
 * is still at it is not disturbed (`exportAlone`). Returns how many.
 */
export async function queueLateReports(trx: Transaction<DB>, before: Date, limit: number): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    SELECT report_generator_id AS id FROM report_generator WHERE due_at < ${before} ORDER BY due_at LIMIT ${limit}`.execute(
    trx,
  );
  await queue(
    trx,
    rows.map(({ id }) => ({ task: 'make-report', payload: { generatorId: id } })),
  );
  return rows.length;
}
