import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Kysely, type Migration, Migrator, sql } from 'kysely';

/**
 * Runs the migrations of `folder` (`0001-name.sql`, in the order of their names) that the database has not had, all
 * of them or none, and returns the names of those it ran. Servers that start at once wait for each other. Throws when
 * the database has had migrations that are not in `folder`. With `only`, the others of the folder are left for later.
 */
export async function migrateToLatest<DB>(db: Kysely<DB>, folder: string, only?: readonly string[]): Promise<string[]> {
  return db.connection().execute(async (connection) => {
    // A migration may take its time, and so may the wait for another server's.
    await sql`set statement_timeout = 0`.execute(connection);
    try {
      const names = only ?? (await migrationsIn(folder));
      const provider = { getMigrations: () => readMigrations(folder, names) };
      const migrator = new Migrator({ db: connection, provider });
      const { error, results = [] } = await migrator.migrateToLatest();
      const failed = results.find(({ status }) => status === 'Error');
      if (error) throw explain(error, failed?.migrationName);
      return results.map(({ migrationName }) => migrationName);
    } finally {
      await sql`reset statement_timeout`.execute(connection);
    }
  });
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
