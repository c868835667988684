import type { VolumeModification, VolumeType } from '@aws-sdk/client-ec2';
import type { BlockDevice } from '../../../domain/instances/instance.ts';
import type { VolumePerformance } from '../../../domain/instances/volume-performance.ts';

type Modified = VolumePerformance & {
  readonly id: string;
  readonly modification?: BlockDevice['modification'] | undefined;
};

/** The last modification of a volume, if it had one. */
export function describeModification(
  volume: Modified,
  state: 'modifying' | 'completed',
): VolumeModification | undefined {
  if (!volume.modification) return undefined;
  const { at, original } = volume.modification;
  const isOver = state === 'completed';
  return {
    VolumeId: volume.id,
    ModificationState: state,
    TargetSize: volume.sizeGiB,
    TargetIops: volume.iops,
    TargetVolumeType: volume.volumeType as VolumeType,
    TargetThroughput: volume.throughput,
    TargetMultiAttachEnabled: false,
    OriginalSize: original.sizeGiB,
    OriginalIops: original.iops,
    OriginalVolumeType: original.volumeType as VolumeType,
    OriginalThroughput: original.throughput,
    OriginalMultiAttachEnabled: false,
    Progress: isOver ? 100 : 0,
    StartTime: new Date(at),
    EndTime: isOver ? new Date(at) : undefined,
    Operator: { Managed: false },
  };
}
