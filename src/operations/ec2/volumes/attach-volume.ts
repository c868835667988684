import type { AttachVolumeRequest, VolumeAttachment } from '@aws-sdk/client-ec2';
import { volumesOf, withVolume } from '../../../domain/instances/attached.ts';
import type { Instance } from '../../../domain/instances/instance.ts';
import type { Ec2Record } from '../../../domain/records/record.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { holdRecord } from '../../../store/ec2-record.ts';
import { updateInstances } from '../../../store/instance.ts';
import { change } from '../../change.ts';
import { ec2Arn, INSTANCE, VOLUME } from '../ec2-ids.ts';
import { requireLasting } from '../instances/instance-to-join.ts';
import { requireVolume } from './own-volume.ts';

/** Gives a machine a volume of its zone that no other one has. */
export const attachVolume: Operation<AttachVolumeRequest, VolumeAttachment> = {
  constraints: { Device: { length: [1, 32] } },
  resources: ({ VolumeId, InstanceId }, scope) => [
    ec2Arn(VOLUME, VolumeId!, scope),
    ec2Arn(INSTANCE, InstanceId!, scope),
  ],

  async handle({ VolumeId: id, InstanceId: instanceId, Device: deviceName }, context) {
    const resources = [ec2Arn(VOLUME, id!, context), ec2Arn(INSTANCE, instanceId!, context)];
    await change(context, { resources, detail: { device: deviceName } }, async (trx) => {
      const instance = await requireLasting(trx, context, { id: instanceId!, needed: 'given a volume' });
      const { record } = await requireVolume(trx, context, id!);
      if (!record) throw new Fault('VolumeInUse', `${id} is already attached to an instance`);
      checkFit(instance, record, deviceName!);
      const { availabilityZone: _zone, sizeGiB: volumeSizeGiB, ...details } = record.details;
      const device = {
        ...details,
        deviceName: deviceName!,
        volumeId: id!,
        volumeSizeGiB,
        deleteOnTermination: false,
        createdAt: record.createdAt.toISOString(),
        attachedAt: context.now.toISOString(),
      };
      const given = Object.fromEntries(Object.entries(device).filter(([, value]) => value !== undefined));
      const settings = { ...instance.settings, ...withVolume(instance, given as typeof device & { iops?: number }) };
      await updateInstances([{ ...instance, settings }]).execute(trx);
      await holdRecord(trx, id!, instanceId!);
    });
    return {
      VolumeId: id,
      InstanceId: instanceId,
      Device: deviceName,
      State: 'attaching',
      AttachTime: context.now,
      DeleteOnTermination: false,
    };
  },
};

function checkFit(instance: Instance, { id, details }: Ec2Record<'volume'>, deviceName: string): void {
  if (details.availabilityZone !== instance.availabilityZone)
    throw new Fault(
      'InvalidVolume.ZoneMismatch',
      `The volume '${id}' is not in the same availability zone as instance '${instance.id}'`,
    );
  if (volumesOf(instance).some((volume) => volume.deviceName === deviceName))
    throw new Fault(
      'InvalidParameterValue',
      `Invalid value '${deviceName}' for unixDevice. Attachment point ${deviceName} is already in use`,
    );
}
