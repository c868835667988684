import { sql, type Transaction } from 'kysely';
import type { DB } from './schema.ts';

export interface DeletionSummary {
  readonly version: string;
  readonly count: number;
}

export interface NewInventoryDeletion {
  readonly accountId: string;
  readonly region: string;
  readonly id: string;
  readonly typeName: string;
  readonly clientToken: string | undefined;
  readonly summary: readonly DeletionSummary[];
  readonly at: Date;
}

/** Items of a type that the account has, by schema version. */
export async function countInventoryItems(
  trx: Transaction<DB>,
  { accountId, region, typeName }: { accountId: string; region: string; typeName: string },
): Promise<DeletionSummary[]> {
  const { rows } = await sql<DeletionSummary>`
    SELECT schema_version AS version, count(*) AS count FROM inventory_item
    WHERE account_id = ${accountId} AND region = ${region} AND type_name = ${typeName}
    GROUP BY schema_version ORDER BY schema_version`.execute(trx);
  return rows;
}

/** The deletion that an earlier request with the token began. */
export async function findDeletionByToken(
  trx: Transaction<DB>,
  { accountId, region, token }: { accountId: string; region: string; token: string },
): Promise<{ id: string; typeName: string; summary: DeletionSummary[] } | undefined> {
  const { rows } = await sql<{ id: string; typeName: string; summary: DeletionSummary[] }>`
    SELECT deletion_id AS id, type_name AS "typeName", summary FROM inventory_deletion
    WHERE account_id = ${accountId} AND region = ${region} AND client_token = ${token}`.execute(trx);
  return rows[0];
}

/** Begins a deletion; false where one with its token was begun at the same time. */
export async function insertDeletion(trx: Transaction<DB>, deletion: NewInventoryDeletion): Promise<boolean> {
  const { accountId, region, id, typeName, clientToken = null, summary, at } = deletion;
  const { rows } = await sql`
    INSERT INTO inventory_deletion (account_id, region, deletion_id, type_name, client_token, summary, started_at,
      updated_at, due_at)
    VALUES (${accountId}, ${region}, ${id}, ${typeName}, ${clientToken}, ${JSON.stringify(summary)}, ${at}, ${at}, ${at})
    ON CONFLICT DO NOTHING RETURNING 1`.execute(trx);
  return rows.length > 0;
}

/** Forgets one of the account's own types; false where it has none of that name. */
export async function deleteCustomType(
  trx: Transaction<DB>,
  { accountId, region, typeName }: { accountId: string; region: string; typeName: string },
): Promise<boolean> {
  const { rows } = await sql`
    DELETE FROM custom_inventory_type
    WHERE account_id = ${accountId} AND region = ${region} AND type_name = ${typeName} RETURNING 1`.execute(trx);
  return rows.length > 0;
}

/**
 * Deletes so many of the items that a deletion is of, but none that came after it began, and ends it when there are no
 * more. One server at a time does it; false where there is nothing left to do.
 */
export async function carryOnDeletion(trx: Transaction<DB>, id: string, limit: number): Promise<boolean> {
  const { rows } = await sql<{ deleted: number }>`
    WITH deletion AS (
      SELECT * FROM inventory_deletion WHERE deletion_id = ${id} AND due_at IS NOT NULL FOR UPDATE
    ), chosen AS MATERIALIZED (
      SELECT i.instance_id, i.type_name FROM deletion d JOIN inventory_item i
        ON i.account_id = d.account_id AND i.region = d.region AND i.type_name = d.type_name
      WHERE i.changed_at <= d.started_at ORDER BY i.instance_id LIMIT ${limit}
    )
    DELETE FROM inventory_item i USING chosen c
    WHERE i.instance_id = c.instance_id AND i.type_name = c.type_name
    RETURNING 1 AS deleted`.execute(trx);
  const isDone = rows.length < limit;
  await sql`
    UPDATE inventory_deletion SET deleted = deleted + ${rows.length}, updated_at = clock_timestamp(),
      due_at = CASE WHEN ${isDone} THEN NULL ELSE due_at END
    WHERE deletion_id = ${id} AND due_at IS NOT NULL`.execute(trx);
  return !isDone;
}
