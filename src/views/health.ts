import { type Kysely, sql } from 'kysely';
import type { DB } from '../store/schema.ts';

/** Rejects where the database does not answer, or takes no changes at all. */
export async function isAnswering(db: Kysely<DB>): Promise<void> {
  const { rows } = await sql<{ readOnly: boolean }>`
    SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean AS "readOnly"`.execute(db);
  if (rows[0]?.readOnly) throw Object.assign(new Error('The database takes no changes.'), { code: '25006' });
}

/** Writes something that leaves nothing behind but a line in PostgreSQL's log ahead; rejects where that cannot be done. */
export async function canBeWritten(db: Kysely<DB>): Promise<void> {
  await sql`SELECT pg_logical_emit_message(true, 'headroom', repeat('x', 8192))`.execute(db);
}
