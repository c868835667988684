import type { DescribeInventoryDeletionsRequest, DescribeInventoryDeletionsResult } from '@aws-sdk/client-ssm';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { type InventoryDeletionRow, listInventoryDeletions } from '../../views/ssm/inventory-deletions.ts';
import { summaryShape } from './inventory-deletion-shape.ts';
import { pageOfRows, readPage } from './read-page.ts';

export const describeInventoryDeletions: Operation<
  DescribeInventoryDeletionsRequest,
  DescribeInventoryDeletionsResult
> = {
  constraints: { MaxResults: { range: [1, 50], integer: true }, DeletionId: { length: [1, 64] } },
  async handle(request, { db, accountId, region }) {
    const { DeletionId: id } = request;
    const { rows, nextToken } = await readPage<InventoryDeletionRow, number>(request, {
      operation: 'DescribeInventoryDeletions',
      kind: 'number',
      size: 50,
      read: async ({ after, limit }) => {
        const found = await listInventoryDeletions(db, { accountId, region }, { id, after, limit: limit + 1 });
        return pageOfRows(found, { limit, keyOf: (row) => row.sequence });
      },
    });
    if (id !== undefined && rows.length === 0)
      throw new Fault('InvalidDeletionIdException', `There is no deletion ${id} in this account and Region.`);
    return { InventoryDeletions: rows.map(deletionShape), NextToken: nextToken };
  },
};

const deletionShape = (row: InventoryDeletionRow) => ({
  DeletionId: row.id,
  TypeName: row.typeName,
  DeletionStartTime: row.startedAt,
  LastStatus: row.isDone ? ('Complete' as const) : ('InProgress' as const),
  LastStatusMessage: row.isDone ? 'All items are deleted.' : 'Items are being deleted.',
  DeletionSummary: summaryShape(row.summary, row.deleted),
  LastStatusUpdateTime: row.updatedAt,
});
