import { type Kysely, sql } from 'kysely';
import type { DB } from '../store/schema.ts';

/** Whether the database answers. */
export const isHealthy = (db: Kysely<DB>): Promise<boolean> =>
  sql`SELECT 1`.execute(db).then(
    () => true,
    () => false,
  );
