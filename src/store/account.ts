import { type Kysely, sql, type Transaction } from 'kysely';
import type { DB } from './schema.ts';

/** Makes whoever creates accounts take turns, until the transaction ends: what they look up first stays true. */
export async function lockAccounts(transaction: Transaction<DB>): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('headroom.account'))`.execute(transaction);
}

/** The account that operates this installation, once there is one. */
export async function findOperator(transaction: Transaction<DB>): Promise<string | undefined> {
  const found = await transaction
    .selectFrom('account')
    .select('account_id')
    .where('operator', '=', true)
    .executeTakeFirst();
  return found?.account_id;
}

/** Returns false, and changes nothing, when the account exists. */
export async function insertAccount(
  transaction: Transaction<DB>,
  account: { accountId: string; operator: boolean },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('account')
    .values({ account_id: account.accountId, operator: account.operator })
    .onConflict((conflict) => conflict.column('account_id').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

export interface AccessKeyRow {
  readonly accessKeyId: string;
  readonly accountId: string;
  readonly secretSealed: Buffer;
}

/** Adds an access key or, where its own account has one of that ID, replaces its secret. False: another account has it. */
export async function putAccessKey(transaction: Transaction<DB>, key: AccessKeyRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('access_key')
    .values({ access_key_id: key.accessKeyId, account_id: key.accountId, secret_sealed: key.secretSealed })
    .onConflict((conflict) =>
      conflict
        .column('access_key_id')
        .doUpdateSet({ secret_sealed: key.secretSealed })
        .where('access_key.account_id', '=', key.accountId),
    )
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

const selectAccessKey = (db: Kysely<DB>) =>
  db
    .selectFrom('access_key')
    .innerJoin('account', 'account.account_id', 'access_key.account_id')
    .select([
      'access_key.access_key_id as accessKeyId',
      'account.account_id as accountId',
      'account.operator',
      'access_key.secret_sealed as secretSealed',
    ]);

/** An access key with the account it belongs to. */
export async function findAccessKey(db: Kysely<DB>, accessKeyId: string) {
  return selectAccessKey(db).where('access_key.access_key_id', '=', accessKeyId).executeTakeFirst();
}

/** Any access key, to try the master key on. */
export async function findAnyAccessKey(db: Kysely<DB>) {
  return selectAccessKey(db).limit(1).executeTakeFirst();
}

/** The newest ten of an account's access keys, the last made first. */
export async function listAccessKeyIds(transaction: Transaction<DB>, accountId: string): Promise<string[]> {
  const rows = await transaction
    .selectFrom('access_key')
    .select('access_key_id as id')
    .where('account_id', '=', accountId)
    .orderBy('created_at', 'desc')
    .orderBy('access_key_id')
    .limit(10)
    .execute();
  return rows.map(({ id }) => id);
}

/** Removes an account's access keys, and returns their IDs. */
export async function deleteAccessKeys(transaction: Transaction<DB>, accountId: string): Promise<string[]> {
  const removed = transaction
    .deleteFrom('access_key')
    .where('account_id', '=', accountId)
    .returning('access_key_id as id');
  return (await removed.execute()).map(({ id }) => id);
}
