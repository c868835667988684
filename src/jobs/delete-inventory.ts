import { carryOnDeletion } from '../store/inventory-deletion.ts';
import type { JobContext } from './job-context.ts';

/** Servers of one transaction, which reports of theirs wait for. */
const BATCH = 500;

/** Deletes what servers reported of a type that its account wants gone. Cut off, it is taken up by any server. */
export async function deleteInventory({ db }: Pick<JobContext, 'db'>, id: string): Promise<void> {
  while (await db.transaction().execute((trx) => carryOnDeletion(trx, id, BATCH)));
}
