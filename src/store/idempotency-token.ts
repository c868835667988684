import { type RawBuilder, sql, type Transaction } from 'kysely';
import { type StoredToken, type TokenKey, tokenKey } from '../domain/facts.ts';
import { recordset, type Statement } from './bulk.ts';
import type { DB } from './schema.ts';

const KEY = '"accountId" text, region text, action text, token text';

/** The tokens that were used before: those among these keys, and at most some that mix two of them. */
export function selectTokens(keys: readonly TokenKey[]): RawBuilder<TokenKey & StoredToken> {
  const columnOf = (name: keyof TokenKey) => [...new Set(keys.map((key) => key[name]))];
  return sql`
    SELECT account_id AS "accountId", region, action, token, input_hash AS "inputHash", outcome
    FROM idempotency_token
    WHERE token = ANY(${columnOf('token')}) AND account_id = ANY(${columnOf('accountId')})
      AND region = ANY(${columnOf('region')}) AND action = ANY(${columnOf('action')})`;
}

/** Makes those who use the same token take turns, until the transaction ends. The ledger needs no such lock. */
export async function lockToken(trx: Transaction<DB>, key: TokenKey): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${tokenKey(key)}, 0))`.execute(trx);
}

/** Stores used tokens in the transaction of what they did. A token that another server stored first is a unique violation. */
export function insertTokens(tokens: readonly { key: TokenKey; stored: StoredToken }[], at: Date): Statement {
  const rows = tokens.map(({ key, stored }) => ({ ...key, ...stored }));
  return sql`
    INSERT INTO idempotency_token (account_id, region, action, token, input_hash, outcome, created_at)
    SELECT r.*, ${at}::timestamptz FROM ${recordset(rows, `${KEY}, "inputHash" text, outcome jsonb`)}`;
}

/** Forgets tokens that were used before `before`. */
export async function deleteTokens(trx: Transaction<DB>, before: Date): Promise<void> {
  await sql`DELETE FROM idempotency_token WHERE created_at < ${before}`.execute(trx);
}
