import type { Kysely } from 'kysely';
import { createLedger, type Ledger } from '../src/ledger/ledger.ts';
import { getLicenseConfiguration } from '../src/operations/license-manager/get-license-configuration.ts';
import type { DB } from '../src/store/schema.ts';
import { type Figure, median, number, progress } from './figure.ts';
import { launchCommand } from './launch-command.ts';
import { contextOf } from './request-context.ts';
import { hotLicenseArn, withDatabase, withPostgres } from './scratch-database.ts';
import { seedMachines } from './seed-machines.ts';

const MACHINES = { few: 1_000, many: 1_000_000 };
const ROUNDS = 31;
const TARGET = 1.2;

/** Milliseconds of one launch among 64 at once, and of one GetLicenseConfiguration. */
interface Times {
  readonly launch: number;
  readonly get: number;
}

/** Whether the time of a launch, and of looking at the license, depends on how many machines hold it. */
export async function measureManyMachines(): Promise<Figure[]> {
  const rounds = await withPostgres((url) =>
    withDatabase(url, 'few', (few) => withDatabase(url, 'many', (many) => runRounds({ few, many }))),
  );
  const ratioOf = (what: keyof Times) =>
    median(rounds.many.map((t) => t[what])) / median(rounds.few.map((t) => t[what]));
  return (['launch', 'get'] as const).map((what) => {
    const ratio = ratioOf(what);
    return {
      figure: `${TITLES[what]}, ${number(MACHINES.many)} machines against ${number(MACHINES.few)}`,
      value: `${number(ratio)} times the time`,
      target: `≤ ${TARGET}`,
      met: ratio <= TARGET,
    };
  });
}

const TITLES = { launch: 'Launch through the ledger', get: 'GetLicenseConfiguration' };

async function runRounds(databases: { few: Kysely<DB>; many: Kysely<DB> }) {
  const sizes = ['few', 'many'] as const;
  const measured: Record<(typeof sizes)[number], Times[]> = { few: [], many: [] };
  for (const size of sizes) {
    progress(`many: writing ${number(MACHINES[size])} machines`);
    await seedMachines(databases[size], MACHINES[size]);
  }
  for (let round = 0; round <= ROUNDS; round++) {
    for (const size of round % 2 === 0 ? sizes : sizes.toReversed()) {
      const times = await measureOnce(databases[size]);
      if (round > 0) measured[size].push(times); // the first is for the compiler and the cache
    }
  }
  return measured;
}

async function measureOnce(db: Kysely<DB>): Promise<Times> {
  const ledger = createLedger({ db });
  const context = contextOf(db, ledger);
  const group = () => Promise.all(Array.from({ length: 64 }, () => launchOne(ledger)));
  const get = () => getLicenseConfiguration.handle({ LicenseConfigurationArn: hotLicenseArn }, context);
  return { launch: (await medianTime(8, group)) / 64, get: await medianTime(50, get) };
}

async function launchOne({ submit }: Ledger): Promise<void> {
  const outcome = await submit(launchCommand());
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
}

/** The median of the milliseconds that `work` takes. */
export async function medianTime(times: number, work: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    await work();
    taken.push(performance.now() - start);
  }
  return median(taken);
}
