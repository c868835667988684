import type {
  DescribeVolumesRequest,
  DescribeVolumesResult,
  Volume as VolumeDescription,
  VolumeType,
} from '@aws-sdk/client-ec2';
import type { Accessors, FilterValue } from '../../../domain/filters.ts';
import { type Volume, volumesOf } from '../../../domain/instances/attached.ts';
import type { Instance } from '../../../domain/instances/instance.ts';
import { availabilityZones } from '../../../domain/networks/network.ts';
import type { Operation } from '../../../operation.ts';
import { ec2Arn, VOLUME } from '../ec2-ids.ts';
import { listAttached } from '../listing/list-attached.ts';

/** Volumes are there with their machines, and gone with them. */
export const describeVolumes: Operation<DescribeVolumesRequest, DescribeVolumesResult> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },

  async handle(request, context) {
    const { shapes, nextToken } = await listAttached<VolumeDescription>(request, context, {
      operation: 'DescribeVolumes',
      kind: VOLUME,
      ids: request.VolumeIds,
      shapesOf: (instance) =>
        volumesOf(instance).map((volume) => ({ id: volume.id, shape: describe(volume, instance) })),
      withTags: (shape, Tags) => ({ ...shape, Tags }),
      rules: { accessors, tagsOf: (volume) => volume.Tags ?? [] },
    });
    return { Volumes: shapes, NextToken: nextToken };
  },
};

function describe(volume: Volume, instance: Instance): VolumeDescription {
  const { accountId, region, launchedAt } = instance;
  return {
    AvailabilityZoneId: availabilityZones(region).find((zone) => zone.name === instance.availabilityZone)?.zoneId,
    Iops: volume.iops,
    VolumeType: volume.volumeType as VolumeType,
    MultiAttachEnabled: false,
    Throughput: volume.throughput,
    Operator: { Managed: false },
    VolumeId: volume.id,
    VolumeArn: ec2Arn(VOLUME, volume.id, { accountId, region }),
    OwnerId: accountId,
    Size: volume.sizeGiB,
    SnapshotId: volume.snapshotId ?? '',
    AvailabilityZone: instance.availabilityZone,
    State: 'in-use',
    CreateTime: launchedAt,
    Attachments: [
      {
        DeleteOnTermination: volume.deleteOnTermination,
        VolumeId: volume.id,
        InstanceId: instance.id,
        Device: volume.deviceName,
        State: 'attached',
        AttachTime: launchedAt,
      },
    ],
    Encrypted: volume.encrypted,
  };
}

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
