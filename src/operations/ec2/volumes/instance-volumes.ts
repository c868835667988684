import type { InstanceBlockDeviceMapping } from '@aws-sdk/client-ec2';
import { volumesOf } from '../../../domain/instances/attached.ts';
import type { Instance } from '../../../domain/instances/instance.ts';

/** The EBS volumes of an instance, as the instance shows them. */
export const blockDeviceMappingsOf = (instance: Instance): InstanceBlockDeviceMapping[] =>
  volumesOf(instance).map((volume) => ({
    DeviceName: volume.deviceName,
    Ebs: {
      AttachTime: volume.attachedAt,
      DeleteOnTermination: volume.deleteOnTermination,
      Status: 'attached',
      VolumeId: volume.id,
    },
  }));
