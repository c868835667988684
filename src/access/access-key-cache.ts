const CACHE_MS = 5_000;
const CACHE_SIZE = 10_000;

export interface FoundCache<T> {
  /** An answer may be five seconds old. */
  readonly find: (id: string) => Promise<T | undefined>;
  /** What was found is looked up anew. */
  readonly forget: (id: string) => void;
}

/** Remembers what was found, and nothing else, so that made-up ids do not fill the memory. `clock` is in milliseconds. */
export function cacheFound<T>(load: (id: string) => Promise<T | undefined>, clock: () => number): FoundCache<T> {
  const entries = new Map<string, { answer: Promise<T | undefined>; until: number }>();
  const find = (id: string): Promise<T | undefined> => {
    const entry = entries.get(id);
    if (entry && clock() < entry.until) return entry.answer;
    const answer = load(id);
    const forget = () => void (entries.get(id)?.answer === answer && entries.delete(id));
    answer.then((found) => found ?? forget(), forget);
    entries.delete(id);
    entries.set(id, { answer, until: clock() + CACHE_MS });
    const [oldest] = entries.keys();
    if (entries.size > CACHE_SIZE && oldest) entries.delete(oldest);
    return answer;
  };
  return { find, forget: (id) => void entries.delete(id) };
}
