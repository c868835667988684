/** Milliseconds that one request may keep the others waiting in one go. */
const SLICE_MS = 10;

/** Long work in slices: between two of them what else the process has to do is done. */
export interface Slices {
  /** Whether the slice is over, and `next` is to be awaited. */
  readonly over: () => boolean;
  readonly next: () => Promise<void>;
}

/** Begins the first slice. */
export function beginSlices(): Slices {
  let end = performance.now() + SLICE_MS;
  return {
    over: () => performance.now() > end,
    next: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      end = performance.now() + SLICE_MS;
    },
  };
}
