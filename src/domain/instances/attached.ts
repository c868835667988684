import { findPublicImage } from '../catalogue/public-images.ts';
import { attachedId } from './attached-id.ts';
import type { BlockDevice, Instance, InstanceSettings } from './instance.ts';
import { profileAssociationOf } from './instance-profile.ts';
import { interfacesOf } from './interfaces.ts';
import { type VolumePerformance, withUsualPerformance } from './volume-performance.ts';

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
  readonly autoEnableIo: boolean | undefined;
  readonly modification: BlockDevice['modification'];
  readonly createdAt: Date;
  readonly attachedAt: Date;
  /** It was made before it was attached. */
  readonly isOwn: boolean;
}

/** What a volume has of which neither the launch nor the image says anything. */
export const USUAL_VOLUME = { sizeGiB: 8, volumeType: 'gp2' };

/** What volumes follow from. */
export type VolumeOwner = Pick<Instance, 'id' | 'state' | 'region' | 'imageId' | 'launchedAt'> & {
  readonly settings: Pick<InstanceSettings, 'rootDeviceName' | 'blockDevices'>;
};

/** The EBS volumes of an instance, the root volume first unless the launch listed it; none once it is terminated. */
export function volumesOf({ id, state, region, imageId, settings, launchedAt }: VolumeOwner): Volume[] {
  if (state === 'terminated') return [];
  return allDevices(settings).flatMap((device, index) => {
    if (device.detached) return [];
    const isRoot = device.deviceName === settings.rootDeviceName;
    const isOwn = device.volumeId !== undefined;
    const image = isRoot && !isOwn ? findPublicImage(region, imageId) : undefined;
    return {
      id: device.volumeId ?? attachedId('vol', id, index),
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
      autoEnableIo: device.autoEnableIo,
      modification: device.modification,
      createdAt: device.createdAt ? new Date(device.createdAt) : launchedAt,
      attachedAt: device.attachedAt ? new Date(device.attachedAt) : launchedAt,
      isOwn,
    };
  });
}

function allDevices({ rootDeviceName: root, blockDevices = [] }: VolumeOwner['settings']): readonly BlockDevice[] {
  const hasRoot = blockDevices.some((device) => device.deviceName === root);
  return hasRoot ? blockDevices : [{ deviceName: root }, ...blockDevices];
}

/** The settings of an instance whose devices change; each keeps its place, and so its volume the id. */
export const withDevices = (
  { settings }: Instance,
  changed: (device: BlockDevice) => BlockDevice,
): Pick<InstanceSettings, 'blockDevices'> => ({
  blockDevices: allDevices(settings).map((device) => (device.detached ? device : changed(device))),
});

/** The settings of an instance that gets one more volume. */
export const withVolume = (
  { settings }: Instance,
  device: BlockDevice & { readonly volumeId: string },
): Pick<InstanceSettings, 'blockDevices'> => ({ blockDevices: [...allDevices(settings), device] });

/** The settings of an instance without the volume. */
export const withoutVolume = (instance: Instance, volumeId: string): Pick<InstanceSettings, 'blockDevices'> => ({
  blockDevices: allDevices(instance.settings).flatMap((device, index) => {
    if (device.volumeId) return device.volumeId === volumeId ? [] : [device];
    const { deviceName } = device;
    return attachedId('vol', instance.id, index) === volumeId ? { deviceName, detached: true } : device;
  }),
});

/** The ids of all that belongs to a machine alone; none once it is terminated. */
export function attachedIdsOf(instance: Instance): string[] {
  if (instance.state === 'terminated') return [];
  const association = profileAssociationOf(instance);
  return [
    ...interfacesOf(instance).map((one) => one.id),
    ...volumesOf(instance).map((volume) => volume.id),
    ...(association ? [association.id] : []),
  ];
}
