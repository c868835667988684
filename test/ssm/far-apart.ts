import { type Kysely, sql } from 'kysely';
import type { DB } from '../../src/store/schema.ts';

/** The next server registers as if ten thousand others had before: names of software are numbered apart from those before. */
export async function registerFarApart(db: Kysely<DB>): Promise<void> {
  const { rows } = await sql<{ last: number }>`SELECT last_value AS last FROM managed_instance_sequence_seq`.execute(
    db,
  );
  await sql`ALTER SEQUENCE managed_instance_sequence_seq RESTART WITH ${sql.lit(rows[0]!.last + 10_000)}`.execute(db);
}
