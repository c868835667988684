import '../src/garbage-collection.ts';
import { type Kysely, sql } from 'kysely';
import { createLedger } from '../src/ledger/ledger.ts';
import type { DB } from '../src/store/schema.ts';
import { ratePerSecond } from './concurrently.ts';
import { type Figure, median, number, progress } from './figure.ts';
import { launchCommand } from './launch-command.ts';
import { hotLicense, withConnections, withDatabase, withPostgres } from './scratch-database.ts';

const CALLERS = 256;
const ROUNDS = 5;
const SECONDS = 4;
const TARGET = 10;

/**
 * What the ledger does for a launch (checks, machine, association, interval, counters, client token, audit event), in
 * groups, against the least that a limit costs without groups: one conditional UPDATE a launch, committed by itself.
 * Both have as many concurrent callers, the same durable PostgreSQL and one license; the ledger has its own two
 * connections, as in the server, the UPDATEs have 64.
 */
export async function measureLedger(): Promise<Figure[]> {
  const rounds = await withPostgres((url) =>
    withDatabase(url, 'ledger', (db, at) =>
      withConnections(at, { max: 2, repeating: true }, (own) => runRounds(db, own)),
    ),
  );
  const ledger = median(rounds.map((round) => round.ledger));
  const updates = median(rounds.map((round) => round.updates));
  const ratio = median(rounds.map((round) => round.ledger / round.updates));
  return [
    { figure: 'Launches through the ledger, in process', value: `${number(ledger)}/s` },
    { figure: 'One autocommitted `UPDATE … WHERE` a launch', value: `${number(updates)}/s` },
    {
      figure: 'Ledger against UPDATE',
      value: `${number(ratio)} times`,
      target: `≥ ${TARGET} times`,
      met: ratio >= TARGET,
    },
  ];
}

async function runRounds(db: Kysely<DB>, ledgerDb: Kysely<DB>) {
  const { submit } = createLedger({ db: ledgerDb });
  const launch = async () => {
    const outcome = await submit(launchCommand());
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
  };
  const update = async () => {
    const { numAffectedRows } = await sql`
      UPDATE license_configuration SET consumed = consumed + 1
      WHERE license_configuration_id = ${hotLicense.id} AND consumed + 1 <= license_count`.execute(db);
    if (numAffectedRows !== 1n) throw new Error('The UPDATE took no license');
  };
  await ratePerSecond(CALLERS, 1, launch);
  await ratePerSecond(CALLERS, 1, update);
  const rounds: { ledger: number; updates: number }[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const measured = {
      ledger: await ratePerSecond(CALLERS, SECONDS, launch),
      updates: await ratePerSecond(CALLERS, SECONDS, update),
    };
    progress(`ledger ${round}/${ROUNDS}: ${number(measured.ledger)} launches/s, ${number(measured.updates)} updates/s`);
    rounds.push(measured);
  }
  return rounds;
}
