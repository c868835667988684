import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { DB } from '../../store/schema.ts';

export interface ResourceDataSyncRow {
  readonly name: string;
  readonly type: string;
  readonly s3Destination: object | null;
  readonly source: object | null;
  readonly createdAt: Date;
}

/** The syncs of a type, in the order of their names. */
export async function listResourceDataSyncs(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { type, after = '', limit }: { type: string; after: string | undefined; limit: number },
): Promise<ResourceDataSyncRow[]> {
  const { rows } = await sql<ResourceDataSyncRow>`
    SELECT name, sync_type AS type, s3_destination AS "s3Destination", source, created_at AS "createdAt"
    FROM resource_data_sync
    WHERE account_id = ${accountId} AND region = ${region} AND sync_type = ${type} AND name > ${after}
    ORDER BY name LIMIT ${limit}`.execute(db);
  return rows;
}
