import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { ReportSpan, ReportType } from '../../domain/reports/report-generator.ts';
import type { DB } from '../../store/schema.ts';
import { at, iso, RESOURCE_ARN } from './copy-text.ts';

export interface ReportQuery extends ReportSpan {
  /** The licenses as JSON, as they were when the report was begun (`store/report-generator.ts`). */
  readonly terms: string;
}

/**
 * The statement that writes a report as CSV, with a line of names above. It is the same text with the same outcome whenever
 * it is run after `until`: what changed since then does not show.
 */
export function reportStatement(db: Kysely<DB>, type: ReportType, query: ReportQuery): string {
  return sql`COPY (${TABLES[type](query)}) TO STDOUT (FORMAT csv, HEADER)`.compile(db).sql;
}

/**
 * `license`, and `used`: all that was used of them within the period, with `ended_at` where that was before its end. A use
 * of no length is in the period that it falls into.
 */
const usesOf = ({ terms, from, until }: ReportQuery) => sql`
  WITH license AS (
    SELECT *, 'arn:aws:license-manager:' || region || ':' || account_id || ':license-configuration:' || id AS arn
    FROM jsonb_to_recordset(${sql.lit(terms)}::jsonb) AS t(position integer, id text, name text, description text,
      account_id text, region text, counting_type text, license_rules text, license_count bigint, hard_limit boolean)),
  used AS (
    SELECT license.id AS license_id, license.position, c.region, resource_id, resource_type, resource_owner_id,
      amount, consumed_from, consumption_id,
      consumed_until IS NULL OR consumed_until >= ${at(until)} AS in_use,
      CASE WHEN consumed_until < ${at(until)} THEN consumed_until END AS ended_at
    FROM license CROSS JOIN LATERAL (
      SELECT * FROM consumption
      WHERE license_configuration_id = license.id AND consumed_until >= ${at(from)} AND consumed_from < ${at(until)}
        AND (consumed_until > ${at(from)} OR consumed_from = consumed_until)
      UNION ALL
      SELECT * FROM consumption
      WHERE license_configuration_id = license.id AND consumed_until IS NULL AND consumed_from < ${at(until)}) c)`;

/** Sorted before texts are made of it, so that what is sorted is small. */
const usage = (query: ReportQuery) => sql`
  ${usesOf(query)}
  SELECT ((SELECT array_agg(arn ORDER BY position) FROM license))[position] AS "LicenseConfigurationArn",
    ${RESOURCE_ARN} AS "ResourceArn", resource_type AS "ResourceType",
    resource_owner_id AS "ResourceOwnerId", amount AS "ConsumedLicenses", ${iso(sql`consumed_from`)} AS "ConsumedFrom",
    ${iso(sql`ended_at`)} AS "ConsumedUntil", in_use AS "InUseAtPeriodEnd",
    date_part('epoch', least(ended_at, ${at(query.until)}) - greatest(consumed_from, ${at(query.from)})) AS "SecondsInPeriod"
  FROM (SELECT * FROM used ORDER BY position, consumed_from, consumption_id OFFSET 0) AS used`;

const inUse = (type?: string) => sql`
  (SELECT coalesce(sum(amount), 0) FROM used WHERE license_id = license.id AND in_use
    ${type === undefined ? sql`` : sql`AND resource_type = ${sql.lit(type)}`})`;

/** The most that was used at any one time: what ends at an instant makes room for what begins then. */
const peak = ({ from, until }: ReportQuery) => sql`
  (SELECT coalesce(max(total), 0) FROM (
    SELECT sum(sum(change)) OVER (ORDER BY turn) AS total FROM (
      SELECT greatest(consumed_from, ${at(from)}) AS turn, amount AS change FROM used WHERE license_id = license.id
      UNION ALL
      SELECT ended_at, -amount FROM used WHERE license_id = license.id AND ended_at < ${at(until)}) turns
    GROUP BY turn) totals)`;

const summary = (query: ReportQuery) => sql`
  ${usesOf(query)}
  SELECT ${iso(at(query.from))} AS "PeriodStart", ${iso(at(query.until))} AS "PeriodEnd", arn AS "LicenseConfigurationArn",
    id AS "LicenseConfigurationId", name AS "Name", description AS "Description", account_id AS "OwnerAccountId",
    counting_type AS "LicenseCountingType", license_rules AS "LicenseRules", license_count AS "LicenseCount",
    hard_limit AS "LicenseCountHardLimit", ${inUse()} AS "ConsumedLicenses", ${peak(query)} AS "PeakConsumedLicenses",
    ${inUse('EC2_INSTANCE')} AS "EC2_INSTANCE", ${inUse('EC2_HOST')} AS "EC2_HOST",
    ${inUse('SYSTEMS_MANAGER_MANAGED_INSTANCE')} AS "SYSTEMS_MANAGER_MANAGED_INSTANCE", ${inUse('RDS')} AS "RDS"
  FROM license ORDER BY position`;

const TABLES: Record<ReportType, (query: ReportQuery) => RawBuilder<unknown>> = {
  LicenseConfigurationSummaryReport: summary,
  LicenseConfigurationUsageReport: usage,
};
