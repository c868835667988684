import type { ModifyVolumeRequest, ModifyVolumeResult } from '@aws-sdk/client-ec2';
import { volumesOf, withDevices } from '../../../domain/instances/attached.ts';
import type { Instance, InstanceSettings } from '../../../domain/instances/instance.ts';
import { modifyVolume as decideVolume, type VolumeChange } from '../../../domain/instances/volume-modification.ts';
import { VOLUME_RANGES } from '../../../domain/instances/volume-performance.ts';
import { CommonFault, Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { ec2Arn, VOLUME } from '../ec2-ids.ts';
import { changeInstanceSettings } from '../instances/change-instance-settings.ts';
import { findOwner } from '../listing/find-owner.ts';
import { refuseUnbuilt } from '../refuse-unbuilt.ts';
import { describeModification } from './volume-modification-shape.ts';

/**
 * A volume is kept in its machine's settings, so that is what changes. A modification is over when the next request
 * comes, and the next one need not wait as on AWS.
 */
export const modifyVolume: Operation<ModifyVolumeRequest, ModifyVolumeResult> = {
  constraints: {
    Size: { integer: true },
    Iops: { integer: true },
    Throughput: { integer: true },
    VolumeType: { oneOf: Object.keys(VOLUME_RANGES) },
  },
  resources: ({ VolumeId }, scope) => [ec2Arn(VOLUME, VolumeId!, scope)],

  async handle(request, context) {
    refuseUnbuilt(request, ['MultiAttachEnabled']);
    const change = changeOf(request);
    const id = request.VolumeId!;
    const owner = await findOwner(VOLUME, id, context);
    const [changed] = await changeInstanceSettings([owner.id], context, {
      detail: { volumeId: id, ...change },
      settingsOf: (instance) => modify(instance, id, { change, at: context.now }),
    });
    const volume = volumesOf(changed!).find((one) => one.id === id)!;
    return { VolumeModification: describeModification(volume, 'modifying') };
  },
};

function changeOf({ Size: sizeGiB, VolumeType: volumeType, Iops: iops, Throughput: throughput }: ModifyVolumeRequest) {
  const change = { sizeGiB, volumeType, iops, throughput };
  if (Object.values(change).every((value) => value === undefined))
    throw new CommonFault(
      'MissingMember',
      'The request must contain one of the parameters size, volumeType, iops and throughput',
    );
  return change;
}

function modify(
  instance: Instance,
  volumeId: string,
  { change, at }: { change: VolumeChange; at: Date },
): Pick<InstanceSettings, 'blockDevices'> {
  const volume = volumesOf(instance).find((one) => one.id === volumeId);
  if (!volume) throw VOLUME.notFound([volumeId]);
  const { volumeType, sizeGiB, iops, throughput } = volume;
  const original = { volumeType, sizeGiB, iops, throughput };
  const modified = decideVolume(original, change);
  if (!modified.ok)
    throw new Fault(
      modified.kind === 'value' ? 'InvalidParameterValue' : 'InvalidParameterCombination',
      modified.problem,
    );
  const { target } = modified;
  return withDevices(instance, (device) =>
    device.deviceName === volume.deviceName
      ? {
          ...device,
          volumeType: target.volumeType,
          volumeSizeGiB: target.sizeGiB,
          iops: target.iops,
          throughput: target.throughput,
          modification: { at: at.toISOString(), original },
        }
      : device,
  );
}
