import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { ReportFile, ReportPeriod, ReportType } from '../../domain/reports/report-generator.ts';
import type { DB } from '../../store/schema.ts';

/** A report generator as its account sees it. */
export interface ReportGeneratorRow extends Scope {
  readonly id: string;
  /** Its place in the order of creation. */
  readonly sequence: number;
  readonly name: string;
  readonly description: string | null;
  readonly types: readonly ReportType[];
  readonly licenseIds: readonly string[];
  readonly period: ReportPeriod;
  readonly from: Date | null;
  readonly until: Date | null;
  readonly createdAt: Date;
  readonly lastStatus: string | null;
  readonly lastFailure: string | null;
  readonly lastMadeAt: Date | null;
  readonly bucket: string | null;
  readonly keyPrefix: string | null;
  /** Of the last report. */
  readonly lastFiles: readonly ReportFile[];
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

export interface ReportGeneratorQuery {
  readonly id?: string | undefined;
  readonly licenseIds?: readonly string[] | undefined;
  /** The sequence of the last row of the page before. */
  readonly after?: number | undefined;
  readonly limit: number;
}

/** The account's report generators in the Region, in the order they were created. An account has a bounded number. */
export async function listReportGenerators(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { id, licenseIds, after = 0, limit }: ReportGeneratorQuery,
): Promise<ReportGeneratorRow[]> {
  const { rows } = await sql<ReportGeneratorRow>`
    SELECT g.account_id AS "accountId", g.region, g.report_generator_id AS id, g.sequence, g.name, g.description,
      g.report_types AS types, g.period, g.report_start AS "from", g.report_end AS until, g.created_at AS "createdAt",
      g.last_status AS "lastStatus", g.last_failure AS "lastFailure", g.last_made_at AS "lastMadeAt", g.bucket,
      g.key_prefix AS "keyPrefix", g.last_files AS "lastFiles",
      ARRAY(SELECT r.license_configuration_id FROM report_generator_license r
        WHERE r.report_generator_id = g.report_generator_id ORDER BY r.position) AS "licenseIds",
      (SELECT coalesce(json_agg(json_build_object('key', t.key, 'value', t.value) ORDER BY t.key), '[]')
        FROM tag t WHERE t.resource_id = g.report_generator_id) AS tags
    FROM report_generator g
    WHERE g.account_id = ${accountId} AND g.region = ${region} AND g.sequence > ${after}
      ${id === undefined ? sql`` : sql`AND g.report_generator_id = ${id}`}
      ${
        licenseIds
          ? sql`AND EXISTS (SELECT FROM report_generator_license r
        WHERE r.report_generator_id = g.report_generator_id AND r.license_configuration_id = ANY(${licenseIds}))`
          : sql``
      }
    ORDER BY g.sequence LIMIT ${limit}`.execute(db);
  return rows;
}
