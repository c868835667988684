import type { DescribeVolumesRequest, DescribeVolumesResult, Volume as VolumeDescription } from '@aws-sdk/client-ec2';
import type { Accessors, FilterValue } from '../../../domain/filters.ts';
import { volumesOf } from '../../../domain/instances/attached.ts';
import type { Operation } from '../../../operation.ts';
import { VOLUME } from '../ec2-ids.ts';
import { listEverywhere } from '../listing/list-everywhere.ts';
import { describeAttachedVolume, describeStoredVolume } from './volume-shape.ts';

/** Those of machines, in the order of the machines, then those that no machine has. */
export const describeVolumes: Operation<DescribeVolumesRequest, DescribeVolumesResult> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },

  async handle(request, context) {
    const { shapes, nextToken } = await listEverywhere<'volume', VolumeDescription>(request, context, {
      operation: 'DescribeVolumes',
      kind: VOLUME,
      ids: request.VolumeIds,
      shapesOf: (instance) =>
        volumesOf(instance).map((volume) => ({ id: volume.id, shape: describeAttachedVolume(volume, instance) })),
      stored: describeStoredVolume,
      withTags: (shape, Tags) => ({ ...shape, Tags }),
      rules: { accessors, tagsOf: (volume) => volume.Tags ?? [] },
    });
    return { Volumes: shapes, NextToken: nextToken };
  },
};

const attachment =
  (read: (item: NonNullable<VolumeDescription['Attachments']>[number]) => FilterValue) =>
  ({ Attachments: [attached] = [] }: VolumeDescription): FilterValue =>
    attached && read(attached);

const accessors: Accessors<VolumeDescription> = {
  'attachment.attach-time': attachment((item) => item.AttachTime),
  'attachment.delete-on-termination': attachment((item) => item.DeleteOnTermination),
  'attachment.device': attachment((item) => item.Device),
  'attachment.instance-id': attachment((item) => item.InstanceId),
  'attachment.status': attachment((item) => item.State),
  'availability-zone': (volume) => volume.AvailabilityZone,
  'availability-zone-id': (volume) => volume.AvailabilityZoneId,
  'create-time': (volume) => volume.CreateTime,
  encrypted: (volume) => volume.Encrypted,
  'fast-restored': () => undefined,
  'multi-attach-enabled': (volume) => volume.MultiAttachEnabled,
  'operator.managed': (volume) => volume.Operator?.Managed,
  'operator.principal': () => undefined,
  size: (volume) => volume.Size,
  'snapshot-id': (volume) => volume.SnapshotId,
  status: (volume) => volume.State,
  'volume-id': (volume) => volume.VolumeId,
  'volume-type': (volume) => volume.VolumeType,
};
