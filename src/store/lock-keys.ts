import { sql, type Transaction } from 'kysely';
import type { DB } from './schema.ts';

/** Who signs with keys that all servers on a database share. */
export type KeysOf = 'audit' | 'message' | 'token';

/** Until the transaction ends, no other one makes a key of that kind. */
export async function lockKeys(trx: Transaction<DB>, of: KeysOf): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`headroom.${of}-key`}, 0))`.execute(trx);
}
