import type { ModifyVolumeAttributeRequest } from '@aws-sdk/client-ec2';
import { CommonFault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { change } from '../../change.ts';
import { ec2Arn, VOLUME } from '../ec2-ids.ts';
import { changeVolume, requireVolume } from './own-volume.ts';

/** Sets the one attribute of a volume that can be set; it is kept and does nothing, for no volume has faults here. */
export const modifyVolumeAttribute: Operation<ModifyVolumeAttributeRequest, object> = {
  resources: ({ VolumeId }, scope) => [ec2Arn(VOLUME, VolumeId!, scope)],

  async handle({ VolumeId: id, AutoEnableIO: given }, context) {
    const autoEnableIo = given?.Value;
    if (autoEnableIo === undefined)
      throw new CommonFault('MissingMember', 'The request must contain the parameter autoEnableIO');
    await change(context, { resources: [ec2Arn(VOLUME, id!, context)], detail: { autoEnableIo } }, async (trx) => {
      await changeVolume(trx, await requireVolume(trx, context, id!), { autoEnableIo });
    });
    return {};
  },
};
