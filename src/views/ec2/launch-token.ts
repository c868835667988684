import { type Kysely, sql } from 'kysely';
import type { StoredToken, TokenKey } from '../../domain/facts.ts';
import type { DB } from '../../store/schema.ts';

/** What came of the request that used a client token first, or undefined where none did. */
export async function findStoredToken(db: Kysely<DB>, key: TokenKey): Promise<StoredToken | undefined> {
  const { rows } = await sql<StoredToken>`
    SELECT input_hash AS "inputHash", outcome FROM idempotency_token
    WHERE account_id = ${key.accountId} AND region = ${key.region} AND action = ${key.action} AND token = ${key.token}`.execute(
    db,
  );
  return rows[0];
}
