import type { InstanceBlockDeviceMapping } from '@aws-sdk/client-ec2';
import { idFromSeed } from '../../domain/ids.ts';
import type { BlockDevice, Instance } from '../../domain/instance.ts';

/** The EBS volumes of an instance, the root volume first; none once it is terminated. Their ids follow from its own. */
export function volumesOf(instance: Instance): InstanceBlockDeviceMapping[] {
  if (instance.state === 'terminated') return [];
  const { rootDeviceName: root, blockDevices = [] } = instance.settings;
  const hasRoot = blockDevices.some((device) => device.deviceName === root);
  const devices: readonly BlockDevice[] = hasRoot ? blockDevices : [{ deviceName: root }, ...blockDevices];
  return devices.map(({ deviceName, volumeId, deleteOnTermination = deviceName === root }) => ({
    DeviceName: deviceName,
    Ebs: {
      AttachTime: instance.launchedAt,
      DeleteOnTermination: deleteOnTermination,
      Status: 'attached',
      VolumeId: volumeId ?? idFromSeed('vol', `${instance.id}/${deviceName}`),
    },
  }));
}
