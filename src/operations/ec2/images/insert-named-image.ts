import type { Transaction } from 'kysely';
import type { Image } from '../../../domain/images/image.ts';
import { Fault } from '../../../fault.ts';
import { findImageIdByName, insertImage } from '../../../store/image.ts';
import type { DB } from '../../../store/schema.ts';
import { putTags, tagRows } from '../../../store/tag.ts';

const NAME = /^[A-Za-z0-9()[\] ./'@_-]{3,128}$/;

/** Faults InvalidAMIName.Malformed unless the text can name an image. */
export function checkImageName(name: string): void {
  if (!NAME.test(name))
    throw new Fault(
      'InvalidAMIName.Malformed',
      "AMI names must be between 3 and 128 characters long, and may contain letters, numbers, '(', ')', '.', '-', '/' and '_'",
    );
}

/** Inserts an image with its tags; faults InvalidAMIName.Duplicate when its owner has one of that name in the Region. */
export async function insertNamedImage(
  trx: Transaction<DB>,
  image: Image,
  tags: Readonly<Record<string, string>>,
): Promise<{ imageId: string }> {
  const { ownerId: accountId, region, name, id: imageId } = image;
  if (!(await insertImage(trx, image)))
    throw new Fault(
      'InvalidAMIName.Duplicate',
      `AMI name ${name} is already in use by AMI ${await findImageIdByName(trx, image)}`,
    );
  await putTags(trx, tagRows({ accountId, region, resourceId: imageId, resourceType: 'image' }, tags));
  return { imageId };
}
