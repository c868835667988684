import type { Logger } from 'pino';
import { troubleOf } from '../ledger/ledger.ts';
import { readDueInstances } from '../views/ec2/due-instances.ts';
import type { JobContext } from './job-context.ts';
import { keepWorking, LONGEST_PAUSE_MS } from './keep-working.ts';

/** Instances of one command: few enough that launches which share its transaction do not wait long. */
const BATCH = 500;
const SHORTEST_PAUSE_MS = 50;

/**
 * Ends the passing states of the embedded machines that give licenses back when they are due: stopping, shutting-down.
 * Any number of servers may do it on one database, for the ledger decides under lock whether an instance is still due.
 * While the database is away it tries again, ever more rarely. `stop` resolves when what is under way has ended.
 */
export const startAdvancing = (context: JobContext): { stop: () => Promise<void> } =>
  keepWorking({ what: 'instances are advanced', log: context.log, round: () => advanceDue(context) });

/** Advances what is due, and tells for how long to pause. */
async function advanceDue({ db, ledger, log }: JobContext): Promise<number> {
  const { ids, nextInMs = LONGEST_PAUSE_MS } = await readDueInstances(db, BATCH);
  if (ids.length > 0) await advance(ids, { ledger, log });
  const pauseMs = ids.length === BATCH ? 0 : nextInMs;
  return Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, pauseMs));
}

/** One command for all; if it fails for a reason of its own, one for each, so that one instance cannot hold up the others. */
async function advance(ids: readonly string[], { ledger, log }: Pick<JobContext, 'ledger' | 'log'>): Promise<void> {
  try {
    await ledger.submit({ kind: 'advance', instanceIds: ids });
  } catch (err) {
    if (troubleOf(err) || ids.length === 1) throw err;
    log.error({ err, instances: ids.length }, 'a batch of instances cannot be advanced; trying them one by one');
    for (const id of ids) await advance([id], { ledger, log }).catch((cause) => rethrowIfTrouble(cause, { id, log }));
  }
}

function rethrowIfTrouble(err: unknown, { id, log }: { id: string; log: Logger }): void {
  if (troubleOf(err)) throw err;
  log.error({ err, instanceId: id }, 'an instance cannot be advanced');
}
