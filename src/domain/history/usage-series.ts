/** What is known of one minute, hour or day in which the use of a license changed; times in milliseconds. */
export interface UsageCell {
  readonly start: number;
  /** Of what lasted for any time before the last change in it; null where it began with that. */
  readonly highest: number | null;
  readonly lowest: number | null;
  /** Licenses times milliseconds before the last change. */
  readonly area: number;
  readonly changedAt: number;
  /** Since the last change. */
  readonly used: number;
}

/** The use of a license in one period. */
export interface UsagePoint {
  /** When the period begins, in milliseconds. */
  readonly start: number;
  readonly highest: number;
  readonly lowest: number;
  /** Over the time of the period that has passed. */
  readonly average: number;
  /** Milliseconds of the period that have passed. */
  readonly length: number;
}

export interface UsageRange {
  /** A multiple of the cells' length, as `periodMs` is. */
  readonly from: number;
  /** Where time ends: the end of what is asked for, or now. */
  readonly until: number;
  readonly periodMs: number;
  /** The length of a cell. */
  readonly cellMs: number;
  /** What was used just before `from`. */
  readonly before: number;
}

/**
 * The use of a license period by period, in order, from the cells of the range in the order of time. Exact: of what was
 * used for any time within a period the highest and the lowest, and the mean by time. Between cells nothing changed.
 */
export function usageSeries(cells: readonly UsageCell[], range: UsageRange): UsagePoint[] {
  const { from, until, periodMs, cellMs } = range;
  const points: UsagePoint[] = [];
  let { before: used } = range;
  let next = 0;
  for (let start = from; start < until; start += periodMs) {
    const end = Math.min(start + periodMs, until);
    const sum = newSum();
    let at = start;
    for (let cell = cells[next]; cell && cell.start < end; cell = cells[++next]) {
      addStretch(sum, used, cell.start - at);
      addCell(sum, cell, Math.min(cell.start + cellMs, end));
      used = cell.used;
      at = Math.min(cell.start + cellMs, end);
    }
    addStretch(sum, used, end - at);
    points.push({
      start,
      highest: sum.highest,
      lowest: sum.lowest,
      average: sum.area / (end - start),
      length: end - start,
    });
  }
  return points;
}

interface Sum {
  highest: number;
  lowest: number;
  area: number;
}

const newSum = (): Sum => ({ highest: Number.NEGATIVE_INFINITY, lowest: Number.POSITIVE_INFINITY, area: 0 });

function addStretch(sum: Sum, used: number, length: number): void {
  if (length <= 0) return;
  sum.highest = Math.max(sum.highest, used);
  sum.lowest = Math.min(sum.lowest, used);
  sum.area += used * length;
}

function addCell(sum: Sum, { highest, lowest, area, changedAt, used }: UsageCell, end: number): void {
  if (highest !== null) sum.highest = Math.max(sum.highest, highest);
  if (lowest !== null) sum.lowest = Math.min(sum.lowest, lowest);
  sum.area += area;
  // The database's clock may be ahead of this one: what is used now counts all the same.
  addStretch(sum, used, Math.max(end - changedAt, 1));
}

/** Lengths of cells in milliseconds, the longest first. */
const CELLS = [86_400_000, 3_600_000, 60_000];

/** The longest cells that a range of periods from `from` on is made of; undefined where it does not begin with a minute. */
export const cellLengthFor = (from: number, periodMs: number): number | undefined =>
  CELLS.find((length) => from % length === 0 && periodMs % length === 0);
