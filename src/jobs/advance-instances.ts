import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { type Ledger, LedgerUnavailable } from '../ledger/ledger.ts';
import { failureKind } from '../ledger/transaction-failure.ts';
import type { DB } from '../store/schema.ts';
import { readDueInstances } from '../views/ec2/due-instances.ts';

interface AdvancingOptions {
  readonly db: Kysely<DB>;
  readonly ledger: Ledger;
  readonly log: Logger;
}

/** Instances of one command: few enough that launches which share its transaction do not wait long. */
const BATCH = 500;
const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;
const LONGEST_BACK_OFF_MS = 10_000;

/**
 * Ends the passing states of the embedded machines when they are due: pending, stopping, shutting-down. Any number of
 * servers may do it on one database, for the ledger decides under lock whether an instance is still due. While the
 * database is away it tries again, ever more rarely. `stop` resolves when what is under way has ended.
 */
export function startAdvancing({ db, ledger, log }: AdvancingOptions): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      let pauseMs: number;
      try {
        pauseMs = await advanceDue({ db, ledger, log });
        if (failures > 0) log.info('instances are advanced again');
        failures = 0;
      } catch (err) {
        failures += 1;
        pauseMs = Math.min(LONGEST_BACK_OFF_MS, LONGEST_PAUSE_MS * 2 ** Math.min(failures - 1, 10));
        log[isAway(err) ? 'warn' : 'error']({ err, pauseMs }, 'instances cannot be advanced; trying again');
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

/** Advances what is due, and tells for how long to pause. */
async function advanceDue({ db, ledger, log }: AdvancingOptions): Promise<number> {
  const { ids, nextInMs = LONGEST_PAUSE_MS } = await readDueInstances(db, BATCH);
  if (ids.length > 0) await advance(ids, { ledger, log });
  const pauseMs = ids.length === BATCH ? 0 : nextInMs;
  return Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, pauseMs));
}

/** One command for all; if it fails for a reason of its own, one for each, so that one instance cannot hold up the others. */
async function advance(
  ids: readonly string[],
  { ledger, log }: Pick<AdvancingOptions, 'ledger' | 'log'>,
): Promise<void> {
  try {
    await ledger.submit({ kind: 'advance', instanceIds: ids });
  } catch (err) {
    if (isAway(err) || ids.length === 1) throw err;
    log.error({ err, instances: ids.length }, 'a batch of instances cannot be advanced; trying them one by one');
    for (const id of ids) await advance([id], { ledger, log }).catch((cause) => rethrowIfAway(cause, { id, log }));
  }
}

function rethrowIfAway(err: unknown, { id, log }: { id: string; log: Logger }): void {
  if (isAway(err)) throw err;
  log.error({ err, instanceId: id }, 'an instance cannot be advanced');
}

const isAway = (error: unknown): boolean => error instanceof LedgerUnavailable || failureKind(error) === 'away';
