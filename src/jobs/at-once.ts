/** Work of which so much goes on at once, and no more. */
export interface AtOnce {
  /** Begins it as soon as there is room; resolves when it has begun. It must not reject. */
  readonly begin: (work: () => Promise<void>) => Promise<void>;
  /** Resolves when nothing goes on. */
  readonly ended: () => Promise<void>;
}

export function atOnce(limit: number): AtOnce {
  const under = new Set<Promise<void>>();
  return {
    begin: async (work) => {
      while (under.size >= limit) await Promise.race(under);
      const running = work().finally(() => under.delete(running));
      under.add(running);
    },
    ended: async () => {
      while (under.size > 0) await Promise.all(under);
    },
  };
}
