import type { Instance } from './instance.ts';

// Volumes and network interfaces have no rows. Their ids are made of their machine's, so that it is found by theirs.

/** The id of a machine's only network interface: the digits of its own. */
export const networkInterfaceIdOf = (instanceId: string): string => instanceId.replace(/^i-/, 'eni-');

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
    id: volumeIdOf(id, index),
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

const twoDigits = (value: number): string => value.toString(16).padStart(2, '0');

/** The digits of the machine's id, the last two mixed with the volume's place; what is listed keeps its place. */
const volumeIdOf = (instanceId: string, index: number): string =>
  `vol-${instanceId.slice('i-'.length, -2)}${twoDigits((Number.parseInt(instanceId.slice(-2), 16) ^ index) & 255)}`;

const ENDINGS = Array.from({ length: 256 }, (_, ending) => twoDigits(ending));

/** The ids of the machines of which one has the volume or network interface, if any has. */
export function possibleOwners(id: string): string[] {
  if (/^eni-[0-9a-f]{17}$/.test(id)) return [id.replace(/^eni-/, 'i-')];
  const stem = /^vol-([0-9a-f]{15})[0-9a-f]{2}$/.exec(id)?.[1];
  return stem === undefined ? [] : ENDINGS.map((ending) => `i-${stem}${ending}`);
}
