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

export interface NewAccount {
  readonly accountId: string;
  readonly operator: boolean;
  /** What is known of one that an organization creates. */
  readonly name?: string;
  readonly email?: string;
}

/** Returns false, and changes nothing, when the account exists. */
export async function insertAccount(transaction: Transaction<DB>, account: NewAccount): Promise<boolean> {
  const { accountId, operator, name = null, email = null } = account;
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('account')
    .values({ account_id: accountId, operator, name, email })
    .onConflict((conflict) => conflict.column('account_id').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

export interface AccountName {
  readonly accountId: string;
  /** Of an account that no organization created, neither is known. */
  readonly name: string | null;
  readonly email: string | null;
}

/** An account by its id. */
export const findAccountName = (db: Kysely<DB>, accountId: string): Promise<AccountName | undefined> =>
  selectAccountName(db).where('account_id', '=', accountId).executeTakeFirst();

/** The account that has an e-mail address, whatever the case. */
export const findAccountByEmail = (db: Kysely<DB>, email: string): Promise<AccountName | undefined> =>
  selectAccountName(db).where(sql`lower(email)`, '=', email.toLowerCase()).executeTakeFirst();

const selectAccountName = (db: Kysely<DB>) =>
  db.selectFrom('account').select(['account_id as accountId', 'name', 'email']);

/** Ends an account: its keys are taken no more. False where it was closed before. */
export async function closeAccount(transaction: Transaction<DB>, accountId: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('account')
    .set({ closed_at: at })
    .where('account_id', '=', accountId)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
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

/** An access key with the account it belongs to, where that is not closed. */
export async function findAccessKey(db: Kysely<DB>, accessKeyId: string) {
  return selectAccessKey(db)
    .where('access_key.access_key_id', '=', accessKeyId)
    .where('account.closed_at', 'is', null)
    .executeTakeFirst();
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
