import { type Kysely, sql, type Transaction } from 'kysely';
import type { TokenState } from '../domain/issued/license-token.ts';
import { CHAIN } from './issued-grant.ts';
import type { DB } from './schema.ts';

export interface IssuedToken {
  readonly id: string;
  readonly licenseId: string;
  /** Whose license it is. */
  readonly ownerId: string;
  /** Who made the token. */
  readonly accountId: string;
  /** By which grant; null where the license is that account's own. */
  readonly grantId: string | null;
  readonly roleArns: readonly string[];
  readonly properties: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** A token with what its license is now. */
export interface IssuedTokenOfLicense extends IssuedToken, TokenState {
  readonly homeRegion: string;
}

export async function insertIssuedToken(trx: Transaction<DB>, token: IssuedToken): Promise<void> {
  const { id, licenseId, accountId, grantId, roleArns, properties, createdAt, expiresAt } = token;
  await sql`
    INSERT INTO issued_token (token_id, license_id, account_id, grant_id, role_arns, properties, created_at, expires_at)
    VALUES (${id}, ${licenseId}, ${accountId}, ${grantId}, ${roleArns}, ${properties}, ${createdAt}, ${expiresAt})`.execute(
    trx,
  );
}

/** The token of that id, of whichever account; undefined where there is none. */
export async function findIssuedToken(db: Kysely<DB>, id: string): Promise<IssuedTokenOfLicense | undefined> {
  const { rows } = await sql<IssuedTokenOfLicense>`
    SELECT t.token_id AS id, t.license_id AS "licenseId", l.account_id AS "ownerId",
      t.account_id AS "accountId", t.grant_id AS "grantId", t.role_arns AS "roleArns",
      t.properties, t.created_at AS "createdAt", t.expires_at AS "expiresAt", l.home_region AS "homeRegion", l.status,
      v.valid_until AS until, a.closed_at IS NOT NULL AS "isClosed",
      CASE WHEN t.grant_id IS NOT NULL THEN coalesce((
        SELECT ${CHAIN} FROM received_grants(t.account_id) g WHERE g.grant_id = t.grant_id), '[]') END AS grants
    FROM issued_token t JOIN issued_license l USING (license_id) JOIN issued_license_version v USING (license_id, version)
      JOIN account a ON a.account_id = t.account_id
    WHERE t.token_id = ${id}`.execute(db);
  return rows[0];
}

/** How many tokens of a license an account has that have not expired; the license's lock keeps it true. */
export async function countIssuedTokens(
  trx: Transaction<DB>,
  { accountId, licenseId }: { readonly accountId: string; readonly licenseId: string },
  now: Date,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) AS count FROM issued_token
    WHERE license_id = ${licenseId} AND account_id = ${accountId} AND expires_at > ${now}`.execute(trx);
  return rows[0]!.count;
}

/** Deletes an account's token. False where there is none. */
export async function deleteIssuedToken(
  trx: Transaction<DB>,
  { accountId, id }: { readonly accountId: string; readonly id: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    DELETE FROM issued_token WHERE token_id = ${id} AND account_id = ${accountId}`.execute(trx);
  return numAffectedRows === 1n;
}

/** Forgets tokens that expired before `before`. Returns how many. */
export async function forgetIssuedTokens(trx: Transaction<DB>, before: Date, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    DELETE FROM issued_token WHERE token_id = ANY(ARRAY(
      SELECT token_id FROM issued_token WHERE expires_at < ${before} ORDER BY expires_at LIMIT ${limit}))`.execute(trx);
  return Number(numAffectedRows);
}
