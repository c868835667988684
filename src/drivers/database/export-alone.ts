import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { inBlocks } from './in-blocks.ts';

/** Writes what a COPY … TO STDOUT says to a stream, no faster than that takes it. */
export type Export = (statement: string, destination: Writable) => Promise<void>;

/** How long one COPY may take. */
const STATEMENT_MS = 3_600_000;

/**
 * Times in ISO 8601, room to sort a million rows without a file, indexes for what is nearly in their order anyway, and a second
 * process for what takes long.
 */
const SETTINGS = [
  ...['datestyle=ISO', 'work_mem=256MB', 'jit=off', 'random_page_cost=1.1'],
  ...['max_parallel_workers_per_gather=1', 'parallel_setup_cost=0', 'parallel_tuple_cost=0'],
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

/**
 * Exports on a connection of its own, while no other server does under the same name: it ends with the connection, however
 * that ends. Does nothing where another one is at it.
 */
export async function exportAlone(url: string, name: string, work: (copy: Export) => Promise<void>): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'headroom-report',
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    statement_timeout: STATEMENT_MS,
    options: SETTINGS,
  });
  client.on('error', () => {}); // what runs on it fails then
  await client.connect();
  try {
    const { rows } = await client.query('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS alone', [name]);
    if (rows[0].alone)
      await work((statement, destination) => pipeline(client.query(copyTo(statement)), inBlocks, destination));
  } finally {
    await client.end();
  }
}
