import '../src/garbage-collection.ts';
import type { Kysely } from 'kysely';
import { createLedger } from '../src/ledger/ledger.ts';
import type { DB } from '../src/store/schema.ts';
import { ratePerSecond } from './concurrently.ts';
import { type Figure, median, number, progress } from './figure.ts';
import { launchCommand } from './launch-command.ts';
import { withConnections, withDatabase, withPostgres } from './scratch-database.ts';

const CALLERS = 256;
const ROUNDS = 41;
const SECONDS = 0.5;
const TARGET = 0.97;

/** Launches that cross no limit, by a ledger that tells people of limits and by one that does not, in turns. */
export async function measureAlerts(): Promise<Figure[]> {
  const rounds = await withPostgres((url) =>
    withDatabase(url, 'alerts', (_db, at) => withConnections(at, { max: 2, repeating: true }, runRounds)),
  );
  const ratio = median(rounds.map(({ on, off }) => on / off));
  return [
    { figure: 'Launches a second with alerts', value: `${number(median(rounds.map(({ on }) => on)))}/s` },
    { figure: 'Against launches without', value: `${number(ratio)}`, target: `≥ ${TARGET}`, met: ratio >= TARGET },
  ];
}

async function runRounds(db: Kysely<DB>): Promise<{ on: number; off: number }[]> {
  const ledgers = { on: createLedger({ db, alertThresholds: [80, 90] }), off: createLedger({ db }) };
  const rate = (which: 'on' | 'off', seconds = SECONDS) =>
    ratePerSecond(CALLERS, seconds, async () => {
      const outcome = await ledgers[which].submit(launchCommand());
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
    });
  await rate('on', 1);
  await rate('off', 1);
  const rounds: { on: number; off: number }[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    // Which comes first takes turns, for a database that grows is slower later.
    const first = round % 2 === 0 ? 'on' : 'off';
    const measured = {
      [first]: await rate(first),
      [first === 'on' ? 'off' : 'on']: await rate(first === 'on' ? 'off' : 'on'),
    };
    const both = measured as { on: number; off: number };
    progress(`alerts ${round}/${ROUNDS}: ${number(both.on)} launches/s with, ${number(both.off)} without`);
    rounds.push(both);
  }
  return rounds;
}
