import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import { QUEUE_NAME } from '../queue/job-queue.ts';

/**
 * Runs the migrations of `folder` (`0001-name.sql`, in the order of their names) that the database has not had, all
 * of them or none, and returns the names of those it ran. Servers that start at once wait for each other. Throws when
 * the database has had migrations that are not in `folder`, or servers of an older version still run on it. With `only`, the others of the folder are left for later.
 */
export async function migrateToLatest<DB>(db: Kysely<DB>, folder: string, only?: readonly string[]): Promise<string[]> {
  return db.connection().execute(async (connection) => {
    // A migration may take its time, and so may the wait for another server's.
    await sql`set statement_timeout = 0`.execute(connection);
    try {
      const names = only ?? (await migrationsIn(folder));
      const provider = { getMigrations: () => readMigrations(folder, names) };
      const migrator = new Migrator({ db: connection, provider });
      await refuseWhileOthersRun(connection, migrator);
      const { error, results = [] } = await migrator.migrateToLatest();
      const failed = results.find(({ status }) => status === 'Error');
      if (error) throw explain(error, failed?.migrationName);
      return results.map(({ migrationName }) => migrationName);
    } finally {
      await sql`reset statement_timeout`.execute(connection);
    }
  });
}

/**
 * A server of the version before decides by what it knows of the tables, and would do so after they changed. Those that start
 * at once, of one version, are not in each other's way: once the first runs there is nothing left to migrate.
 */
async function refuseWhileOthersRun<DB>(connection: Kysely<DB>, migrator: Migrator): Promise<void> {
  if ((await pending(migrator)).length === 0) return;
  const { rows } = await sql<{ client: string | null }>`
    select host(client_addr) as client from pg_stat_activity
    where datname = current_database() and application_name = ${QUEUE_NAME} group by client_addr`.execute(connection);
  const [first] = rows.length === 0 ? [] : await pending(migrator);
  if (first === undefined) return;
  const where = rows.map(({ client }) => client ?? 'this machine').join(', ');
  throw new Error(
    `This version of Headroom would change the database (${first}), and another one still runs on it, from ${where}. ` +
      'Stop all servers, make a backup, then start this version.',
  );
}

async function pending(migrator: Migrator): Promise<string[]> {
  const all = await migrator.getMigrations();
  return all.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name);
}

/** The names of the migrations that this version of Headroom knows. */
export async function migrationsIn(folder: string): Promise<string[]> {
  const files = (await readdir(folder)).filter((file) => /^\d{4}-.+\.sql$/.test(file));
  return files.map((file) => file.replace(/\.sql$/, ''));
}

async function readMigrations(folder: string, names: readonly string[]): Promise<Record<string, Migration>> {
  const migrations = names.map(async (name): Promise<[string, Migration]> => {
    const text = await readFile(join(folder, `${name}.sql`), 'utf8');
    return [name, { up: async (db) => void (await sql.raw(text).execute(db)) }];
  });
  return Object.fromEntries(await Promise.all(migrations));
}

function explain(cause: unknown, migration: string | undefined): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (migration) return new Error(`The migration ${migration} failed, and none was applied: ${reason}`, { cause });
  const unknown = /previously executed migration (\S+) is missing/.exec(reason)?.[1];
  if (!unknown) return new Error(`Cannot migrate the database: ${reason}`, { cause });
  return new Error(
    `The database has had the migration ${unknown}, which this version of Headroom does not know: a newer version ` +
      'has used it. Start that version or a later one, or restore a backup from before the upgrade.',
    { cause },
  );
}
