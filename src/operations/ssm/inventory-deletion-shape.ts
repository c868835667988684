import type { InventoryDeletionSummary } from '@aws-sdk/client-ssm';
import type { DeletionSummary } from '../../store/inventory-deletion.ts';

/** How far a deletion is; what is deleted is taken to be of the earlier versions first. */
export function summaryShape(items: readonly DeletionSummary[], deleted: number): InventoryDeletionSummary {
  const total = items.reduce((sum, { count }) => sum + count, 0);
  let done = deleted;
  const summaryItems = items.map(({ version, count }) => {
    const remaining = Math.max(0, count - done);
    done = Math.max(0, done - count);
    return { Version: version, Count: count, RemainingCount: remaining };
  });
  return { TotalCount: total, RemainingCount: Math.max(0, total - deleted), SummaryItems: summaryItems };
}
