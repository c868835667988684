import { hash } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { describeConnectionFailure } from './connection-failure.ts';

export interface Database<DB> {
  readonly db: Kysely<DB>;
  readonly close: () => Promise<void>;
}

/**
 * A prepared statement is planned once, for whatever values, and keeps that plan, though tables may have been empty then
 * and reading them whole was best. It is to find its rows by an index, so that nothing else need be weighed.
 */
const PLANNED_ONCE = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off';

export interface ConnectOptions {
  readonly url: string;
  /** Connections at most. */
  readonly max: number;
  /**
   * For a user whose statements are always of the same text: those with parameters stay prepared on their connection,
   * which saves parsing and planning each of them every time.
   */
  readonly repeating?: boolean;
  /** Milliseconds after which a statement is given up. */
  readonly statementTimeoutMs?: number;
  /** A connection that breaks while no statement runs on it; the pool replaces it by itself. */
  readonly onConnectionLost: (error: Error) => void;
}

/**
 * Connects to a PostgreSQL 15 or later. Throws, with the next step, when it cannot be reached or is not fit.
 *
 * Counts come as numbers: `bigint` and `numeric` beyond the safe integers throw rather than lose digits.
 */
export async function connect<DB>(options: ConnectOptions): Promise<Database<DB>> {
  const pool = openPool(options);
  try {
    await checkServer(pool, options.url);
  } catch (error) {
    await pool.end();
    throw error;
  }
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
  return { db, close: () => db.destroy() };
}

/** Connections to a server that is known to be fit, made as they are needed. */
export function openPool({
  url,
  max,
  repeating,
  statementTimeoutMs = 30_000,
  onConnectionLost,
}: ConnectOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    types: { getTypeParser },
    application_name: 'headroom',
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: 5_000,
    pipeline: true, // statements need not wait for the answers to those before (store/pipelined-transaction.ts)
    ...(repeating && { options: PLANNED_ONCE }),
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: 30_000,
  });
  // A connection can break between two statements of a transaction too, when the pool does not listen to it.
  pool.on('connect', (client) => client.on('error', onConnectionLost));
  pool.on('connect', closeWithServer);
  pool.on('error', () => {});
  if (repeating) pool.on('connect', prepareStatements);
  return pool;
}

/** The severities of errors that end the connection (PostgreSQL manual, RAISE and message severity levels). */
const ENDS = ['FATAL', 'PANIC'];

/**
 * A connection that PostgreSQL says it ends is closed at once: until word of that end came, which networks can lose, the
 * pool would give it to others, who would wait for ever.
 */
function closeWithServer(client: pg.PoolClient): void {
  const { connection } = client as unknown as { connection: EventEmitter & { stream: Socket } };
  connection.on('errorMessage', ({ severity = '' }: pg.DatabaseError) => {
    if (ENDS.includes(severity)) connection.stream.destroy();
  });
}

/** PostgreSQL keeps a statement under its name; the name is made of the text. */
function prepareStatements(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
  const send = (text: unknown, values: unknown, ...rest: unknown[]): unknown =>
    typeof text === 'string' && Array.isArray(values) && values.length > 0
      ? query({ name: nameOf(text), text, values }, ...rest)
      : query(text, values, ...rest);
  client.query = send as typeof client.query;
}

const names = new Map<string, string>();

/** Each is kept by every connection, in memory; what clients can vary must not fill it. */
const MOST_NAMES = 256;

function nameOf(text: string): string | undefined {
  const name = names.get(text);
  if (name !== undefined || names.size >= MOST_NAMES) return name;
  const added = hash('sha1', text);
  names.set(text, added);
  return added;
}

const getTypeParser = ((oid: number, format: 'text' | 'binary') => {
  const isNumber = oid === pg.types.builtins.INT8 || oid === pg.types.builtins.NUMERIC;
  return isNumber && format !== 'binary' ? exactNumber : pg.types.getTypeParser(oid, format);
}) as typeof pg.types.getTypeParser;

function exactNumber(text: string): number {
  const value = Number(text);
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) throw new RangeError(`${text} is beyond the safe integers`);
  return value;
}

async function checkServer(pool: pg.Pool, url: string): Promise<void> {
  const { version, encoding } = await describeServer(pool, url);
  if (Number.parseInt(version, 10) < 15) {
    throw new Error(
      `The database is PostgreSQL ${version}; Headroom needs 15 or later. Upgrade it, let DATABASE_URL name another, or unset it to use the embedded one.`,
    );
  }
  if (encoding !== 'UTF8') {
    throw new Error(
      `The database's encoding is ${encoding}; Headroom needs UTF8. Create one with: CREATE DATABASE headroom ENCODING 'UTF8' TEMPLATE template0`,
    );
  }
}

async function describeServer(pool: pg.Pool, url: string): Promise<{ version: string; encoding: string }> {
  const settings =
    "select current_setting('server_version') as version, current_setting('server_encoding') as encoding";
  try {
    const { rows } = await pool.query(settings);
    return rows[0];
  } catch (cause) {
    throw new Error(describeConnectionFailure(cause, url), { cause });
  }
}
