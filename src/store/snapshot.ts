import { type Kysely, sql, type Transaction } from 'kysely';
import type { Snapshot } from '../domain/images/snapshot.ts';
import type { DB } from './schema.ts';

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

const mapping = (ids: readonly string[]) =>
  sql`settings->'blockDevices' @> ANY(${ids.map((snapshotId) => JSON.stringify([{ snapshotId }]))}::jsonb[])`;

/** Of these snapshots the ones that images have, each with the account and the Region of the first one that had it. */
export async function readSnapshots(db: Kysely<DB>, ids: readonly string[]): Promise<Snapshot[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<Omit<Snapshot, 'sizeGiB'> & { sizeGiB: number | null }>`
    SELECT DISTINCT ON (1) device->>'snapshotId' AS id, account_id AS "accountId", region,
      (device->>'volumeSizeGiB')::float8 AS "sizeGiB"
    FROM image, jsonb_array_elements(settings->'blockDevices') device
    WHERE ${mapping(ids)} AND device->>'snapshotId' = ANY(${ids})
    ORDER BY 1, sequence`.execute(db);
  return rows.map(({ sizeGiB, ...row }) => ({ ...row, sizeGiB: sizeGiB ?? undefined }));
}

/** Of these snapshots the account's own in the Region. */
export async function readOwnSnapshots(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  ids: readonly string[],
): Promise<Snapshot[]> {
  const snapshots = await readSnapshots(db, ids);
  return snapshots.filter((snapshot) => snapshot.accountId === accountId && snapshot.region === region);
}

/** The account's own snapshots, whose images cannot be deregistered until the transaction ends. */
export async function lockOwnSnapshots(
  trx: Transaction<DB>,
  scope: Scope,
  ids: readonly string[],
): Promise<Snapshot[]> {
  if (ids.length === 0) return [];
  await sql`
    SELECT FROM image WHERE account_id = ${scope.accountId} AND ${mapping(ids)} ORDER BY image_id FOR KEY SHARE`.execute(
    trx,
  );
  return readOwnSnapshots(trx, scope, ids);
}
