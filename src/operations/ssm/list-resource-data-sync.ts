import type {
  ListResourceDataSyncRequest,
  ListResourceDataSyncResult,
  ResourceDataSyncItem,
} from '@aws-sdk/client-ssm';
import type { Operation } from '../../operation.ts';
import { listResourceDataSyncs, type ResourceDataSyncRow } from '../../views/ssm/resource-data-syncs.ts';
import { syncConstraints, syncKeys } from './create-resource-data-sync.ts';
import { pageOfRows, readPage } from './read-page.ts';

export const listResourceDataSync: Operation<ListResourceDataSyncRequest, ListResourceDataSyncResult> = {
  constraints: { SyncType: syncConstraints.SyncType, MaxResults: { range: [1, 50], integer: true } },
  keys: syncKeys,
  async handle(request, context) {
    const { SyncType: type = 'SyncToDestination' } = request;
    const { rows, nextToken } = await readPage<ResourceDataSyncRow, string>(request, {
      operation: 'ListResourceDataSync',
      kind: 'string',
      size: 50,
      read: async ({ after, limit }) => {
        const found = await listResourceDataSyncs(context.db, context, { type, after, limit: limit + 1 });
        return pageOfRows(found, { limit, keyOf: (row) => row.name });
      },
    });
    return { ResourceDataSyncItems: rows.map(syncShape), NextToken: nextToken };
  },
};

const syncShape = (row: ResourceDataSyncRow): ResourceDataSyncItem => ({
  SyncName: row.name,
  SyncType: row.type,
  S3Destination: (row.s3Destination as ResourceDataSyncItem['S3Destination'] | null) ?? undefined,
  SyncSource: (row.source as ResourceDataSyncItem['SyncSource'] | null) ?? undefined,
  SyncCreatedTime: row.createdAt,
  SyncLastModifiedTime: row.createdAt,
  LastSyncStatusMessage:
    'Nothing is copied: GetInventory and ListResourceInventory search the inventory of all servers.',
});
