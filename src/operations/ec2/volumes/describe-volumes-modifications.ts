import type {
  DescribeVolumesModificationsRequest,
  DescribeVolumesModificationsResult,
  VolumeModification,
} from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import { volumesOf } from '../../../domain/instances/attached.ts';
import { MODIFIED } from '../../../domain/records/volume.ts';
import type { Operation } from '../../../operation.ts';
import { VOLUME_MODIFICATION } from '../ec2-ids.ts';
import { listEverywhere } from '../listing/list-everywhere.ts';
import { describeModification } from './volume-modification-shape.ts';

/** The last modification of each volume that had one. */
export const describeVolumesModifications: Operation<
  DescribeVolumesModificationsRequest,
  DescribeVolumesModificationsResult
> = {
  constraints: { MaxResults: { range: [5, 500], integer: true } },

  async handle(request, context) {
    const { shapes, nextToken } = await listEverywhere<'volume', VolumeModification>(request, context, {
      operation: 'DescribeVolumesModifications',
      kind: VOLUME_MODIFICATION,
      ids: request.VolumeIds,
      shapesOf: (instance) =>
        volumesOf(instance).flatMap((volume) => {
          const shape = describeModification(volume, 'completed');
          return shape ? [{ id: volume.id, shape }] : [];
        }),
      stored: ({ id, details }) => describeModification({ id, ...details }, 'completed')!,
      ref: MODIFIED,
      rules: { accessors },
    });
    return { VolumesModifications: shapes, NextToken: nextToken };
  },
};

const accessors: Accessors<VolumeModification> = {
  'modification-state': (one) => one.ModificationState,
  'original-iops': (one) => one.OriginalIops,
  'original-size': (one) => one.OriginalSize,
  'original-volume-type': (one) => one.OriginalVolumeType,
  originalMultiAttachEnabled: (one) => one.OriginalMultiAttachEnabled,
  'start-time': (one) => one.StartTime,
  'target-iops': (one) => one.TargetIops,
  'target-size': (one) => one.TargetSize,
  'target-volume-type': (one) => one.TargetVolumeType,
  targetMultiAttachEnabled: (one) => one.TargetMultiAttachEnabled,
  'volume-id': (one) => one.VolumeId,
};
