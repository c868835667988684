import type { DeregisterImageRequest, DeregisterImageResult } from '@aws-sdk/client-ec2';
import type { Kysely, Transaction } from 'kysely';
import { LEFT_OUT_MS } from '../../../domain/images/deregistered-image.ts';
import { snapshotIdsOf } from '../../../domain/images/image.ts';
import { Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { deleteRecords, lockRecords, putRecord } from '../../../store/ec2-record.ts';
import { deleteImage } from '../../../store/image.ts';
import type { DB } from '../../../store/schema.ts';
import { findImageOf } from '../../../store/snapshot.ts';
import { deleteAllTags } from '../../../store/tag.ts';
import { findVisibleImage, isTiedToLicenses } from '../../../views/ec2/images.ts';
import { change } from '../../change.ts';
import { checkId, ec2Arn, IMAGE, SNAPSHOT } from '../ec2-ids.ts';

/** Licenses that are tied to the image stay so until the sweep takes them off (user guide, license rules). */
export const deregisterImage: Operation<DeregisterImageRequest, DeregisterImageResult> = {
  resources: ({ ImageId }, scope) => [ec2Arn(IMAGE, ImageId!, scope)],

  async handle({ ImageId: imageId, DeleteAssociatedSnapshots: withSnapshots }, context) {
    const { db, accountId, region, now } = context;
    checkId(IMAGE, imageId!);
    const image = await findVisibleImage(db, context, imageId!);
    if (image && image.ownerId !== accountId)
      throw new Fault('AuthFailure', `Not authorized for images: [${imageId}]`, 403);
    const absent = async (at: Kysely<DB>) =>
      (await isTiedToLicenses(at, context, imageId!)) ? unavailable(imageId!) : IMAGE.notFound([imageId!]);
    if (!image) throw await absent(db);
    const snapshotIds = withSnapshots ? snapshotIdsOf(image) : [];
    if (snapshotIds.length > 0) await authorizeDeletion(context, snapshotIds);
    const results = await change(context, { resources: [ec2Arn(IMAGE, imageId!, context)] }, async (trx) => {
      if (!(await deleteImage(trx, { accountId, region, imageId: imageId! }))) throw await absent(trx);
      await deleteAllTags(trx, [imageId!]);
      const expiresAt = new Date(now.getTime() + LEFT_OUT_MS);
      await putRecord(trx, { accountId, region, id: imageId!, kind: 'image', details: {}, createdAt: now, expiresAt });
      return deleteSnapshots(trx, context, snapshotIds);
    });
    return { Return: true, ...(withSnapshots && { DeleteSnapshotResults: results }) };
  },
};

const authorizeDeletion = (context: RequestContext, ids: readonly string[]): Promise<void> =>
  context.access.authorize({
    action: 'ec2:DeleteSnapshot',
    resources: ids.map((id) => ec2Arn(SNAPSHOT, id, context)),
  });

/** Deletes the account's own of the snapshots, but those that another image maps. */
async function deleteSnapshots(trx: Transaction<DB>, context: RequestContext, ids: readonly string[]) {
  const own = await lockRecords(trx, context, { kind: 'snapshot', ids });
  const results = [];
  for (const SnapshotId of ids) {
    const isOwn = own.some(({ id }) => id === SnapshotId);
    const deleted = isOwn && !(await findImageOf(trx, context, SnapshotId));
    if (deleted) await deleteRecords(trx, [SnapshotId]);
    results.push({ SnapshotId, ReturnCode: deleted ? ('success' as const) : ('skipped' as const) });
  }
  return results;
}

const unavailable = (imageId: string): Fault =>
  new Fault('InvalidAMIID.Unavailable', `The image ID '${imageId}' is no longer available`);
