import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { DB } from '../../store/schema.ts';

export interface InventoryDeletionRow {
  readonly id: string;
  readonly sequence: number;
  readonly typeName: string;
  readonly summary: readonly { readonly version: string; readonly count: number }[];
  readonly deleted: number;
  readonly startedAt: Date;
  readonly updatedAt: Date;
  readonly isDone: boolean;
}

/** Deletions of inventory types, in the order in which they began, or the one named. */
export async function listInventoryDeletions(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { id, after = 0, limit }: { id: string | undefined; after: number | undefined; limit: number },
): Promise<InventoryDeletionRow[]> {
  const { rows } = await sql<InventoryDeletionRow>`
    SELECT deletion_id AS id, sequence, type_name AS "typeName", summary, deleted, started_at AS "startedAt",
      updated_at AS "updatedAt", due_at IS NULL AS "isDone"
    FROM inventory_deletion
    WHERE account_id = ${accountId} AND region = ${region} AND sequence > ${after}
      ${id === undefined ? sql`` : sql`AND deletion_id = ${id}`}
    ORDER BY sequence LIMIT ${limit}`.execute(db);
  return rows;
}
