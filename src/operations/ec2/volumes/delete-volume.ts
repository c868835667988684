import type { DeleteVolumeRequest } from '@aws-sdk/client-ec2';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { deleteRecords } from '../../../store/ec2-record.ts';
import { change } from '../../change.ts';
import { ec2Arn, VOLUME } from '../ec2-ids.ts';
import { requireVolume } from './own-volume.ts';

/** Deletes a volume that no machine has. */
export const deleteVolume: Operation<DeleteVolumeRequest, object> = {
  resources: ({ VolumeId }, scope) => [ec2Arn(VOLUME, VolumeId!, scope)],

  async handle({ VolumeId: id }, context) {
    await change(context, { resources: [ec2Arn(VOLUME, id!, context)] }, async (trx) => {
      const { instance } = await requireVolume(trx, context, id!);
      if (instance) throw new Fault('VolumeInUse', `Volume ${id} is currently attached to ${instance.id}`);
      await deleteRecords(trx, [id!]);
    });
    return {};
  },
};
