import { sql, type Transaction } from 'kysely';
import type { DB } from './schema.ts';

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

export interface NewResourceDataSync extends Scope {
  readonly name: string;
  readonly type: string;
  readonly s3Destination: object | undefined;
  readonly source: object | undefined;
  readonly at: Date;
}

/** Keeps others from making syncs in the account and Region until the transaction ends, and counts those there are. */
export async function countResourceDataSyncs(trx: Transaction<DB>, { accountId, region }: Scope): Promise<number> {
  await sql`SELECT pg_advisory_xact_lock(hashtext('headroom.resource_data_sync'), hashtext(${accountId + region}))`.execute(
    trx,
  );
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) AS count FROM resource_data_sync WHERE account_id = ${accountId} AND region = ${region}`.execute(
    trx,
  );
  return rows[0]!.count;
}

/** False where the account has one of that name and type in the Region. */
export async function insertResourceDataSync(trx: Transaction<DB>, sync: NewResourceDataSync): Promise<boolean> {
  const json = (value: object | undefined) => (value ? JSON.stringify(value) : null);
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('resource_data_sync')
    .values({
      account_id: sync.accountId,
      region: sync.region,
      name: sync.name,
      sync_type: sync.type,
      s3_destination: json(sync.s3Destination),
      source: json(sync.source),
      created_at: sync.at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** False where there is none. */
export async function deleteResourceDataSync(
  trx: Transaction<DB>,
  { accountId, region, name, type }: Scope & { readonly name: string; readonly type: string },
): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('resource_data_sync')
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('name', '=', name)
    .where('sync_type', '=', type)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}
