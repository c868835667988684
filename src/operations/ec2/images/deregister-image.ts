import type { DeregisterImageRequest, DeregisterImageResult } from '@aws-sdk/client-ec2';
import type { Kysely } from 'kysely';
import { snapshotIdsOf } from '../../../domain/images/image.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { deleteImage } from '../../../store/image.ts';
import type { DB } from '../../../store/schema.ts';
import { readOwnSnapshots } from '../../../store/snapshot.ts';
import { deleteAllTags } from '../../../store/tag.ts';
import { findVisibleImage, isTiedToLicenses } from '../../../views/ec2/images.ts';
import { change } from '../../change.ts';
import { checkId, ec2Arn, IMAGE } from '../ec2-ids.ts';

/** Licenses that are tied to the image stay so until the sweep takes them off (user guide, license rules). */
export const deregisterImage: Operation<DeregisterImageRequest, DeregisterImageResult> = {
  resources: ({ ImageId }, scope) => [ec2Arn(IMAGE, ImageId!, scope)],

  async handle({ ImageId: imageId, DeleteAssociatedSnapshots: withSnapshots }, context) {
    const { db, accountId, region } = context;
    checkId(IMAGE, imageId!);
    const image = await findVisibleImage(db, context, imageId!);
    if (image && image.ownerId !== accountId)
      throw new Fault('AuthFailure', `Not authorized for images: [${imageId}]`, 403);
    const absent = async (at: Kysely<DB>) =>
      (await isTiedToLicenses(at, context, imageId!)) ? unavailable(imageId!) : IMAGE.notFound([imageId!]);
    if (!image) throw await absent(db);
    const snapshotIds = snapshotIdsOf(image);
    await change(context, { resources: [ec2Arn(IMAGE, imageId!, context)] }, async (trx) => {
      const snapshots = await readOwnSnapshots(trx, context, snapshotIds);
      if (!(await deleteImage(trx, { accountId, region, imageId: imageId! }))) throw await absent(trx);
      const kept = await readOwnSnapshots(trx, context, snapshotIds);
      const gone = snapshots.filter(({ id }) => !kept.some((snapshot) => snapshot.id === id));
      await deleteAllTags(trx, [imageId!, ...gone.map(({ id }) => id)]);
    });
    const results = snapshotIds.map((SnapshotId) => ({ SnapshotId, ReturnCode: 'success' as const }));
    return { Return: true, ...(withSnapshots && { DeleteSnapshotResults: results }) };
  },
};

const unavailable = (imageId: string): Fault =>
  new Fault('InvalidAMIID.Unavailable', `The image ID '${imageId}' is no longer available`);
