/** Milliseconds that one request may keep the others waiting in one go: a small read passes through several of them. */
const SLICE_MS = 1;

/** Long work in slices: between two of them what else the process has to do is done. */
export interface Slices {
  /** Whether the slice is over, and `next` is to be awaited. */
  readonly over: () => boolean;
  readonly next: () => Promise<void>;
}

/** As `map` of arrays does, in slices. */
export async function mapInSlices<Item, Result>(
  items: readonly Item[],
  map: (item: Item) => Result,
): Promise<Result[]> {
  const slices = beginSlices();
  const results: Result[] = [];
  for (const item of items) {
    results.push(map(item));
    if (slices.over()) await slices.next();
  }
  return results;
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
