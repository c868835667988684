import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { pino } from 'pino';
import { connect } from '../src/drivers/database/connect.ts';
import { startEmbeddedPostgres } from '../src/drivers/database/embedded-postgres.ts';
import { migrateToLatest } from '../src/drivers/database/migrate.ts';
import { migrateQueue } from '../src/drivers/queue/job-queue.ts';

/** Tells the test files the URL of the PostgreSQL that `test/run.ts` started for all of them. */
export const serverVariable = 'HEADROOM_TEST_POSTGRES';

export const templateName = 'headroom_template';

const migrations = join(import.meta.dirname, '..', 'migrations');

/** The tests lose nothing when the machine does. */
const fast = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };

/** Starts a PostgreSQL in a temporary folder, with a migrated database in it that the tests clone. */
export async function startTestPostgres(): Promise<{ url: string; stop: () => Promise<void> }> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'headroom-test-'));
  const remove = () => rm(dataFolder, { recursive: true, force: true });
  try {
    const { url, stop } = await startEmbeddedPostgres({ dataFolder, settings: fast });
    await createTemplate(url);
    return { url, stop: () => stop().then(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function createTemplate(url: string): Promise<void> {
  const admin = await connectTo(url);
  await sql`create database ${sql.id(templateName)}`.execute(admin.db).finally(admin.close);
  const templateUrl = databaseUrl(url, templateName);
  const template = await connectTo(templateUrl);
  await migrateToLatest(template.db, migrations).finally(template.close);
  await migrateQueue(templateUrl, pino({ level: 'error' }, pino.destination(2)));
}

const connectTo = (url: string) => connect({ url, max: 1, onConnectionLost: () => {} });

/** The same server, another database. */
export const databaseUrl = (url: string, database: string): string =>
  Object.assign(new URL(url), { pathname: database }).href;
