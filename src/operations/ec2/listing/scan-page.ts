/**
 * Rows that a page of a list is looked for among, at the most. A filter that no index answers so takes a bounded time:
 * the page may then have few entries or none, and a NextToken (EC2's reference, Paginating: "a page may be empty").
 */
export const MOST_LOOKED_AT = 1_000;

/** An entry, or what it is made of, and where the list goes on behind it. */
interface Placed<Value, Place> {
  readonly value: Value;
  readonly place: Place;
}

/** What a list reads at a time. */
export interface Portion<Row, Place> {
  readonly found: readonly Placed<Row, Place>[];
  readonly lookedAt: number;
  /** Where to go on; undefined at the end of the list. */
  readonly next: Place | undefined;
}

interface ScanPage<Row, Item, Place> {
  readonly after: Place | undefined;
  readonly wanted: number;
  /** Whether rows that are read are entries of the list but for few: then no more are read than the page needs. */
  readonly exact: boolean;
  readonly read: (after: Place | undefined, most: { look: number; take: number }) => Promise<Portion<Row, Place>>;
  /** What of the rows is listed. */
  readonly itemsOf: (found: readonly Placed<Row, Place>[]) => Promise<readonly Placed<Item, Place>[]>;
}

/** Rows that are read at a time: few enough for others to go between. */
const PORTION = 250;

/** The next entries of a list, so many at the most, and where the list goes on, if it does. */
export async function scanPage<Row, Item, Place>({
  after,
  wanted,
  exact,
  read,
  itemsOf,
}: ScanPage<Row, Item, Place>): Promise<{ items: Item[]; next: Place | undefined }> {
  const kept: Placed<Item, Place>[] = [];
  let left = Math.max(MOST_LOOKED_AT, wanted + 1);
  const takeFor = (missing: number) => (exact ? Math.min(PORTION, missing) : PORTION);
  let look = exact ? Math.min(left, 4 * takeFor(wanted + 1)) : left;
  for (let reading = read(after, { look, take: takeFor(wanted + 1) }); ; ) {
    const { found, lookedAt, next } = await reading;
    left -= lookedAt;
    look = Math.min(left, 4 * look);
    const missing = wanted + 1 - kept.length - (exact ? found.length : 0);
    const goesOn = next !== undefined && left > 0 && missing > 0;
    // While these are looked at, the database has the next.
    if (goesOn) reading = read(next, { look, take: takeFor(missing) });
    reading.catch(() => {});
    kept.push(...(await itemsOf(found)));
    const items = kept.slice(0, wanted).map(({ value }) => value);
    if (kept.length > wanted) return { items, next: kept[wanted - 1]!.place };
    if (!goesOn) return { items, next };
  }
}
