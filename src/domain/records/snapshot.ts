/** A snapshot of a volume. */
export interface StoredSnapshot {
  /** Absent where it was made of no volume that can be told. */
  readonly volumeId?: string | undefined;
  /** Absent where the image that it was made for does not say. */
  readonly sizeGiB?: number | undefined;
  readonly encrypted?: boolean | undefined;
  readonly kmsKeyId?: string | undefined;
  readonly description: string;
  /** Milliseconds from its beginning until it is complete; absent: none. */
  readonly takesMs?: number;
  /** Of one that everybody may use: who its owner is called. */
  readonly ownerAlias?: string;
}

/** What a snapshot is found by; its volume may be deleted before it. */
export const snapshotRefs = ({ volumeId }: StoredSnapshot) => [volumeId];

/** How far a snapshot is, in percent: by the clock alone, so that no row is written a second time. */
export function progressOf({ takesMs = 0 }: StoredSnapshot, startedAt: Date, now: Date): number {
  const passedMs = now.getTime() - startedAt.getTime();
  return passedMs >= takesMs ? 100 : Math.max(0, Math.floor((100 * passedMs) / takesMs));
}
