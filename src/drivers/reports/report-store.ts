/** Where reports are kept. */
export interface ReportStore {
  /** What the API says of the place of a report whose bucket, as License Manager would make it, and prefix these are. */
  readonly placeOf: (bucket: string, prefix: string) => { readonly bucket: string; readonly keyPrefix: string };
  /** Puts a file there, in place of one that has its key; whole or not at all. Throws a `ReportStoreFailure`. */
  readonly put: (at: { bucket: string; prefix: string; key: string }, file: string) => Promise<void>;
}

/** A report cannot be kept, for a reason that its owner can read. */
export class ReportStoreFailure extends Error {
  override readonly name = 'ReportStoreFailure';
}
