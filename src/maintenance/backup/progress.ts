/** Told of each step how many rows of a table are done, and of how many where that is known. */
export type Progress = (table: string, rows: number, of?: number) => void;

/** Says how far work on rows has come, but not more often than people want to read it. */
export function createProgress(say: (text: string) => void, clock = () => Date.now()): Progress {
  let last = clock();
  return (table, rows, of) => {
    if (clock() - last < EVERY_MS) return;
    last = clock();
    say(`  ${table}: ${rows.toLocaleString('en')}${of === undefined ? '' : ` of ${of.toLocaleString('en')}`} rows`);
  };
}

const EVERY_MS = 2_000;

/** Rows are lines. */
export function countRows(rows: Buffer): number {
  let count = 0;
  for (let at = rows.indexOf(10); at >= 0; at = rows.indexOf(10, at + 1)) count += 1;
  return count;
}
