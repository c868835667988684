import { findPublicImage, isPublicSnapshot } from '../catalogue/public-images.ts';
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
  { settings }: Pick<LaunchRequest, 'settings'>,
  { image, facts }: { image: Pick<LaunchImage, 'rootDeviceName' | 'blockDevices'>; facts: Pick<Facts, 'snapshots'> },
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
function findSnapshotProblem(
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

/**
 * What is wrong with the volumes of a launch: a snapshot that it may not use, no size, or one below that of its snapshot.
 * The root's size follows from its image.
 */
export function findVolumeProblem(
  scope: Scope,
  request: LaunchRequest,
  means: { image: LaunchImage; facts: Facts },
): Refusal | undefined {
  const { image, facts } = means;
  const root = findPublicImage(scope.region, image.id);
  const problems = devicesOfLaunch(scope, request, means).map(({ deviceName, snapshotId, volumeSizeGiB: size }) => {
    const isRoot = deviceName === image.rootDeviceName;
    const source = snapshotId ?? (isRoot ? root?.rootSnapshotId : undefined);
    if (source === undefined) return size === undefined && !isRoot ? volumeWithoutSize(deviceName) : undefined;
    const snapshot = facts.snapshots.get(source);
    const least = source === root?.rootSnapshotId ? root.rootVolumeSizeGiB : snapshot?.sizeGiB;
    const isKnown = source === root?.rootSnapshotId || isOwn(snapshot, scope);
    return isKnown ? findTooSmall(source, size, least) : undefined;
  });
  return findSnapshotProblem(scope, request, means) ?? problems.find((problem) => problem !== undefined);
}

export const volumeWithoutSize = (deviceName: string): Refusal => ({
  kind: 'volume-without-size',
  problem: `The request must contain the parameter size or snapshotId (of the device ${deviceName})`,
});

/** The refusal of a volume of `size` GiB, where its snapshot has more. */
export const findTooSmall = (snapshotId: string, size: number | undefined, least: number | undefined) =>
  size !== undefined && least !== undefined && size < least
    ? ({
        kind: 'volume-too-small',
        problem: `Volume of size ${size}GB is smaller than snapshot '${snapshotId}', expect size >= ${least}GB`,
      } as const)
    : undefined;

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

function withSizeOfSnapshot(device: BlockDevice, scope: Scope, { snapshots }: Pick<Facts, 'snapshots'>): BlockDevice {
  const snapshot = device.snapshotId === undefined ? undefined : snapshots.get(device.snapshotId);
  if (!isOwn(snapshot, scope) || snapshot.sizeGiB === undefined || device.volumeSizeGiB !== undefined) return device;
  return { ...device, volumeSizeGiB: snapshot.sizeGiB };
}

const isOwn = (snapshot: Snapshot | undefined, { accountId, region }: Scope): snapshot is Snapshot =>
  snapshot?.accountId === accountId && snapshot.region === region;
