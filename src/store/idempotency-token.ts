import { sql, type Transaction } from 'kysely';
import { type StoredToken, type TokenKey, tokenKey } from '../domain/facts.ts';
import { recordset } from './bulk.ts';
import type { DB } from './schema.ts';

const KEY = '"accountId" text, region text, action text, token text';

/** The tokens among these that were used before, by `tokenKey`. */
export async function readTokens(trx: Transaction<DB>, keys: readonly TokenKey[]): Promise<Map<string, StoredToken>> {
  const { rows } = await sql<TokenKey & { inputHash: string; outcome: StoredToken['outcome'] }>`
    SELECT t.account_id AS "accountId", t.region, t.action, t.token, t.input_hash AS "inputHash", t.outcome
    FROM idempotency_token t JOIN ${recordset(keys, KEY)}
      ON t.account_id = r."accountId" AND t.region = r.region AND t.action = r.action AND t.token = r.token`.execute(trx);
  return new Map(rows.map(({ inputHash, outcome, ...key }) => [tokenKey(key), { inputHash, outcome }]));
}

/** Stores used tokens in the transaction of what they did. A token that another server stored first is a unique violation. */
export async function insertTokens(
  trx: Transaction<DB>,
  tokens: readonly { key: TokenKey; stored: StoredToken }[],
  at: Date,
): Promise<void> {
  const rows = tokens.map(({ key, stored }) => ({ ...key, ...stored }));
  await sql`
    INSERT INTO idempotency_token (account_id, region, action, token, input_hash, outcome, created_at)
    SELECT r.*, ${at}::timestamptz FROM ${recordset(rows, `${KEY}, "inputHash" text, outcome jsonb`)}`.execute(trx);
}

/** Forgets tokens that were used before `before`. */
export async function deleteTokens(trx: Transaction<DB>, before: Date): Promise<void> {
  await sql`DELETE FROM idempotency_token WHERE created_at < ${before}`.execute(trx);
}
