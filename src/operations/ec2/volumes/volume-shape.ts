import type { Volume as VolumeDescription, VolumeType } from '@aws-sdk/client-ec2';
import type { Volume } from '../../../domain/instances/attached.ts';
import type { Instance } from '../../../domain/instances/instance.ts';
import { availabilityZones } from '../../../domain/networks/network.ts';
import type { Ec2Record } from '../../../domain/records/record.ts';
import type { StoredVolume } from '../../../domain/records/volume.ts';
import { ec2Arn, VOLUME } from '../ec2-ids.ts';

/** A machine's volume in EC2's form. */
export const describeAttachedVolume = (volume: Volume, instance: Instance): VolumeDescription => ({
  ...describe({ ...volume, availabilityZone: instance.availabilityZone }, { ...instance, ...volume }),
  State: 'in-use',
  Attachments: [
    {
      DeleteOnTermination: volume.deleteOnTermination,
      VolumeId: volume.id,
      InstanceId: instance.id,
      Device: volume.deviceName,
      State: 'attached',
      AttachTime: volume.attachedAt,
    },
  ],
});

/** A volume that no machine has in EC2's form. */
export const describeStoredVolume = (record: Ec2Record<'volume'>): VolumeDescription => ({
  ...describe(record.details, record),
  State: 'available',
  Attachments: [],
});

interface Identity {
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly createdAt: Date;
}

const describe = (volume: StoredVolume, { id, accountId, region, createdAt }: Identity): VolumeDescription => ({
  AvailabilityZoneId: availabilityZones(region).find((zone) => zone.name === volume.availabilityZone)?.zoneId,
  Iops: volume.iops,
  VolumeType: volume.volumeType as VolumeType,
  MultiAttachEnabled: false,
  Throughput: volume.throughput,
  Operator: { Managed: false },
  VolumeId: id,
  VolumeArn: ec2Arn(VOLUME, id, { accountId, region }),
  OwnerId: accountId,
  Size: volume.sizeGiB,
  SnapshotId: volume.snapshotId ?? '',
  AvailabilityZone: volume.availabilityZone,
  CreateTime: createdAt,
  Encrypted: volume.encrypted,
});
