/** Ids from one to another, both included, that had no event when it was looked; `at` is when, in milliseconds. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

/** How long a transaction can be under way: past that, an id has no event for good. Statements are ended far sooner. */
const KEPT_MS = 60 * 60_000;

/**
 * The gaps that are left once events of these ids are there, those of the old gaps and those behind `until` alike. A
 * transaction takes an id before it commits, so a later id may be there first.
 */
export function gapsLeft(
  { gaps, until }: { readonly gaps: readonly Gap[]; readonly until: number },
  ids: readonly number[],
  at: number,
): Gap[] {
  const sorted = [...ids].sort((a, b) => a - b);
  const last = sorted.at(-1) ?? until;
  const looked = last > until ? [...gaps, { from: until + 1, to: last, at }] : gaps;
  const left: Gap[] = [];
  let place = 0; // gaps are in the order of their ids too
  for (const gap of looked.filter((one) => at - one.at < KEPT_MS)) {
    let { from } = gap;
    for (; place < sorted.length && sorted[place]! <= gap.to; place += 1) {
      const id = sorted[place]!;
      if (id < from) continue;
      if (id > from) left.push({ ...gap, from, to: id - 1 });
      from = id + 1;
    }
    if (from <= gap.to) left.push({ ...gap, from });
  }
  return left;
}
