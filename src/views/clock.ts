import { type Kysely, sql } from 'kysely';
import type { DB } from '../store/schema.ts';

/** The time by the database's clock, which is one for all servers. */
export async function readClock(db: Kysely<DB>): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`SELECT clock_timestamp() AS now`.execute(db);
  return rows[0]!.now;
}
