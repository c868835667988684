import type { DeleteSnapshotRequest } from '@aws-sdk/client-ec2';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { listVisibleImages } from '../../../views/ec2/images.ts';
import { checkId, ec2Arn, SNAPSHOT } from '../ec2-ids.ts';

/**
 * Snapshots go with their images, so one that no image has is gone already: clients that deregister an image and then
 * delete its snapshots find nothing to complain of.
 */
export const deleteSnapshot: Operation<DeleteSnapshotRequest, object> = {
  resources: ({ SnapshotId: id }, scope) => (id ? [ec2Arn(SNAPSHOT, id, scope)] : []),

  async handle({ SnapshotId: id }, context) {
    checkId(SNAPSHOT, id!);
    const images = await listVisibleImages(context.db, context);
    const image = images.find(({ settings }) => settings.blockDevices.some((device) => device.snapshotId === id));
    if (image && image.ownerId !== context.accountId)
      throw new Fault('AuthFailure', `Not authorized for snapshot ${id}`, 403);
    if (image) throw new Fault('InvalidSnapshot.InUse', `The snapshot ${id} is currently in use by ${image.id}`);
    return {};
  },
};
