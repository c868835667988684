import type { ModifyVolumeRequest, ModifyVolumeResult } from '@aws-sdk/client-ec2';
import type { BlockDevice } from '../../../domain/instances/instance.ts';
import { modifyVolume as decideVolume, type VolumeChange } from '../../../domain/instances/volume-modification.ts';
import { VOLUME_RANGES, type VolumePerformance } from '../../../domain/instances/volume-performance.ts';
import { CommonFault, Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { change as changeState } from '../../change.ts';
import { ec2Arn, VOLUME } from '../ec2-ids.ts';
import { refuseUnbuilt } from '../refuse-unbuilt.ts';
import { changeVolume, requireVolume } from './own-volume.ts';
import { describeModification } from './volume-modification-shape.ts';

/** A modification is over when the next request comes, and the next one need not wait as on AWS. */
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
    const resources = [ec2Arn(VOLUME, id, context)];
    const modified = await changeState(context, { resources, detail: { ...change } }, async (trx) => {
      const found = await requireVolume(trx, context, id);
      const volume = found.record ? found.record.details : found.attached;
      const changed = modify(volume, change, context.now);
      await changeVolume(trx, found, changed);
      return { id, ...changed };
    });
    return { VolumeModification: describeModification(modified, 'modifying') };
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

type Changed = VolumePerformance & { readonly modification: NonNullable<BlockDevice['modification']> };

function modify(volume: VolumePerformance, change: VolumeChange, at: Date): Changed {
  const { volumeType, sizeGiB, iops, throughput } = volume;
  const original = { volumeType, sizeGiB, iops, throughput };
  const modified = decideVolume(original, change);
  if (!modified.ok)
    throw new Fault(
      modified.kind === 'value' ? 'InvalidParameterValue' : 'InvalidParameterCombination',
      modified.problem,
    );
  return { ...modified.target, modification: { at: at.toISOString(), original } };
}
