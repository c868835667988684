import { type Kysely, sql, type Transaction } from 'kysely';
import type { DB } from './schema.ts';

export interface AccessKeyRow {
  readonly accessKeyId: string;
  readonly accountId: string;
  /** Undefined for the account's root. */
  readonly userId?: string | undefined;
  readonly secretSealed: Buffer;
}

/**
 * Adds an access key or, where its own account's root has one of that ID, replaces its secret and turns it on. False:
 * somebody else has it.
 */
export async function putAccessKey(transaction: Transaction<DB>, key: AccessKeyRow): Promise<boolean> {
  const { numAffectedRows } = await sql`
    INSERT INTO access_key (access_key_id, account_id, user_id, secret_sealed)
    VALUES (${key.accessKeyId}, ${key.accountId}, ${key.userId ?? null}, ${key.secretSealed})
    ON CONFLICT (access_key_id) DO UPDATE SET secret_sealed = excluded.secret_sealed, active = true
    WHERE access_key.account_id = excluded.account_id AND access_key.user_id IS NULL AND excluded.user_id IS NULL
    `.execute(transaction);
  return numAffectedRows === 1n;
}

export interface FoundAccessKey {
  readonly accessKeyId: string;
  readonly accountId: string;
  readonly operator: boolean;
  readonly active: boolean;
  readonly secretSealed: Buffer;
  /** Null for the root. */
  readonly user: { readonly id: string; readonly name: string; readonly path: string } | null;
}

const FOUND = sql`
  SELECT k.access_key_id AS "accessKeyId", k.account_id AS "accountId", a.operator, k.active,
    k.secret_sealed AS "secretSealed",
    CASE WHEN k.user_id IS NULL THEN NULL
      ELSE jsonb_build_object('id', u.entity_id, 'name', u.name, 'path', u.path) END AS "user"
  FROM access_key k JOIN account a USING (account_id) LEFT JOIN iam_entity u ON u.entity_id = k.user_id`;

/** An access key with whom it belongs to, where their account is not closed. */
export async function findAccessKey(db: Kysely<DB>, accessKeyId: string): Promise<FoundAccessKey | undefined> {
  return (
    await sql<FoundAccessKey>`${FOUND} WHERE k.access_key_id = ${accessKeyId} AND a.closed_at IS NULL`.execute(db)
  ).rows[0];
}

/** Any access key, to try the master key on. */
export async function findAnyAccessKey(db: Kysely<DB>): Promise<FoundAccessKey | undefined> {
  return (await sql<FoundAccessKey>`${FOUND} LIMIT 1`.execute(db)).rows[0];
}

/** Whose access keys are meant: a user's or, without one, those of the account's root. */
export interface KeyOwner {
  readonly accountId: string;
  readonly userId?: string | undefined;
}

export interface ListedAccessKey {
  readonly accessKeyId: string;
  readonly active: boolean;
  readonly createdAt: Date;
}

/** The newest hundred of somebody's access keys, the last made first: users have two, roots as many as their operator made. */
export async function listAccessKeys(db: Kysely<DB>, { accountId, userId }: KeyOwner): Promise<ListedAccessKey[]> {
  const { rows } = await sql<ListedAccessKey>`
    SELECT access_key_id AS "accessKeyId", active, created_at AS "createdAt" FROM access_key
    WHERE account_id = ${accountId} AND user_id IS NOT DISTINCT FROM ${userId ?? null}
    ORDER BY created_at DESC, access_key_id LIMIT 100`.execute(db);
  return rows;
}

/** Turns one of somebody's access keys on or off; false where they have no such key. */
export async function setAccessKeyActive(
  trx: Transaction<DB>,
  { accountId, userId }: KeyOwner,
  { accessKeyId, active }: { readonly accessKeyId: string; readonly active: boolean },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    UPDATE access_key SET active = ${active} WHERE access_key_id = ${accessKeyId} AND account_id = ${accountId}
      AND user_id IS NOT DISTINCT FROM ${userId ?? null}`.execute(trx);
  return numAffectedRows === 1n;
}

/** Removes somebody's access keys, or the one of that ID, and returns their IDs. */
export async function deleteAccessKeys(
  trx: Transaction<DB>,
  { accountId, userId }: KeyOwner,
  accessKeyId?: string,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    DELETE FROM access_key WHERE account_id = ${accountId} AND user_id IS NOT DISTINCT FROM ${userId ?? null}
      ${accessKeyId === undefined ? sql`` : sql`AND access_key_id = ${accessKeyId}`}
    RETURNING access_key_id AS id`.execute(trx);
  return rows.map(({ id }) => id);
}

export interface KeyUse {
  readonly accessKeyId: string;
  /** In the words of credential scopes. */
  readonly service: string;
  readonly region: string;
  readonly at: Date;
}

export async function noteAccessKeyUse(db: Kysely<DB>, { accessKeyId, service, region, at }: KeyUse): Promise<void> {
  await sql`
    UPDATE access_key SET last_used_at = ${at}, last_used_service = ${service}, last_used_region = ${region}
    WHERE access_key_id = ${accessKeyId} AND (last_used_at IS NULL OR last_used_at < ${at})`.execute(db);
}

/** Whose an access key of an account is, and when it was last used. */
export async function readKeyUse(db: Kysely<DB>, accountId: string, accessKeyId: string) {
  const { rows } = await sql<{
    readonly userName: string | null;
    readonly at: Date | null;
    readonly service: string | null;
    readonly region: string | null;
  }>`
    SELECT u.name AS "userName", k.last_used_at AS at, k.last_used_service AS service, k.last_used_region AS region
    FROM access_key k LEFT JOIN iam_entity u ON u.entity_id = k.user_id
    WHERE k.access_key_id = ${accessKeyId} AND k.account_id = ${accountId}`.execute(db);
  return rows[0];
}
