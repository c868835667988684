import type { BlockDeviceMapping } from '@aws-sdk/client-ec2';
import { isPublicSnapshot } from '../../../domain/catalogue/public-images.ts';
import type { ImageBlockDevice } from '../../../domain/images/image.ts';
import type { Snapshot } from '../../../domain/images/snapshot.ts';
import { findTooSmall, volumeWithoutSize } from '../../../domain/launch/launch-volumes.ts';
import type { RequestContext } from '../../../operation.ts';
import { readOwnSnapshots } from '../../../store/snapshot.ts';
import { SNAPSHOT } from '../ec2-ids.ts';
import { refusalFault } from '../refusal-fault.ts';
import { toBlockDevice } from './image-description.ts';

/**
 * The mappings of a request as an image keeps them; a size that is not given is that of the account's own snapshot.
 * Faults InvalidSnapshot.NotFound, InvalidBlockDeviceMapping.
 */
export async function imageDevicesOf(
  mappings: readonly BlockDeviceMapping[] | undefined,
  context: RequestContext,
): Promise<ImageBlockDevice[]> {
  const devices = (mappings ?? []).map(toBlockDevice);
  const snapshots = await ownSnapshots(
    devices.flatMap((device) => device.snapshotId ?? []),
    context,
  );
  return devices.map((device) => {
    const sizeGiB = snapshots.find((snapshot) => snapshot.id === device.snapshotId)?.sizeGiB;
    const tooSmall = findTooSmall(device.snapshotId ?? '', device.volumeSizeGiB, sizeGiB);
    if (tooSmall) throw refusalFault(tooSmall);
    return { ...(sizeGiB !== undefined && { volumeSizeGiB: sizeGiB }), ...device };
  });
}

/** A volume that is made anew needs a size; faults MissingParameter. */
export function checkSizeGiven({ deviceName = '', noDevice, virtualName, ...device }: ImageBlockDevice): void {
  if (noDevice !== undefined || virtualName !== undefined) return;
  if (device.volumeSizeGiB === undefined && device.snapshotId === undefined)
    throw refusalFault(volumeWithoutSize(deviceName));
}

/** Of these snapshots the account's own; faults on one that is neither its own nor public. */
export async function ownSnapshots(ids: readonly string[], context: RequestContext): Promise<Snapshot[]> {
  const own = await readOwnSnapshots(context.db, context, ids);
  const isOwn = (id: string) => own.some((snapshot) => snapshot.id === id);
  const missing = ids.filter((id) => !isOwn(id) && !isPublicSnapshot(context.region, id));
  if (missing.length > 0) throw SNAPSHOT.notFound(missing);
  return own;
}
