import {
  type DatabaseConnection,
  DummyDriver,
  type Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
  Transaction,
} from 'kysely';
import type { Statement } from './bulk.ts';
import { failureKind } from './transaction-failure.ts';

/** What a transaction comes to, with the statement that it ends with. */
export interface Concluded<T> {
  readonly result: T;
  readonly last?: Statement | undefined;
}

/** The database went away after COMMIT was sent and before it said whether it was done. */
export class CommitUnknown extends Error {
  override readonly name = 'CommitUnknown';
}

/**
 * A transaction whose statements are sent in the order they are made, none waiting for the answers to those before:
 * BEGIN goes with the first, COMMIT with the last, and `work` may make several at a time. Throws CommitUnknown, or what
 * a statement threw, and then nothing is written.
 */
export function pipelinedTransaction<DB, T>(
  db: Kysely<DB>,
  work: (trx: Transaction<DB>) => Promise<Concluded<T>>,
): Promise<T> {
  return db.getExecutor().provideConnection(async (connection) => {
    const trx = transactionOn(db, connection);
    const begun = sql`BEGIN`.execute(trx);
    begun.catch(() => {}); // it fails only where the connection does, and then so does what is behind it
    const { result, last } = await work(trx).catch(async (error) => {
      await sql`ROLLBACK`.execute(trx).catch(() => {}); // where it fails too, the first error says more
      throw error;
    });
    await conclude(trx, last);
    return result;
  });
}

/** COMMIT behind a statement that the database answered with an error rolls back. */
async function conclude<DB>(trx: Transaction<DB>, last: Statement | undefined): Promise<void> {
  const [written, committed] = await Promise.allSettled([last?.execute(trx), sql`COMMIT`.execute(trx)]);
  if (written.status === 'rejected' && isAnswer(written.reason)) throw written.reason;
  if (committed.status === 'fulfilled') return;
  if (failureKind(committed.reason) !== 'away') throw committed.reason;
  throw new CommitUnknown('The database went away during the commit.', { cause: committed.reason });
}

/** Errors of PostgreSQL's own have a severity, those of the connection have none. */
const isAnswer = (error: unknown): boolean => error instanceof Error && 'severity' in error;

/** A transaction is made of these; what runs its statements is the executor alone. */
const driver = new DummyDriver();
const dialect = {
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => driver,
  createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
};

/** Kysely's own transactions wait for each statement before they send the next. */
function transactionOn<DB>(db: Kysely<DB>, connection: DatabaseConnection): Transaction<DB> {
  const executor = db.getExecutor().withConnectionProvider({ provideConnection: (use) => use(connection) });
  return new Transaction<DB>({ config: { dialect }, dialect, driver, executor });
}
