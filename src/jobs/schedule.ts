import type { Logger } from 'pino';

export interface Schedule {
  /** Resolves when nothing runs any more; nothing starts again. */
  stop(): Promise<void>;
}

export interface ScheduledWork {
  /** For the log. */
  readonly name: string;
  readonly work: () => Promise<unknown>;
  readonly log: Logger;
  /** Until the first run; the interval where it is not given. */
  readonly firstAfterMs?: number;
}

/**
 * Runs work again and again, `intervalMs` after the run before ended, so that runs never overlap. A run that fails is
 * logged and the next one tries again. Several servers may do the same work: it is the database that knows what is left.
 */
export function every(intervalMs: number, { name, work, log, firstAfterMs = intervalMs }: ScheduledWork): Schedule {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;

  const run = async (): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log.error({ err: error, job: name }, 'job failed');
    }
    if (!stopped) wait(intervalMs);
  };
  const wait = (ms: number): void => {
    timer = setTimeout(() => {
      running = run();
    }, ms);
    timer.unref();
  };

  wait(firstAfterMs);
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
