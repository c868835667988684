import { type Kysely, sql, type Transaction } from 'kysely';
import type { DB } from './schema.ts';

/** Makes whoever creates accounts take turns, until the transaction ends: what they look up first stays true. */
export async function lockAccounts(transaction: Transaction<DB>): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('headroom.account'))`.execute(transaction);
}

/** Makes whoever adds to what an account may have so many of take turns, until the transaction ends: what they count stays true. */
export async function lockAccount(trx: Transaction<DB>, accountId: string): Promise<void> {
  await sql`SELECT FROM account WHERE account_id = ${accountId} FOR NO KEY UPDATE`.execute(trx);
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

export async function readAccountCreation(db: Kysely<DB>, accountId: string): Promise<Date | undefined> {
  const found = await db
    .selectFrom('account')
    .select('created_at as createdAt')
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  return found?.createdAt;
}

/** Gives an account an alias, in place of the one it has, or takes it away. False where another account has it. */
export async function setAccountAlias(trx: Transaction<DB>, accountId: string, alias: string | null): Promise<boolean> {
  const { numAffectedRows } = await sql`
    UPDATE account SET alias = ${alias} WHERE account_id = ${accountId}
      AND NOT EXISTS (SELECT FROM account WHERE alias = ${alias} AND account_id <> ${accountId})`.execute(trx);
  return numAffectedRows === 1n;
}

export async function readAccountAlias(db: Kysely<DB>, accountId: string): Promise<string | undefined> {
  const { rows } = await sql<{ alias: string | null }>`
    SELECT alias FROM account WHERE account_id = ${accountId}`.execute(db);
  return rows[0]?.alias ?? undefined;
}
