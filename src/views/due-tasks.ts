import { type Kysely, sql } from 'kysely';
import type { DB } from '../store/schema.ts';

export interface DueTasks {
  readonly imports: readonly string[];
  readonly conversions: readonly string[];
  readonly deletions: readonly string[];
}

/** Tasks of every account that are to be worked on, the longest overdue first, by the database's clock. */
export async function readDueTasks(db: Kysely<DB>, limit: number): Promise<DueTasks> {
  const { rows } = await sql<DueTasks>`
    SELECT
      ARRAY(SELECT import_task_id FROM import_image_task WHERE due_at <= clock_timestamp()
        ORDER BY due_at LIMIT ${limit}) AS imports,
      ARRAY(SELECT license_conversion_task_id FROM license_conversion_task WHERE due_at <= clock_timestamp()
        ORDER BY due_at LIMIT ${limit}) AS conversions,
      ARRAY(SELECT deletion_id FROM inventory_deletion WHERE due_at <= clock_timestamp()
        ORDER BY due_at LIMIT ${limit}) AS deletions`.execute(db);
  return rows[0]!;
}
