import type { BlockDeviceMapping } from '@aws-sdk/client-ec2';
import type { ImageBlockDevice } from '../../../domain/images/image.ts';
import type { RequestContext } from '../../../operation.ts';
import { readOwnSnapshots } from '../../../store/snapshot.ts';
import { toBlockDevice } from './image-description.ts';

/** The mappings of a request as an image keeps them; a size that is not given is that of the account's own snapshot. */
export async function imageDevicesOf(
  mappings: readonly BlockDeviceMapping[] | undefined,
  context: RequestContext,
): Promise<ImageBlockDevice[]> {
  const devices = (mappings ?? []).map(toBlockDevice);
  const unsized = devices.filter((device) => device.volumeSizeGiB === undefined);
  const snapshots = await readOwnSnapshots(
    context.db,
    context,
    unsized.flatMap((device) => device.snapshotId ?? []),
  );
  return devices.map((device) => {
    const sizeGiB = snapshots.find((snapshot) => snapshot.id === device.snapshotId)?.sizeGiB;
    return { ...(sizeGiB !== undefined && { volumeSizeGiB: sizeGiB }), ...device };
  });
}
