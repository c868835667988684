import type { Logger } from 'pino';
import { troubleOf } from '../ledger/ledger.ts';
import { readDueTasks } from '../views/due-tasks.ts';
import { convertLicense } from './convert-license.ts';
import { deleteInventory } from './delete-inventory.ts';
import { importImage } from './import-image.ts';
import type { JobContext } from './job-context.ts';
import { keepWorking, LONGEST_PAUSE_MS } from './keep-working.ts';

/** Tasks of one kind in one round; the others are next. */
const BATCH = 100;

/**
 * Carries out the tasks that are due: imports of images, conversions of license types and deletions of inventory. Any
 * number of servers may do it.
 */
export const startTasks = (context: JobContext): { stop: () => Promise<void> } =>
  keepWorking({ what: 'tasks are carried out', log: context.log, round: () => runDueTasks(context) });

/** One round, and for how long to pause. A task that fails by itself is tried again in the next one and holds up no other. */
export async function runDueTasks({ db, ledger, log }: JobContext): Promise<number> {
  const { imports, conversions, deletions } = await readDueTasks(db, BATCH);
  for (const id of imports) await attempt(id, importImage({ db, ledger }, id), log);
  for (const id of conversions) await attempt(id, convertLicense({ db, ledger }, id), log);
  for (const id of deletions) await attempt(id, deleteInventory({ db }, id), log);
  return LONGEST_PAUSE_MS;
}

async function attempt(taskId: string, work: Promise<void>, log: Logger): Promise<void> {
  try {
    await work;
  } catch (err) {
    if (troubleOf(err)) throw err;
    log.error({ err, taskId }, 'a task cannot be carried out');
  }
}
