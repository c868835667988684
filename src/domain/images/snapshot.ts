/** A snapshot, which is there as long as an image maps it. */
export interface Snapshot {
  readonly id: string;
  /** Whose it is: the owner and the Region of the first image that mapped it. */
  readonly accountId: string;
  readonly region: string;
  /** Undefined where that image does not say. */
  readonly sizeGiB: number | undefined;
}
