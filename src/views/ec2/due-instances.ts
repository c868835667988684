import { type Kysely, sql } from 'kysely';
import type { DB } from '../../store/schema.ts';

export interface DueInstances {
  /** Instances of every account that are to be stopped or terminated now, the longest overdue first. */
  readonly ids: readonly string[];
  /** Milliseconds until the next passing state ends; undefined where there is none. */
  readonly nextInMs: number | undefined;
}

const ENDING = sql`state IN ('stopping', 'shutting-down')`;

/** By the database's clock, which also decides whether an instance is due: those of several servers may differ. */
export async function readDueInstances(db: Kysely<DB>, limit: number): Promise<DueInstances> {
  const { rows } = await sql<{ ids: string[]; nextInMs: number | null }>`
    SELECT
      ARRAY(SELECT instance_id FROM instance WHERE state_due <= clock_timestamp() AND ${ENDING}
        ORDER BY state_due LIMIT ${limit}) AS ids,
      (SELECT extract(epoch FROM min(state_due) - clock_timestamp())::float8 * 1000
        FROM instance WHERE state_due > clock_timestamp() AND ${ENDING}) AS "nextInMs"`.execute(db);
  const { ids, nextInMs } = rows[0]!;
  return { ids, nextInMs: nextInMs ?? undefined };
}
