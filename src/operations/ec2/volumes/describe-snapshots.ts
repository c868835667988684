import type { DescribeSnapshotsRequest, DescribeSnapshotsResult, Snapshot } from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import type { Image } from '../../../domain/images/image.ts';
import { USUAL_VOLUME } from '../../../domain/instances/attached.ts';
import type { Operation } from '../../../operation.ts';
import { readOwnSnapshots } from '../../../store/snapshot.ts';
import { listVisibleImages } from '../../../views/ec2/images.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { SNAPSHOT } from '../ec2-ids.ts';
import { filterItems } from '../listing/filter-items.ts';
import { namedItems } from '../listing/named-items.ts';
import { pageItems } from '../listing/page-items.ts';

/** The snapshots of the images that the account sees; there are no others. */
export const describeSnapshots: Operation<DescribeSnapshotsRequest, DescribeSnapshotsResult> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },

  async handle(request, context) {
    const images = await listVisibleImages(context.db, context);
    const byId = new Map(images.flatMap(snapshotsOf).map((snapshot) => [snapshot.SnapshotId!, snapshot]));
    const named = namedItems([...byId.values()], request.SnapshotIds, {
      kind: SNAPSHOT,
      idOf: (one) => one.SnapshotId!,
    });
    const chosen = named.filter((one) => isOwnedBy(one, request.OwnerIds, context.accountId)).toSorted(byKey);
    const own = await readOwnSnapshots(
      context.db,
      context,
      chosen.map((one) => one.SnapshotId!),
    );
    const tags = await readTags(
      context.db,
      own.map((one) => one.id),
    );
    const snapshots = chosen.map((one): Snapshot => ({ ...one, Tags: tags.get(one.SnapshotId!) ?? [] }));
    const matching = await filterItems(snapshots, request.Filters, { accessors, tagsOf: (one) => one.Tags ?? [] });
    const paging = { operation: 'DescribeSnapshots', keyOf, keyParts: 1, defaultLimit: 1000 };
    const { items, nextToken } = pageItems(matching, request, paging);
    return { Snapshots: [...items], NextToken: nextToken };
  },
};

const keyOf = (snapshot: Snapshot) => [snapshot.SnapshotId!];
const byKey = (a: Snapshot, b: Snapshot) => (a.SnapshotId! < b.SnapshotId! ? -1 : 1);

const isOwnedBy = (one: Snapshot, owners: readonly string[] | undefined, accountId: string): boolean =>
  !owners?.length ||
  owners.some((owner) => (owner === 'self' ? accountId : owner) === one.OwnerId || owner === one.OwnerAlias);

const snapshotsOf = (image: Image): Snapshot[] =>
  image.settings.blockDevices.flatMap(({ snapshotId, volumeId, volumeSizeGiB, encrypted = false, kmsKeyId }) => {
    if (!snapshotId) return [];
    return {
      OwnerAlias: image.ownerAlias,
      StorageTier: 'standard' as const,
      SnapshotId: snapshotId,
      VolumeId: volumeId ?? 'vol-ffffffff', // EC2 says so of a snapshot whose volume is not to be told
      State: 'completed' as const,
      StartTime: image.createdAt,
      CompletionTime: image.createdAt,
      Progress: '100%',
      OwnerId: image.ownerId,
      Description: `Created by CreateImage${image.sourceInstanceId ? `(${image.sourceInstanceId})` : ''} for ${image.id}`,
      VolumeSize: volumeSizeGiB ?? USUAL_VOLUME.sizeGiB,
      Encrypted: encrypted,
      KmsKeyId: kmsKeyId,
    };
  });

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
