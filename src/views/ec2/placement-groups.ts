import { type Kysely, sql } from 'kysely';
import type { DB } from '../../store/schema.ts';

/** Whether machines that are not terminated are in a placement group. */
export async function hasMembers(db: Kysely<DB>, groupId: string): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM instance
    WHERE settings ->> 'placementGroupId' = ${groupId} AND state <> 'terminated' LIMIT 1`.execute(db);
  return rows.length > 0;
}
