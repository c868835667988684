import type { Kysely } from 'kysely';
import { deleteReleasedHosts } from '../store/host.ts';
import type { DB } from '../store/schema.ts';
import { listHostsPastHold } from '../views/ec2/held-hosts.ts';
import type { JobContext } from './job-context.ts';

/** Hosts of one command, so that launches which share its transaction do not wait long. */
const BATCH = 100;

/** Gives back what hosts kept under licenseAffinityToHost, once its time is over. */
export async function settleHosts({ db, ledger }: Omit<JobContext, 'log'>): Promise<void> {
  const hostIds = await listHostsPastHold(db);
  for (let from = 0; from < hostIds.length; from += BATCH)
    await ledger.submit({ kind: 'settle-hosts', hostIds: hostIds.slice(from, from + BATCH) });
}

/** Deletes the records of hosts that were released before `before` and that nothing needs. */
export const forgetHosts = (db: Kysely<DB>, before: Date): Promise<void> =>
  db.transaction().execute((trx) => deleteReleasedHosts(trx, before));
