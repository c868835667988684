import { findPublicImage } from '../catalogue/public-images.ts';
import { attachedId } from './attached-id.ts';
import type { BlockDevice, Instance, InstanceSettings } from './instance.ts';
import { profileAssociationOf } from './instance-profile.ts';
import { type VolumePerformance, withUsualPerformance } from './volume-performance.ts';

/** The id of a machine's only network interface: the digits of its own. */
export const networkInterfaceIdOf = (instanceId: string): string => attachedId('eni', instanceId, 0);

/** Tags that a launch gives to what comes with each machine. */
export interface AttachedTags {
  readonly volume: Readonly<Record<string, string>>;
  readonly networkInterface: Readonly<Record<string, string>>;
}

export interface Volume extends VolumePerformance {
  readonly id: string;
  readonly deviceName: string;
  readonly isRoot: boolean;
  readonly encrypted: boolean;
  readonly snapshotId: string | undefined;
  readonly deleteOnTermination: boolean;
  readonly modification: BlockDevice['modification'];
}

/** What a volume has of which neither the launch nor the image says anything. */
export const USUAL_VOLUME = { sizeGiB: 8, volumeType: 'gp2' };

/** The EBS volumes of an instance, the root volume first unless the launch listed it; none once it is terminated. */
export function volumesOf({ id, state, region, imageId, settings }: Instance): Volume[] {
  if (state === 'terminated') return [];
  return allDevices(settings).map((device, index) => {
    const isRoot = device.deviceName === settings.rootDeviceName;
    const image = isRoot ? findPublicImage(region, imageId) : undefined;
    return {
      id: attachedId('vol', id, index),
      deviceName: device.deviceName,
      isRoot,
      ...withUsualPerformance({
        volumeType: device.volumeType ?? image?.rootVolumeType ?? USUAL_VOLUME.volumeType,
        sizeGiB: device.volumeSizeGiB ?? image?.rootVolumeSizeGiB ?? USUAL_VOLUME.sizeGiB,
        iops: device.iops,
        throughput: device.throughput,
      }),
      encrypted: device.encrypted ?? false,
      snapshotId: device.snapshotId ?? image?.rootSnapshotId,
      deleteOnTermination: device.deleteOnTermination ?? isRoot,
      modification: device.modification,
    };
  });
}

function allDevices({ rootDeviceName: root, blockDevices = [] }: InstanceSettings): readonly BlockDevice[] {
  const hasRoot = blockDevices.some((device) => device.deviceName === root);
  return hasRoot ? blockDevices : [{ deviceName: root }, ...blockDevices];
}

/** The settings of an instance whose devices change; each keeps its place, and so its volume the id. */
export const withDevices = (
  { settings }: Instance,
  changed: (device: BlockDevice) => BlockDevice,
): Pick<InstanceSettings, 'blockDevices'> => ({ blockDevices: allDevices(settings).map(changed) });

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
