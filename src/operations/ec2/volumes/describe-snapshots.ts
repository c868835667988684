import type { DescribeSnapshotsRequest, DescribeSnapshotsResult, Snapshot } from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import { publicSnapshots } from '../../../domain/images/snapshot.ts';
import type { Ec2Record } from '../../../domain/records/record.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { SNAPSHOT } from '../ec2-ids.ts';
import { listRecords } from '../records/list-records.ts';
import { describeSnapshot } from './snapshot-shape.ts';

/** The account's own snapshots in the order they were made, then those of public images; nobody shares theirs. */
export const describeSnapshots: Operation<DescribeSnapshotsRequest, DescribeSnapshotsResult> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },

  async handle({ SnapshotIds: ids, ...request }, context) {
    const { OwnerIds: owners, RestorableByUserIds: users } = request;
    const { items, nextToken } = await listRecords<'snapshot', Snapshot>(request, context, {
      operation: 'DescribeSnapshots',
      kind: SNAPSHOT,
      ids,
      last: publicSnapshots(context.region),
      ...((owners?.length || users?.length) && { chosen: isChosen(request, context) }),
      withoutRows: !!owners?.length && !owners.some((name) => name === 'self' || name === context.accountId),
      describe: (record, tags) => describeSnapshot(record, { tags, now: context.now }),
      refFilters: ['volume-id'],
      accessors,
      tagsOf: (snapshot) => snapshot.Tags,
    });
    return { Snapshots: items, NextToken: nextToken };
  },
};

type Chosen = Pick<DescribeSnapshotsRequest, 'OwnerIds' | 'RestorableByUserIds'>;

/** Whose they are to be, and who is to be able to make volumes of them: their owners, and everybody of public images'. */
function isChosen({ OwnerIds: owners, RestorableByUserIds: users }: Chosen, { accountId }: RequestContext) {
  const named = (name: string) => (name === 'self' ? accountId : name);
  return ({ accountId: ownerId, details: { ownerAlias } }: Ec2Record<'snapshot'>): boolean => {
    const isOwned = !owners?.length || owners.some((name) => named(name) === ownerId || name === ownerAlias);
    const isPublic = ownerId !== accountId;
    return isOwned && (!users?.length || users.some((name) => (isPublic ? name === 'all' : named(name) === ownerId)));
  };
}

const accessors: Accessors<Snapshot> = {
  description: (one) => one.Description,
  encrypted: (one) => one.Encrypted,
  'owner-alias': (one) => one.OwnerAlias,
  'owner-id': (one) => one.OwnerId,
  progress: (one) => one.Progress,
  'snapshot-id': (one) => one.SnapshotId,
  'start-time': (one) => one.StartTime,
  status: (one) => one.State,
  'storage-tier': (one) => one.StorageTier,
  'transfer-type': () => undefined,
  'volume-id': (one) => one.VolumeId,
  'volume-size': (one) => one.VolumeSize,
};
