import { isPublicSnapshot } from '../catalogue/public-images.ts';
import type { LaunchRequest } from '../commands.ts';
import type { Scope } from '../decision.ts';
import type { Facts } from '../facts.ts';
import type { ImageBlockDevice, LaunchImage } from '../images/image.ts';
import type { Snapshot } from '../images/snapshot.ts';
import type { BlockDevice, LaunchDevice } from '../instances/instance.ts';
import type { Refusal } from '../refusal.ts';

/**
 * The devices of a launch: those that the image maps, each with what the request says of it, and those of the request
 * alone. A public image maps its root only, which follows from the catalogue and is not kept.
 */
export function devicesOfLaunch(
  scope: Scope,
  { settings }: LaunchRequest,
  { image, facts }: { image: LaunchImage; facts: Facts },
): BlockDevice[] {
  const requested = settings.blockDevices ?? [];
  const ofImage = (image.blockDevices ?? []).flatMap(mappedDevice);
  const given = (name: string) => requested.find((device) => device.deviceName === name);
  const isLeftOut = (name: string) => name !== image.rootDeviceName && given(name)?.noDevice === true;
  const devices = [
    ...ofImage
      .filter(({ deviceName }) => !isLeftOut(deviceName))
      .map((device) => overrule(device, given(device.deviceName))),
    ...requested.filter(({ deviceName }) => !ofImage.some((device) => device.deviceName === deviceName)),
  ];
  const volumes = devices.filter((device: LaunchDevice) => !device.noDevice);
  return volumes.map((device) => withSizeOfSnapshot(device, scope, facts));
}

/** A snapshot that a request names, and that is neither the account's own, nor the image's, nor public. */
export function findSnapshotProblem(
  scope: Scope,
  { settings }: LaunchRequest,
  { image, facts }: { image: LaunchImage; facts: Facts },
): Refusal | undefined {
  const mayUse = (id: string): boolean =>
    isOwn(facts.snapshots.get(id), scope) ||
    image.blockDevices?.some((device) => device.snapshotId === id) ||
    isPublicSnapshot(scope.region, id);
  const snapshotId = settings.blockDevices?.find(({ snapshotId: id }) => id !== undefined && !mayUse(id))?.snapshotId;
  return snapshotId === undefined ? undefined : { kind: 'snapshot-not-found', snapshotId };
}

function mappedDevice({ deviceName, noDevice, virtualName, ...device }: ImageBlockDevice): BlockDevice[] {
  if (deviceName === undefined || noDevice !== undefined || virtualName !== undefined) return [];
  const { kmsKeyId: _key, volumeId: _volume, ...kept } = device;
  return [{ deviceName, ...kept }];
}

/** The image's size is that of its snapshot, and its IOPS and throughput are those of its type. */
function overrule(device: BlockDevice, request: LaunchDevice | undefined): BlockDevice {
  if (!request || request.noDevice) return device;
  const given = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
  const { volumeSizeGiB, iops, throughput, ...always } = device;
  const sameSnapshot = (request.snapshotId ?? device.snapshotId) === device.snapshotId;
  const sameType = (request.volumeType ?? device.volumeType) === device.volumeType;
  return {
    ...always,
    ...(sameSnapshot && volumeSizeGiB !== undefined && { volumeSizeGiB }),
    ...(sameType && iops !== undefined && { iops }),
    ...(sameType && throughput !== undefined && { throughput }),
    ...given,
  };
}

function withSizeOfSnapshot(device: BlockDevice, scope: Scope, { snapshots }: Facts): BlockDevice {
  const snapshot = device.snapshotId === undefined ? undefined : snapshots.get(device.snapshotId);
  if (!isOwn(snapshot, scope) || snapshot.sizeGiB === undefined || device.volumeSizeGiB !== undefined) return device;
  return { ...device, volumeSizeGiB: snapshot.sizeGiB };
}

const isOwn = (snapshot: Snapshot | undefined, { accountId, region }: Scope): snapshot is Snapshot =>
  snapshot?.accountId === accountId && snapshot.region === region;
