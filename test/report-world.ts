import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { type Kysely, sql } from 'kysely';
import type { DB } from '../src/store/schema.ts';
import { licenseId } from './example-facts.ts';

// A license with a history that a test makes up, and the reports that are made of it.

/** A use of a license: from when until when, in milliseconds since 1970; `until` is null while it lasts. */
export interface Use {
  readonly resourceId: string;
  readonly amount: number;
  readonly from: number;
  readonly until: number | null;
}

/** Writes a history of the n-th license of an account, which is created, as the ledger would have. */
export async function writeHistory(db: Kysely<DB>, n: number, uses: readonly Use[]): Promise<string> {
  const id = licenseId(n);
  await sql`
    INSERT INTO license_configuration (account_id, region, license_configuration_id, name, counting_type, license_count,
      license_rules, created_at)
    VALUES ('111111111111', 'us-east-1', ${id}, 'SQL Server, "Standard"', 'vCPU', 16, '{#minimumVcpus=2}', 'epoch')`.execute(
    db,
  );
  await sql`
    INSERT INTO consumption (account_id, region, license_configuration_id, resource_id, resource_type, resource_owner_id,
      amount, consumed_from, consumed_until)
    SELECT '111111111111', 'us-east-1', ${id}, u."resourceId", 'EC2_INSTANCE', '222222222222', u.amount,
      to_timestamp(u.from / 1000.0), to_timestamp(u.until / 1000.0)
    FROM json_to_recordset(${JSON.stringify(uses)}::json) AS u("resourceId" text, amount bigint, "from" bigint, until bigint)`.execute(
    db,
  );
  return id;
}

/** Inserts a generator of reports on licenses whose first is due. */
export async function insertGenerator(
  db: Kysely<DB>,
  licenseIds: string | readonly string[],
  given: { readonly period?: string; readonly firstAt: Date; readonly from?: Date },
): Promise<string> {
  const id = `r-${randomUUID().replaceAll('-', '')}`;
  const { period = 'DAY', firstAt, from } = given;
  await sql`
    INSERT INTO report_generator (account_id, region, report_generator_id, name, report_types, period, report_start,
      report_end, created_at, first_at, due_at)
    VALUES ('111111111111', 'us-east-1', ${id}, 'audit',
      '{LicenseConfigurationSummaryReport,LicenseConfigurationUsageReport}', ${period}, ${from ?? null},
      ${from ? firstAt : null}, ${firstAt}, ${firstAt}, ${firstAt})`.execute(db);
  await sql`
    INSERT INTO report_generator_license
    SELECT l.id, ${id}, l.position FROM unnest(${[licenseIds].flat()}::text[]) WITH ORDINALITY AS l(id, position)`.execute(
    db,
  );
  return id;
}

/** The paths of the reports below a folder, in order. */
export const reportsIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('.csv')).sort();

export const readCsv = async (folder: string, path: string): Promise<Record<string, string>[]> =>
  parse(await readFile(join(folder, path)), { columns: true });
