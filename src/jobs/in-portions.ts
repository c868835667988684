import type { Kysely, Transaction } from 'kysely';
import type { DB } from '../store/schema.ts';

/** Does work a portion at a time, each in a transaction of its own, until one is not full. */
export async function inPortions(
  db: Kysely<DB>,
  portion: number,
  some: (trx: Transaction<DB>, limit: number) => Promise<number>,
): Promise<void> {
  while ((await db.transaction().execute((trx) => some(trx, portion))) === portion);
}
