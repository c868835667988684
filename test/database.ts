import { randomBytes } from 'node:crypto';
import { after } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { connect } from '../src/drivers/database/connect.ts';
import type { DB } from '../src/store/schema.ts';
import { databaseUrl, serverVariable, startTestPostgres, templateName } from './test-postgres.ts';

export interface FreshDatabase {
  readonly db: Kysely<DB>;
  readonly url: string;
  /** Ends whatever connections there are and removes the database. It happens by itself after the file's last test. */
  readonly drop: () => Promise<void>;
}

/** A test file that is run by itself, not by `test/run.ts`, starts a PostgreSQL of its own. */
let own: ReturnType<typeof startTestPostgres> | undefined;
const databases = new Set<FreshDatabase>();
const users: (() => Promise<void>)[] = [];

/** Stops what uses a database after the file's tests, while the database is still there. */
export const stopBeforeDrop = (stop: () => Promise<void>): void => void users.push(stop);

after(async () => {
  for (const stop of users) await stop();
  for (const database of databases) await database.drop();
  await (await own)?.stop();
});

/** A migrated database without rows, for one test or one file of tests. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server = process.env[serverVariable] ?? (await startOwn());
  const name = `test_${randomBytes(8).toString('hex')}`;
  await execute(server, sql`create database ${sql.id(name)} template ${sql.id(templateName)} strategy file_copy`);
  const url = databaseUrl(server, name);
  const { db, close } = await connect<DB>({ url, max: 10, onConnectionLost: () => {} });
  const database: FreshDatabase = {
    db,
    url,
    drop: async () => {
      if (!databases.delete(database)) return;
      await close();
      await execute(server, sql`drop database ${sql.id(name)} with (force)`);
    },
  };
  databases.add(database);
  return database;
}

async function startOwn(): Promise<string> {
  own ??= startTestPostgres();
  return (await own).url;
}

async function execute(url: string, statement: ReturnType<typeof sql>): Promise<void> {
  const { db, close } = await connect({ url, max: 1, onConnectionLost: () => {} });
  await statement.execute(db).finally(close);
}
