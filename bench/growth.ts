import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { DB } from '../src/store/schema.ts';
import { type Figure, median, number, progress } from './figure.ts';
import { type List, listsOf } from './lists.ts';
import { withDatabase, withPostgres } from './scratch-database.ts';
import { seedMachines } from './seed-machines.ts';

const MACHINES = { few: 1_000, many: 1_000_000 };
const PAGES = 100;
const ROUNDS = 15;
const TARGET = 1.3;

interface Databases {
  readonly few: Kysely<DB>;
  readonly many: Kysely<DB>;
}

/** Whether the time of a list's first and hundredth page depends on how many machines there are, and their bytes. */
export async function measureGrowth(): Promise<Figure[]> {
  return withPostgres((url) =>
    withDatabase(url, 'few', (few) =>
      withDatabase(url, 'many', async (many) => {
        progress(`growth: writing ${number(MACHINES.few + MACHINES.many)} machines`);
        await seedMachines(few, MACHINES.few);
        await seedMachines(many, MACHINES.many);
        return [...(await measureLists({ few, many })), await bytesOnDisk(many)];
      }),
    ),
  );
}

/** The lists on two databases, side by side. */
export async function measureLists({ few, many }: Databases): Promise<Figure[]> {
  const lists = { few: listsOf(few), many: listsOf(many) };
  const figures: Figure[] = [];
  for (const [i, { title }] of lists.few.entries()) {
    const pair = { few: lists.few[i]!, many: lists.many[i]! };
    figures.push(await compare(`${title}, first page`, pair, { few: undefined, many: undefined }));
    const tokens = { few: await tokensOf(pair.few), many: await tokensOf(pair.many) };
    // Where the few fill fewer pages, a page of the many has no more to do than the first.
    const [few, many] = [tokens.few[PAGES - 2], tokens.many.at(-1)];
    if (many !== undefined)
      figures.push(await compare(`${title}, page ${tokens.many.length + 1}`, pair, { few, many }));
  }
  return figures;
}

/** The tokens of the second page up to the hundredth. */
async function tokensOf({ read }: List): Promise<string[]> {
  const tokens: string[] = [];
  while (tokens.length < PAGES - 1) {
    const token = await read(tokens.at(-1));
    if (token === undefined) break;
    tokens.push(token);
  }
  return tokens;
}

type Pair<T> = Readonly<Record<'few' | 'many', T>>;

async function compare(title: string, lists: Pair<List>, tokens: Pair<string | undefined>): Promise<Figure> {
  const times: Record<'few' | 'many', number[]> = { few: [], many: [] };
  for (let round = 0; round <= ROUNDS; round++) {
    for (const size of round % 2 === 0 ? (['few', 'many'] as const) : (['many', 'few'] as const)) {
      const start = performance.now();
      await lists[size].read(tokens[size]);
      if (round > 0) times[size].push(performance.now() - start); // the first is for the cache
    }
  }
  const ratio = median(times.many) / median(times.few);
  const figure = { figure: title, value: `${number(ratio)} times (${number(median(times.many))} ms)` };
  progress(`${figure.figure}: ${figure.value}`);
  return { ...figure, target: `≤ ${TARGET}`, met: ratio <= TARGET };
}

async function bytesOnDisk(db: Kysely<DB>): Promise<Figure> {
  const { rows } = await sql<{ size: number }>`SELECT pg_database_size(current_database()) AS size`.execute(db);
  return {
    figure: 'Bytes on disk a machine, with a license and two tags',
    value: number(rows[0]!.size / MACHINES.many),
  };
}
