/** How often something may be done: so many at once, and then so many a second. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

export interface RateLimit {
  /** Takes one if there is one left. */
  readonly take: (key: string, now: Date) => boolean;
  /** Whether one is left. */
  readonly allows: (key: string, now: Date) => boolean;
}

const KEYS = 100_000;

/** A limit for each key by itself, which this server keeps to; of very many keys the one that was idle longest is forgotten. */
export function createRateLimit({ burst, perSecond }: Rate): RateLimit {
  const buckets = new Map<string, { readonly left: number; readonly at: number }>();
  const leftOf = (key: string, now: Date): number => {
    const bucket = buckets.get(key);
    if (!bucket) return burst;
    const seconds = Math.max(0, now.getTime() - bucket.at) / 1000;
    return Math.min(burst, bucket.left + seconds * perSecond);
  };
  return {
    allows: (key, now) => leftOf(key, now) >= 1,
    take: (key, now) => {
      const left = leftOf(key, now);
      buckets.delete(key);
      buckets.set(key, { left: left >= 1 ? left - 1 : left, at: now.getTime() });
      if (buckets.size > KEYS) buckets.delete(buckets.keys().next().value as string);
      return left >= 1;
    },
  };
}
