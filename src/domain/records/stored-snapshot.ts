/** A snapshot that was made of a volume by itself, and not along with an image. */
export interface StoredSnapshot {
  readonly volumeId: string;
  readonly sizeGiB: number;
  readonly encrypted: boolean;
  readonly description: string;
}

/** The volume may be deleted. */
export const snapshotRefs = (_: StoredSnapshot) => [];
