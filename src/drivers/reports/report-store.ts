import type { ReportPlace } from '../../domain/reports/report-generator.ts';

/** Where reports are kept. */
export interface ReportStore {
  /** What the API says of the place of a report whose bucket, as License Manager would make it, and prefix these are. */
  readonly placeOf: (bucket: string, prefix: string) => { readonly bucket: string; readonly keyPrefix: string };
  /** Puts a file there, in place of one that has its key; whole or not at all. Throws a `ReportStoreFailure`. */
  readonly put: (at: ReportPlace, file: string) => Promise<void>;
  /** Bytes of a file from an offset on, fewer at its end; undefined where it is not there. Throws a `ReportStoreFailure`. */
  readonly read: (
    at: ReportPlace,
    part: { readonly offset: number; readonly length: number },
  ) => Promise<Uint8Array | undefined>;
}

/** A report cannot be kept or read, for a reason that its owner can read. */
export class ReportStoreFailure extends Error {
  override readonly name = 'ReportStoreFailure';
}
