import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { troubleOf } from '../ledger/ledger.ts';

export interface Work {
  /** For the log: what is done, such as `instances are advanced`. */
  readonly what: string;
  readonly log: Logger;
  /** Does what is due, and tells for how long to pause, in milliseconds. */
  readonly round: () => Promise<number>;
}

/** The longest pause between rounds, and where the first back-off starts. */
export const LONGEST_PAUSE_MS = 500;
const LONGEST_BACK_OFF_MS = 10_000;

/** Work that waits because there is much to do is no news; a disk that is full is an operator's to mend. */
const LEVELS = { away: 'warn', busy: 'info', unwritable: 'error', own: 'error' } as const;

/**
 * Does rounds of work, one after the other. While the database is away it tries again, ever more rarely. `stop` resolves
 * when what is under way has ended.
 */
export function keepWorking({ what, log, round }: Work): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      let pauseMs: number;
      try {
        pauseMs = await round();
        if (failures > 0) log.info(`${what} again`);
        failures = 0;
      } catch (err) {
        failures += 1;
        pauseMs = Math.min(LONGEST_BACK_OFF_MS, LONGEST_PAUSE_MS * 2 ** Math.min(failures - 1, 10));
        const trouble = troubleOf(err);
        log[LEVELS[trouble ?? 'own']]({ err, trouble, pauseMs }, `it failed that ${what}; trying again`);
      }
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const running = run();
  return {
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}
