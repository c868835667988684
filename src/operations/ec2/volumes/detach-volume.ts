import type { DetachVolumeRequest, VolumeAttachment } from '@aws-sdk/client-ec2';
import { withoutVolume } from '../../../domain/instances/attached.ts';
import { volumeRecord } from '../../../domain/instances/left-behind.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { putRecord } from '../../../store/ec2-record.ts';
import { updateInstances } from '../../../store/instance.ts';
import { change } from '../../change.ts';
import { ec2Arn, INSTANCE, VOLUME } from '../ec2-ids.ts';
import { requireVolume } from './own-volume.ts';

/** Takes a volume off its machine, the root volume while the machine is stopped. */
export const detachVolume: Operation<DetachVolumeRequest, VolumeAttachment> = {
  resources: ({ VolumeId, InstanceId }, scope) => [
    ec2Arn(VOLUME, VolumeId!, scope),
    ...(InstanceId ? [ec2Arn(INSTANCE, InstanceId, scope)] : []),
  ],

  async handle({ VolumeId: id, InstanceId: instanceId, Device: device }, context) {
    const detail = { instanceId, device };
    return change(context, { resources: [ec2Arn(VOLUME, id!, context)], detail }, async (trx) => {
      const { instance, attached } = await requireVolume(trx, context, id!);
      if (!instance) throw new Fault('IncorrectState', `Volume '${id}' is in the 'available' state.`);
      const isElsewhere = (instanceId && instanceId !== instance.id) || (device && device !== attached.deviceName);
      if (isElsewhere)
        throw new Fault(
          'InvalidAttachment.NotFound',
          `Volume '${id}' is attached to ${instance.id} as ${attached.deviceName}, not as the request says.`,
        );
      if (attached.isRoot && instance.state !== 'stopped')
        throw new Fault('OperationNotPermitted', `Unable to detach root volume '${id}' from instance '${instance.id}'`);
      const settings = { ...instance.settings, ...withoutVolume(instance, id!) };
      await updateInstances([{ ...instance, settings }]).execute(trx);
      await putRecord(trx, volumeRecord(instance, attached));
      return {
        VolumeId: id,
        InstanceId: instance.id,
        Device: attached.deviceName,
        State: 'detaching' as const,
        AttachTime: attached.attachedAt,
        DeleteOnTermination: attached.deleteOnTermination,
      };
    });
  },
};
