import { sql, type Transaction } from 'kysely';
import type { DB } from './schema.ts';

/** Tries something in a transaction; where nothing comes of it, what it did is undone and what it locked is free again. */
export async function attempt<Result>(
  trx: Transaction<DB>,
  work: () => Promise<Result | undefined>,
): Promise<Result | undefined> {
  await sql`SAVEPOINT attempt`.execute(trx);
  const result = await work();
  await (result === undefined ? sql`ROLLBACK TO SAVEPOINT attempt` : sql`RELEASE SAVEPOINT attempt`).execute(trx);
  return result;
}
