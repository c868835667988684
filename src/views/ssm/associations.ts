import { type Kysely, sql } from 'kysely';
import type { Run } from '../../domain/associations/association.ts';
import type { DB } from '../../store/schema.ts';

/** What a server reported last of its associations, by their ids. */
export async function readRuns(db: Kysely<DB>, instanceId: string): Promise<Map<string, Run>> {
  const { rows } = await sql<Run & { id: string }>`
    SELECT association_id AS id, association_version AS "associationVersion", detailed_status AS "detailedStatus",
      ran_at AS "ranAt"
    FROM association_run WHERE instance_id = ${instanceId}`.execute(db);
  return new Map(rows.map(({ id, ...run }) => [id, run]));
}

export interface RunSummary {
  /** Servers by what they reported last. */
  readonly counts: Readonly<Record<string, number>>;
  readonly ranAt: Date | null;
  readonly succeededAt: Date | null;
}

/** How associations went on all servers, by their ids. */
export async function summarizeRuns(db: Kysely<DB>, ids: readonly string[]): Promise<Map<string, RunSummary>> {
  const { rows } = await sql<{ id: string; status: string; servers: number; ranAt: Date; succeededAt: Date | null }>`
    SELECT association_id AS id, detailed_status AS status, count(*) AS servers, max(ran_at) AS "ranAt",
      max(succeeded_at) AS "succeededAt"
    FROM association_run WHERE association_id = ANY(${ids}) GROUP BY 1, 2 ORDER BY 2`.execute(db);
  const latest = (dates: readonly (Date | null)[]) =>
    dates.reduce((a, b) => (a !== null && (b === null || a > b) ? a : b), null);
  return new Map(
    [...Map.groupBy(rows, ({ id }) => id)].map(([id, group]) => [
      id,
      {
        counts: Object.fromEntries(group.map(({ status, servers }) => [status, servers])),
        ranAt: latest(group.map(({ ranAt }) => ranAt)),
        succeededAt: latest(group.map(({ succeededAt }) => succeededAt)),
      },
    ]),
  );
}
