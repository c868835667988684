import type { Writable } from 'node:stream';
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import type pg from 'pg';
import { askedOnce } from './asked-once.ts';
import { type ConnectOptions, type Database, openPool } from './connect.ts';

interface SharedOptions<DB> extends Omit<ConnectOptions, 'repeating'> {
  readonly exclusive: Kysely<DB>;
}

/** A read that takes longer is given up: others wait behind it. */
const READ_MS = 10_000;

/**
 * The database of `exclusive`, for reads: all statements share `max` connections, and as many more while all of those are
 * stuck. Statements that requests of one turn of the event loop make go in one piece, whatever was sent before and is not
 * answered yet, and of those that are alike one. Transactions have a connection each, of `exclusive`.
 */
export function connectShared<DB>({ exclusive, ...options }: SharedOptions<DB>): Database<DB> {
  const pool = openPool({ ...options, max: 2 * options.max, repeating: true, statementTimeoutMs: READ_MS });
  const all = Array.from({ length: 2 * options.max }, () => new SharedConnection(pool));
  const [usual, spare] = [all.slice(0, options.max), all.slice(options.max)];
  const isStuck = (connection: SharedConnection) => connection.waitsFor() > STUCK_MS;
  const choose = () => {
    const free = usual.find((connection) => connection.waitsFor() <= HELD_UP_MS);
    if (free) return free;
    const going = usual.every(isStuck) ? spare : usual;
    return leastBusy(going.every(isStuck) ? all : going.filter((connection) => !isStuck(connection)));
  };
  const query = askedOnce((text, values) => choose().query(text, values));
  // There are no cursors, and whoever is given the connections shares them.
  const shared: PostgresPoolClient = { query: query as unknown as PostgresPoolClient['query'], release: () => {} };
  const db = new SharingKysely(exclusive, {
    connect: async () => shared,
    end: async () => {
      await Promise.all(all.map((connection) => connection.close()));
      await pool.end();
    },
  });
  return { db, close: () => db.destroy() };
}

class SharingKysely<DB> extends Kysely<DB> {
  readonly #exclusive: Kysely<DB>;

  constructor(exclusive: Kysely<DB>, pool: PostgresPool) {
    super({ dialect: new PostgresDialect({ pool }) });
    this.#exclusive = exclusive;
  }

  override transaction() {
    return this.#exclusive.transaction();
  }

  override connection() {
    return this.#exclusive.connection();
  }
}

/** Milliseconds after which a connection is not to be waited for where there is another one. */
const HELD_UP_MS = 5;
/** And after which it is not waited for where one more can be opened. */
const STUCK_MS = 50;

const leastBusy = (all: readonly SharedConnection[]): SharedConnection =>
  all.reduce((best, next) => (next.waiting.size < best.waiting.size ? next : best));

/** A connection that is opened when it is needed, and anew once it broke. */
class SharedConnection {
  /** The statements that are not answered, and when each was made. */
  readonly waiting = new Map<object, number>();
  readonly #pool: pg.Pool;
  #client: Promise<pg.PoolClient> | undefined;
  #corked = false;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Milliseconds since the oldest statement that is under way was made. */
  waitsFor(): number {
    const [oldest] = this.waiting.values();
    return oldest === undefined ? 0 : performance.now() - oldest;
  }

  async query(text: string, values: unknown[]): Promise<pg.QueryResult> {
    this.waiting.set(values, performance.now());
    try {
      const client = await this.#open();
      this.#cork(client);
      return await client.query(text, values);
    } finally {
      this.waiting.delete(values);
    }
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    this.#client = undefined;
    client?.release();
  }

  /** What is written in this turn goes in one piece: a call of the system costs more than a statement's bytes. */
  #cork(client: pg.PoolClient): void {
    if (this.#corked) return;
    this.#corked = true;
    const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
    stream.cork();
    setImmediate(() => {
      this.#corked = false;
      stream.uncork();
    });
  }

  #open(): Promise<pg.PoolClient> {
    this.#client ??= this.#connect();
    return this.#client;
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      const client = await this.#pool.connect();
      client.once('error', (error) => {
        if (!this.#client) return; // closed
        this.#client = undefined;
        client.release(error);
      });
      return client;
    } catch (error) {
      this.#client = undefined;
      throw error;
    }
  }
}
