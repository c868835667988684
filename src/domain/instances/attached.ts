import { attachedId } from './attached-id.ts';
import type { Instance } from './instance.ts';
import { profileAssociationOf } from './instance-profile.ts';

/** The id of a machine's only network interface: the digits of its own. */
export const networkInterfaceIdOf = (instanceId: string): string => attachedId('eni', instanceId, 0);

/** Tags that a launch gives to what comes with each machine. */
export interface AttachedTags {
  readonly volume: Readonly<Record<string, string>>;
  readonly networkInterface: Readonly<Record<string, string>>;
}

export interface Volume {
  readonly id: string;
  readonly deviceName: string;
  readonly isRoot: boolean;
  readonly sizeGiB: number | undefined;
  readonly volumeType: string | undefined;
  readonly iops: number | undefined;
  readonly throughput: number | undefined;
  readonly encrypted: boolean;
  readonly snapshotId: string | undefined;
  readonly deleteOnTermination: boolean;
}

/** The EBS volumes of an instance, the root volume first unless the launch listed it; none once it is terminated. */
export function volumesOf({ id, state, settings }: Instance): Volume[] {
  if (state === 'terminated') return [];
  const { rootDeviceName: root, blockDevices = [] } = settings;
  const hasRoot = blockDevices.some((device) => device.deviceName === root);
  return (hasRoot ? blockDevices : [{ deviceName: root }, ...blockDevices]).map((device, index) => ({
    id: attachedId('vol', id, index),
    deviceName: device.deviceName,
    isRoot: device.deviceName === root,
    sizeGiB: device.volumeSizeGiB,
    volumeType: device.volumeType,
    iops: device.iops,
    throughput: device.throughput,
    encrypted: device.encrypted ?? false,
    snapshotId: device.snapshotId,
    deleteOnTermination: device.deleteOnTermination ?? device.deviceName === root,
  }));
}

/** The ids of all that belongs to a machine alone; none once it is terminated. */
export function attachedIdsOf(instance: Instance): string[] {
  if (instance.state === 'terminated') return [];
  const association = profileAssociationOf(instance);
  return [
    networkInterfaceIdOf(instance.id),
    ...volumesOf(instance).map((volume) => volume.id),
    ...(association ? [association.id] : []),
  ];
}
