import { type Kysely, type RawBuilder, sql } from 'kysely';
import { licenseConfigurationArn } from '../../domain/arn.ts';
import type { ReportSpan, ReportType } from '../../domain/reports/report-generator.ts';
import type { DB } from '../../store/schema.ts';
import { usesWithin } from '../history/uses.ts';
import { at, iso, RESOURCE_ARN } from './copy-text.ts';

export interface ReportQuery extends ReportSpan {
  /** The licenses as JSON, as they were when the report was begun (`store/report-generator.ts`). */
  readonly terms: string;
}

interface ReportedLicense {
  readonly position: number;
  readonly id: string;
  readonly account_id: string;
  readonly region: string;
}

/**
 * The statements that write a report as CSV, one after the other, with a line of names above. They are the same texts with
 * the same outcome whenever they are run after `until`: what changed since then does not show.
 */
export const reportStatements = (db: Kysely<DB>, type: ReportType, query: ReportQuery): string[] =>
  TABLES[type](query).map(
    (table, n) => sql`COPY (${table}) TO STDOUT (FORMAT csv, HEADER ${sql.lit(n === 0)})`.compile(db).sql,
  );

/** Whether a use lasted when the period ended. */
const inUseAt = (until: Date) => sql`consumed_until IS NULL OR consumed_until >= ${at(until)}`;

/** When it ended, if that was before. */
const endedBefore = (until: Date) => sql`CASE WHEN consumed_until < ${at(until)} THEN consumed_until END`;

/**
 * Two statements for each license: few uses began before the period, and those after come from an index in their order. What is
 * told of a use is in one level, so that a second process of PostgreSQL can make it; the ARN that all have is put before it.
 */
const usage = ({ terms, from, until }: ReportQuery) => {
  const licenses = JSON.parse(terms) as ReportedLicense[];
  return licenses
    .toSorted((a, b) => a.position - b.position)
    .flatMap(({ id, account_id: accountId, region }) => {
      const arn = licenseConfigurationArn({ accountId, region }, id);
      return usesWithin(sql.lit(id), { from: at(from), until: at(until) }).map(
        (uses) => sql`
          SELECT ${sql.lit(arn)} AS "LicenseConfigurationArn", told.* FROM (SELECT
            ${RESOURCE_ARN} AS "ResourceArn", resource_type AS "ResourceType", resource_owner_id AS "ResourceOwnerId",
            amount AS "ConsumedLicenses", ${iso(sql`consumed_from`)} AS "ConsumedFrom",
            ${iso(endedBefore(until))} AS "ConsumedUntil", ${inUseAt(until)} AS "InUseAtPeriodEnd",
            date_part('epoch', least(consumed_until, ${at(until)}) - greatest(consumed_from, ${at(from)})) AS "SecondsInPeriod"
          FROM (${uses}) AS use ORDER BY consumed_from, consumption_id) AS told`,
      );
    });
};

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
  WITH license AS (
    SELECT *, 'arn:aws:license-manager:' || region || ':' || account_id || ':license-configuration:' || id AS arn
    FROM jsonb_to_recordset(${sql.lit(query.terms)}::jsonb) AS t(position integer, id text, name text, description text,
      account_id text, region text, counting_type text, license_rules text, license_count bigint, hard_limit boolean)),
  used AS (
    SELECT license.id AS license_id, resource_type, amount, consumed_from,
      ${inUseAt(query.until)} AS in_use, ${endedBefore(query.until)} AS ended_at
    FROM license CROSS JOIN LATERAL (
      ${sql.join(usesWithin(sql`license.id`, { from: at(query.from), until: at(query.until) }), sql` UNION ALL `)}) AS use)
  SELECT ${iso(at(query.from))} AS "PeriodStart", ${iso(at(query.until))} AS "PeriodEnd", arn AS "LicenseConfigurationArn",
    id AS "LicenseConfigurationId", name AS "Name", description AS "Description", account_id AS "OwnerAccountId",
    counting_type AS "LicenseCountingType", license_rules AS "LicenseRules", license_count AS "LicenseCount",
    hard_limit AS "LicenseCountHardLimit", ${inUse()} AS "ConsumedLicenses", ${peak(query)} AS "PeakConsumedLicenses",
    ${inUse('EC2_INSTANCE')} AS "EC2_INSTANCE", ${inUse('EC2_HOST')} AS "EC2_HOST",
    ${inUse('SYSTEMS_MANAGER_MANAGED_INSTANCE')} AS "SYSTEMS_MANAGER_MANAGED_INSTANCE", ${inUse('RDS')} AS "RDS"
  FROM license ORDER BY position`;

const TABLES: Record<ReportType, (query: ReportQuery) => RawBuilder<unknown>[]> = {
  LicenseConfigurationSummaryReport: (query) => [summary(query)],
  LicenseConfigurationUsageReport: usage,
};
