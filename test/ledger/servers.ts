import { after } from 'node:test';
import { type Kysely, sql } from 'kysely';
import type { Command, Outcome } from '../../src/domain/commands.ts';
import { connect } from '../../src/drivers/database/connect.ts';
import { createLedger, type Ledger } from '../../src/ledger/ledger.ts';
import type { DB } from '../../src/store/schema.ts';
import { freshDatabase } from '../database.ts';

export interface Servers {
  /** The tests' own connections. */
  readonly db: Kysely<DB>;
  readonly url: string;
  readonly ledgers: readonly Ledger[];
  /** Submits the commands at once, to the ledgers in turn. */
  readonly submitAll: (commands: readonly Command[]) => Promise<Outcome[]>;
  /** Ends the ledgers' connections, and tells how many deadlocks the database had to break. */
  readonly stopAndCountDeadlocks: () => Promise<number>;
}

/** Several servers on one database, each a ledger with connections of its own. */
export async function startServers(count: number): Promise<Servers> {
  const { db, url } = await freshDatabase();
  const pools = await Promise.all(
    Array.from({ length: count }, () => connect<DB>({ url, max: 5, onConnectionLost: () => {} })),
  );
  const stop = () => Promise.all(pools.map(({ close }) => close()));
  after(stop);
  const ledgers = pools.map((pool) => createLedger({ db: pool.db }));
  const submitAll = (commands: readonly Command[]) =>
    Promise.all(commands.map((command, n) => ledgers[n % count]!.submit(command)));
  // A backend reports its statistics at its end at the latest.
  const stopAndCountDeadlocks = async () => {
    await stop();
    await until(async () => (await endOthers(db)) === 0);
    const { rows } = await sql<{ deadlocks: number }>`
      SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`.execute(db);
    return rows[0]!.deadlocks;
  };
  return { db, url, ledgers, submitAll, stopAndCountDeadlocks };
}

/** Asks again until a condition holds. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Ends what other connections there are; returns how many. */
async function endOthers(db: Kysely<DB>): Promise<number> {
  const { rows } = await sql`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`.execute(db);
  return rows.length;
}

/**
 * Does `work` while a license is locked, and lets go when as many transactions as `waiters` wait for it: they have read
 * what comes before the lock, so what they do then is a race that each of them could lose.
 */
export async function whileLocked<Result>(
  db: Kysely<DB>,
  licenseId: string,
  waiters: number,
  work: () => Promise<Result>,
): Promise<Result> {
  let result: Promise<Result> | undefined;
  await db.transaction().execute(async (trx) => {
    await sql`SELECT FROM license_configuration WHERE license_configuration_id = ${licenseId} FOR UPDATE`.execute(trx);
    result = work();
    await until(async () => (await countWaiting(db)) >= waiters);
  });
  return result!;
}

/** How many transactions wait for a lock. */
export async function countWaiting(db: Kysely<DB>): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    SELECT count(*) AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`.execute(
    db,
  );
  return rows[0]!.waiting;
}
