import { publicImages } from '../catalogue/public-images.ts';
import type { Ec2Record } from '../records/record.ts';
import type { Image } from './image.ts';

/** A snapshot as launches and images see it. */
export interface Snapshot {
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  /** Undefined where nothing says. */
  readonly sizeGiB: number | undefined;
}

/** The snapshots that an image is made with; those that its request named are there already. */
export function snapshotsOf(
  { id: imageId, ownerId: accountId, region, createdAt, sourceInstanceId, settings }: Image,
  named: readonly string[],
): Ec2Record<'snapshot'>[] {
  const description = `Created by CreateImage${sourceInstanceId ? `(${sourceInstanceId})` : ''} for ${imageId}`;
  return settings.blockDevices.flatMap(
    ({ snapshotId: id, volumeId, volumeSizeGiB: sizeGiB, encrypted, kmsKeyId }): Ec2Record<'snapshot'>[] => {
      if (!id || named.includes(id)) return [];
      const details = { volumeId, sizeGiB, encrypted, kmsKeyId, description };
      return [{ accountId, region, id, kind: 'snapshot', details, createdAt }];
    },
  );
}

/** The snapshots of a Region's public images. */
export const publicSnapshots = (region: string): Ec2Record<'snapshot'>[] =>
  publicImages(region).map((image) => ({
    accountId: image.ownerId,
    region,
    id: image.rootSnapshotId,
    kind: 'snapshot',
    details: {
      sizeGiB: image.rootVolumeSizeGiB,
      description: `Created by CreateImage for ${image.id}`,
      ...(image.ownerAlias && { ownerAlias: image.ownerAlias }),
    },
    createdAt: image.creationDate,
  }));
