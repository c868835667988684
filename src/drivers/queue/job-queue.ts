import { Logger, type TaskList } from 'graphile-worker';
import pg from 'pg';
import type { Logger as Log } from 'pino';

/** Loaded when it is needed: a start with nothing to migrate does not wait for it. */
const graphileWorker = () => import('graphile-worker');

export interface JobQueue {
  /** Resolves when what is under way has ended; what has not begun is left to other servers, or to the next start. */
  readonly stop: () => Promise<void>;
}

/** Creates the tables of the queue, or brings them up to date. Servers that start at once wait for each other. */
export async function migrateQueue(url: string, log: Log): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  try {
    await (await graphileWorker()).runMigrations({ pgPool: pool, logger: logger(log) });
  } finally {
    await pool.end();
  }
}

/**
 * Works off the queue that `store/job.ts` writes to, on connections of its own. A job that fails is tried again later, each
 * time after a longer wait; jobs of a server that died are taken over by another.
 */
export function startQueue(options: {
  readonly url: string;
  readonly tasks: TaskList;
  readonly concurrency: number;
  readonly log: Log;
}): JobQueue {
  const { url, tasks, concurrency, log } = options;
  const pool = new pg.Pool({ connectionString: url, max: concurrency + 2, application_name: 'headroom-queue' });
  pool.on('error', () => {});
  const started = graphileWorker()
    .then(({ run }) =>
      run({ pgPool: pool, taskList: tasks, concurrency, noHandleSignals: true, pollInterval: 1000, logger: logger(log) }),
    )
    .catch((err) => {
      log.error({ err }, 'the queue of jobs does not run');
    });
  return {
    stop: async () => {
      const runner = await started;
      await runner?.stop();
      await pool.end();
    },
  };
}

/** The library's own log, of which only what went wrong is news to an operator. */
function logger(log: Log): Logger {
  return new Logger(() => (level, message, meta) => {
    if (level === 'error') log.error({ ...meta }, message);
    else if (level === 'warning') log.warn({ ...meta }, message);
    else log.trace({ ...meta }, message);
  });
}
