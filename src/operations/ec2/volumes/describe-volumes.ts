import type {
  DescribeVolumesRequest,
  DescribeVolumesResult,
  Volume as VolumeDescription,
  VolumeType,
} from '@aws-sdk/client-ec2';
import { findPublicImage } from '../../../domain/catalogue/public-images.ts';
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

/** What an image that says nothing of its root volume's size has. */
const USUAL_SIZE_GIB = 8;

function describe(volume: Volume, instance: Instance): VolumeDescription {
  const { accountId, region, launchedAt } = instance;
  const image = volume.isRoot ? findPublicImage(region, instance.imageId) : undefined;
  const size = volume.sizeGiB ?? image?.rootVolumeSizeGiB ?? USUAL_SIZE_GIB;
  const type = volume.volumeType ?? image?.rootVolumeType ?? 'gp2';
  return {
    AvailabilityZoneId: availabilityZones(region).find((zone) => zone.name === instance.availabilityZone)?.zoneId,
    Iops: volume.iops ?? usualIops(type, size),
    VolumeType: type as VolumeType,
    MultiAttachEnabled: false,
    Throughput: type === 'gp3' ? (volume.throughput ?? 125) : undefined,
    Operator: { Managed: false },
    VolumeId: volume.id,
    VolumeArn: ec2Arn(VOLUME, volume.id, { accountId, region }),
    OwnerId: accountId,
    Size: size,
    SnapshotId: volume.snapshotId ?? image?.rootSnapshotId ?? '',
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

/** What EC2 gives a volume without asking: gp2 has three a GiB, from 100 to 16,000. */
function usualIops(type: string, sizeGiB: number): number | undefined {
  if (type === 'gp3') return 3_000;
  return type === 'gp2' ? Math.min(Math.max(3 * sizeGiB, 100), 16_000) : undefined;
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
