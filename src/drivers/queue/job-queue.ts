import { setTimeout as sleep } from 'node:timers/promises';
import type { Runner } from 'graphile-worker';
import pg from 'pg';
import type { Logger as Log } from 'pino';

/** Loaded when it is needed: a start with nothing to migrate does not wait for it. */
const graphileWorker = () => import('graphile-worker');

/** By which the database knows the connections of servers that run; each has some all the time. */
export const QUEUE_NAME = 'headroom-queue';

/** How often jobs are looked for that nobody told of: those whose next try is due. */
const POLL_MS = 1000;

type Job = { readonly task: string; readonly payload: object };

/** What is done for each job, by its name. */
export type Tasks<J extends Job> = {
  readonly [Name in J['task']]: (payload: Extract<J, { task: Name }>['payload']) => Promise<void>;
};

export interface JobQueue {
  /** Resolves when what is under way has ended; what has not begun is left to other servers, or to the next start. */
  readonly stop: () => Promise<void>;
}

/** Creates the tables of the queue, or brings them up to date. Servers that start at once wait for each other. */
export async function migrateQueue(url: string, log: Log): Promise<void> {
  const pool = openPool(url, 1);
  try {
    const { Logger, runMigrations } = await graphileWorker();
    await runMigrations({ pgPool: pool, logger: new Logger(logTo(log)) });
  } finally {
    await pool.end();
  }
}

/**
 * Works off the queue that `store/job.ts` writes to, on connections of its own. A job that fails is tried again later, each
 * time after a longer wait; jobs of a server that died are taken over by another.
 */
export function startQueue<J extends Job>(options: {
  readonly url: string;
  readonly tasks: Tasks<J>;
  readonly concurrency: number;
  readonly log: Log;
}): JobQueue {
  const { url, tasks, concurrency, log } = options;
  const pool = openPool(url, concurrency + 2);
  const stopping = new AbortController();
  let runner: Runner | undefined;

  async function work(): Promise<void> {
    const { Logger, run } = await graphileWorker();
    const settings = { concurrency, noHandleSignals: true, pollInterval: POLL_MS, logger: new Logger(logTo(log)) };
    while (!stopping.signal.aborted) {
      try {
        runner = await run({ pgPool: pool, taskList: tasks as never, ...settings });
        if (stopping.signal.aborted) await runner.stop();
        await runner.promise;
      } catch (err) {
        log.warn({ err }, 'the queue of jobs waits for the database');
      }
      // Its workers end when the database goes away, and do not come back by themselves.
      await sleep(POLL_MS, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  const working = work();
  return {
    stop: async () => {
      stopping.abort();
      await runner?.stop().catch(() => {});
      await working;
      await pool.end();
    },
  };
}

/** A connection that breaks is replaced; what it was for is tried again. */
function openPool(url: string, max: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max, application_name: QUEUE_NAME });
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** The library's own log, of which only what went wrong is news to an operator. */
const logTo = (log: Log) => () => (level: string, message: string, meta?: Readonly<Record<string, unknown>>) => {
  if (level === 'error') log.error({ ...meta }, message);
  else if (level === 'warning') log.warn({ ...meta }, message);
  else log.trace({ ...meta }, message);
};
