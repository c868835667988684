import { type Kysely, sql, type Transaction } from 'kysely';
import type { Snapshot } from '../domain/images/snapshot.ts';
import type { DB } from './schema.ts';

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

const OF_IDS = (ids: readonly string[]) => sql<Omit<Snapshot, 'sizeGiB'> & { sizeGiB: number | null }>`
  SELECT record_id AS id, account_id AS "accountId", region, (details ->> 'sizeGiB')::float8 AS "sizeGiB"
  FROM ec2_record WHERE kind = 'snapshot' AND record_id = ANY(${ids})`;

const withoutNull = ({ sizeGiB, ...row }: Omit<Snapshot, 'sizeGiB'> & { sizeGiB: number | null }): Snapshot => ({
  ...row,
  sizeGiB: sizeGiB ?? undefined,
});

/** Of these snapshots those that accounts have. */
export async function readSnapshots(db: Kysely<DB>, ids: readonly string[]): Promise<Snapshot[]> {
  if (ids.length === 0) return [];
  const { rows } = await OF_IDS(ids).execute(db);
  return rows.map(withoutNull);
}

const isOf =
  ({ accountId, region }: Scope) =>
  (snapshot: Snapshot) =>
    snapshot.accountId === accountId && snapshot.region === region;

/** Of these snapshots the account's own in the Region. */
export async function readOwnSnapshots(db: Kysely<DB>, scope: Scope, ids: readonly string[]): Promise<Snapshot[]> {
  return (await readSnapshots(db, ids)).filter(isOf(scope));
}

/** The same, which cannot be deleted until the transaction ends. */
export async function lockOwnSnapshots(
  trx: Transaction<DB>,
  scope: Scope,
  ids: readonly string[],
): Promise<Snapshot[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<
    Omit<Snapshot, 'sizeGiB'> & { sizeGiB: number | null }
  >`${OF_IDS(ids)} AND account_id = ${scope.accountId} ORDER BY record_id FOR KEY SHARE`.execute(trx);
  return rows.map(withoutNull).filter(isOf(scope));
}

/** An image of the account that maps a snapshot, if there is one. */
export async function findImageOf(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  snapshotId: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    SELECT image_id AS id FROM image
    WHERE account_id = ${accountId} AND region = ${region}
      AND settings->'blockDevices' @> ${JSON.stringify([{ snapshotId }])}::jsonb LIMIT 1`.execute(db);
  return rows[0]?.id;
}
