import type { TagSpecification } from '@aws-sdk/client-ec2';
import type { Transaction } from 'kysely';
import { isPublicSnapshot } from '../../../domain/catalogue/public-images.ts';
import { type Image, snapshotIdsOf } from '../../../domain/images/image.ts';
import { snapshotsOf } from '../../../domain/images/snapshot.ts';
import { Fault } from '../../../fault.ts';
import { putRecords } from '../../../store/ec2-record.ts';
import { findImageIdByName, insertImage } from '../../../store/image.ts';
import type { DB } from '../../../store/schema.ts';
import { lockOwnSnapshots, readOwnSnapshots } from '../../../store/snapshot.ts';
import { putTags, readLargestTagCount, tagRows } from '../../../store/tag.ts';
import { SNAPSHOT } from '../ec2-ids.ts';
import { checkTagCount, tagsFor } from '../tags/ec2-tags.ts';

const NAME = /^[A-Za-z0-9()[\] ./'@_-]{3,128}$/;

/** Faults InvalidAMIName.Malformed unless the text can name an image. */
export function checkImageName(name: string): void {
  if (!NAME.test(name))
    throw new Fault(
      'InvalidAMIName.Malformed',
      "AMI names must be between 3 and 128 characters long, and may contain letters, numbers, '(', ')', '.', '-', '/' and '_'",
    );
}

/** Tags of an image that is made, and of its snapshots. */
export interface ImageTags {
  readonly image: Readonly<Record<string, string>>;
  readonly snapshot: Readonly<Record<string, string>>;
}

export const imageTagsOf = (given: readonly TagSpecification[] | undefined): ImageTags => ({
  image: tagsFor(given, 'image'),
  snapshot: tagsFor(given, 'image', 'snapshot'),
});

interface NewImage {
  readonly tags: ImageTags;
  /** The snapshots that its request names; the others are made with it. */
  readonly named: readonly string[];
}

/**
 * Inserts an image with its snapshots and their tags; faults InvalidAMIName.Duplicate when its owner has one of that name
 * in the Region, and InvalidSnapshot.NotFound when a snapshot that is named is gone. Public snapshots get no tags.
 */
export async function insertNamedImage(
  trx: Transaction<DB>,
  image: Image,
  { tags, named }: NewImage,
): Promise<{ imageId: string }> {
  const { ownerId: accountId, region, name, id: imageId } = image;
  if (!(await insertImage(trx, image)))
    throw new Fault(
      'InvalidAMIName.Duplicate',
      `AMI name ${name} is already in use by AMI ${await findImageIdByName(trx, image)}`,
    );
  await keepSnapshots(trx, image, named);
  await putTags(trx, tagRows({ accountId, region, resourceId: imageId, resourceType: 'image' }, tags.image));
  if (Object.keys(tags.snapshot).length > 0) await tagSnapshots(trx, image, tags.snapshot);
  return { imageId };
}

async function keepSnapshots(trx: Transaction<DB>, image: Image, named: readonly string[]): Promise<void> {
  const { ownerId: accountId, region } = image;
  const own = await lockOwnSnapshots(trx, { accountId, region }, named);
  const missing = named.filter((id) => !own.some((snapshot) => snapshot.id === id) && !isPublicSnapshot(region, id));
  if (missing.length > 0) throw SNAPSHOT.notFound(missing);
  await putRecords(snapshotsOf(image, named)).execute(trx);
}

async function tagSnapshots(trx: Transaction<DB>, image: Image, tags: ImageTags['snapshot']): Promise<void> {
  const { ownerId: accountId, region } = image;
  const ids = snapshotIdsOf(image);
  const own = await readOwnSnapshots(trx, { accountId, region }, ids);
  const snapshots = own.map(({ id: resourceId }) => ({ accountId, region, resourceId, resourceType: 'snapshot' }));
  await putTags(
    trx,
    snapshots.flatMap((snapshot) => tagRows(snapshot, tags)),
  );
  checkTagCount(await readLargestTagCount(trx, ids));
}
