import { sql, type Transaction } from 'kysely';
import type { Resource } from '../domain/resource.ts';
import { recordset } from './bulk.ts';
import type { DB } from './schema.ts';

export interface NewConsumption {
  readonly licenseId: string;
  readonly licenseAccountId: string;
  readonly resource: Resource;
  readonly amount: number;
}

/** What resources hold of licenses now. */
export async function readOpenConsumption(
  trx: Transaction<DB>,
  { licenseIds, resourceIds }: { licenseIds: readonly string[]; resourceIds: readonly string[] },
): Promise<{ licenseId: string; resourceId: string; amount: number }[]> {
  const { rows } = await sql<{ licenseId: string; resourceId: string; amount: number }>`
    SELECT license_configuration_id AS "licenseId", resource_id AS "resourceId", amount
    FROM consumption
    WHERE consumed_until IS NULL AND license_configuration_id = ANY(${licenseIds}) AND resource_id = ANY(${resourceIds})`.execute(trx);
  return rows;
}

/** Opens intervals of consumption at `at`. */
export async function openConsumption(trx: Transaction<DB>, opened: readonly NewConsumption[], at: Date): Promise<void> {
  const rows = opened.map(({ licenseId, licenseAccountId, resource, amount }) => ({
    account_id: licenseAccountId,
    region: resource.region,
    license_configuration_id: licenseId,
    resource_id: resource.id,
    resource_type: resource.type,
    resource_owner_id: resource.ownerId,
    amount,
  }));
  const columns = `account_id text, region text, license_configuration_id text, resource_id text, resource_type text,
    resource_owner_id text, amount bigint`;
  await sql`
    INSERT INTO consumption (account_id, region, license_configuration_id, resource_id, resource_type,
      resource_owner_id, amount, consumed_from)
    SELECT r.*, ${at}::timestamptz FROM ${recordset(rows, columns)}`.execute(trx);
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
    WHERE c.license_configuration_id = r."licenseId" AND c.resource_id = r."resourceId" AND c.consumed_until IS NULL`.execute(trx);
  return Number(result.numAffectedRows);
}
