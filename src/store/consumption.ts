import { sql, type Transaction } from 'kysely';
import type { Resource } from '../domain/resource.ts';
import { recordset, type Statement } from './bulk.ts';
import type { DB } from './schema.ts';

export interface NewConsumption {
  readonly licenseId: string;
  readonly licenseAccountId: string;
  readonly resource: Resource;
  readonly amount: number;
  readonly holdUntil?: Date;
}

export interface OpenConsumption {
  readonly licenseId: string;
  readonly resourceId: string;
  readonly amount: number;
  readonly holdUntil: Date | null;
}

/** The licenses that hosts hold now, tied to them or kept under licenseAffinityToHost. */
export async function readKeptLicenses(trx: Transaction<DB>, hostIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT DISTINCT license_configuration_id AS id FROM consumption
    WHERE consumed_until IS NULL AND resource_type = 'EC2_HOST' AND resource_id = ANY(${hostIds})`.execute(trx);
  return rows.map((row) => row.id);
}

const selectOpen = (condition: Statement) => sql<OpenConsumption>`
  SELECT license_configuration_id AS "licenseId", resource_id AS "resourceId", amount, hold_until AS "holdUntil"
  FROM consumption WHERE consumed_until IS NULL AND ${condition}`;

/** What resources hold of licenses now. */
export async function readOpenConsumption(
  trx: Transaction<DB>,
  { licenseIds, resourceIds }: { licenseIds: readonly string[]; resourceIds: readonly string[] },
): Promise<OpenConsumption[]> {
  const both = sql`license_configuration_id = ANY(${licenseIds}) AND resource_id = ANY(${resourceIds})`;
  return (await selectOpen(both).execute(trx)).rows;
}

/** What hosts keep of licenses under licenseAffinityToHost, used or not. */
export async function readKeptConsumption(
  trx: Transaction<DB>,
  licenseIds: readonly string[],
): Promise<OpenConsumption[]> {
  const kept = sql`hold_until IS NOT NULL AND license_configuration_id = ANY(${licenseIds})`;
  return (await selectOpen(kept).execute(trx)).rows;
}

/** Opens intervals of consumption at `at`. */
export function openConsumption(opened: readonly NewConsumption[], at: Date): Statement {
  const rows = opened.map(({ licenseId, licenseAccountId, resource, amount, holdUntil }) => ({
    account_id: licenseAccountId,
    region: resource.region,
    license_configuration_id: licenseId,
    resource_id: resource.id,
    resource_type: resource.type,
    resource_owner_id: resource.ownerId,
    amount,
    hold_until: holdUntil,
  }));
  const columns = `account_id text, region text, license_configuration_id text, resource_id text, resource_type text,
    resource_owner_id text, amount bigint, hold_until timestamptz`;
  return sql`
    INSERT INTO consumption (account_id, region, license_configuration_id, resource_id, resource_type,
      resource_owner_id, amount, hold_until, consumed_from)
    SELECT r.*, ${at}::timestamptz FROM ${recordset(rows, columns)}`;
}

/** Ends open intervals at `at`; returns how many were open. */
export async function closeConsumption(
  trx: Transaction<DB>,
  pairs: readonly { licenseId: string; resourceId: string }[],
  at: Date,
): Promise<number> {
  const result = await sql`
    UPDATE consumption c SET consumed_until = greatest(c.consumed_from, ${at}::timestamptz)
    FROM ${recordset(pairs, '"licenseId" text, "resourceId" text')}
    WHERE c.license_configuration_id = r."licenseId" AND c.resource_id = r."resourceId" AND c.consumed_until IS NULL`.execute(
    trx,
  );
  return Number(result.numAffectedRows);
}
