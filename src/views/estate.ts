import { type Kysely, sql } from 'kysely';
import type { DB } from '../store/schema.ts';

/** What an operator watches of a whole installation. */
export interface Estate {
  readonly licenses: readonly {
    readonly id: string;
    readonly accountId: string;
    readonly region: string;
    readonly name: string;
    readonly countingType: string;
    readonly used: number;
    readonly limit: number | null;
    readonly isHard: boolean;
  }[];
  readonly jobs: readonly { readonly task: string; readonly waiting: number; readonly failing: number }[];
  /** Of the job that is due and waits longest. */
  readonly oldestJobSeconds: number;
  readonly connections: readonly { readonly state: string; readonly count: number }[];
  readonly databaseBytes: number;
}

/** Who reads numbers wants some that can be read. */
const LICENSES = 10_000;

/** Licenses of all accounts, up to ten thousand, the queue and the database itself. */
export async function readEstate(db: Kysely<DB>): Promise<Estate> {
  const [licenses, jobs, oldest, connections, size] = await Promise.all([
    sql<Estate['licenses'][number]>`
      SELECT license_configuration_id AS id, account_id AS "accountId", region, name, counting_type AS "countingType",
        consumed AS used, license_count AS "limit", hard_limit AS "isHard"
      FROM license_configuration WHERE status <> 'DELETED' ORDER BY license_configuration_id LIMIT ${LICENSES}`.execute(
      db,
    ),
    sql<Estate['jobs'][number]>`
      SELECT task_identifier AS task, count(*) FILTER (WHERE attempts = 0) AS waiting,
        count(*) FILTER (WHERE attempts > 0) AS failing
      FROM graphile_worker.jobs GROUP BY task_identifier`.execute(db),
    sql<{ seconds: number }>`
      SELECT coalesce(extract(epoch FROM clock_timestamp() - min(run_at)), 0)::float8 AS seconds
      FROM graphile_worker.jobs WHERE run_at <= clock_timestamp() AND locked_at IS NULL`.execute(db),
    sql<Estate['connections'][number]>`
      SELECT coalesce(state, 'other') AS state, count(*) AS count FROM pg_stat_activity
      WHERE datname = current_database() GROUP BY 1`.execute(db),
    sql<{ bytes: number }>`SELECT pg_database_size(current_database()) AS bytes`.execute(db),
  ]);
  return {
    licenses: licenses.rows,
    jobs: jobs.rows,
    oldestJobSeconds: oldest.rows[0]!.seconds,
    connections: connections.rows,
    databaseBytes: size.rows[0]!.bytes,
  };
}
