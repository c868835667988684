import { type Kysely, sql, type Transaction } from 'kysely';
import type { DB } from './schema.ts';

export interface TokenKeyRow {
  readonly keyId: string;
  readonly algorithm: string;
  readonly publicJwk: Readonly<Record<string, unknown>>;
  readonly sealed: Buffer;
}

/** The keys that tokens are signed with, the newest first. */
export async function readTokenKeys(db: Kysely<DB>): Promise<TokenKeyRow[]> {
  const { rows } = await sql<TokenKeyRow>`
    SELECT key_id AS "keyId", algorithm, public_jwk AS "publicJwk", sealed FROM token_key
    ORDER BY created_at DESC, key_id`.execute(db);
  return rows;
}

export async function insertTokenKey(
  trx: Transaction<DB>,
  { keyId, algorithm, publicJwk, sealed }: TokenKeyRow,
): Promise<void> {
  await sql`
    INSERT INTO token_key (key_id, algorithm, public_jwk, sealed)
    VALUES (${keyId}, ${algorithm}, ${JSON.stringify(publicJwk)}, ${sealed})`.execute(trx);
}
