import type { BlockDevice } from '../instances/instance.ts';
import type { VolumePerformance } from '../instances/volume-performance.ts';

/** A volume that no machine has. */
export interface StoredVolume extends VolumePerformance {
  readonly availabilityZone: string;
  readonly encrypted: boolean;
  readonly snapshotId?: string | undefined;
  readonly autoEnableIo?: boolean | undefined;
  readonly modification?: BlockDevice['modification'];
}

/** What every volume that was modified refers to, so that those are found. */
export const MODIFIED = 'modified-volume';

/** A snapshot may be deleted while volumes made of it are there. */
export const volumeRefs = ({ modification }: StoredVolume) => [modification && MODIFIED];
