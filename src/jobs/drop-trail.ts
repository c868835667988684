import { lockSealing } from '../store/audit-block.ts';
import { dropBlocks } from '../store/audit-retention.ts';
import { inPortions } from './in-portions.ts';
import type { JobContext } from './job-context.ts';

const DAY_MS = 24 * 3_600_000;
/** Of one transaction; a block has a thousand events at the most. */
const BLOCKS_AT_ONCE = 20;

/** Drops the blocks of the audit trail that are older than so many days. No block is dropped before those that it follows. */
export async function dropTrail({ db, log }: Pick<JobContext, 'db' | 'log'>, days: number, now: Date): Promise<void> {
  const before = new Date(now.getTime() - days * DAY_MS);
  let blocks = 0;
  await inPortions(db, BLOCKS_AT_ONCE, async (trx, limit) => {
    await lockSealing(trx, true);
    const dropped = await dropBlocks(trx, { before, now, limit });
    blocks += dropped;
    return dropped;
  });
  if (blocks > 0) log.info({ blocks, before }, 'old blocks of the audit trail were dropped');
}
