import type { DeleteSnapshotRequest } from '@aws-sdk/client-ec2';
import { isPublicSnapshot } from '../../../domain/catalogue/public-images.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { deleteRecords } from '../../../store/ec2-record.ts';
import { findImageOf } from '../../../store/snapshot.ts';
import { change } from '../../change.ts';
import { ec2Arn, SNAPSHOT } from '../ec2-ids.ts';
import { requireRecord } from '../records/own-record.ts';

/** Deletes a snapshot that no image maps; volumes that were made of it stay. */
export const deleteSnapshot: Operation<DeleteSnapshotRequest, object> = {
  resources: ({ SnapshotId: id }, scope) => (id ? [ec2Arn(SNAPSHOT, id, scope)] : []),

  async handle({ SnapshotId: id }, context) {
    if (isPublicSnapshot(context.region, id!)) throw new Fault('AuthFailure', `Not authorized for snapshot ${id}`, 403);
    await change(context, { resources: [ec2Arn(SNAPSHOT, id!, context)] }, async (trx) => {
      await requireRecord(trx, context, SNAPSHOT, id!);
      const imageId = await findImageOf(trx, context, id!);
      if (imageId) throw new Fault('InvalidSnapshot.InUse', `The snapshot ${id} is currently in use by ${imageId}`);
      await deleteRecords(trx, [id!]);
    });
    return {};
  },
};
