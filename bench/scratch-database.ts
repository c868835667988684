import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import { connect } from '../src/drivers/database/connect.ts';
import { startEmbeddedPostgres } from '../src/drivers/database/embedded-postgres.ts';
import { migrateToLatest } from '../src/drivers/database/migrate.ts';
import { insertLicenseConfiguration } from '../src/store/license-configuration.ts';
import type { DB } from '../src/store/schema.ts';

export const accountId = '123456789012';
export const region = 'us-east-1';

/** The license that every launch of a measurement takes: counted by instance, with a hard limit out of reach. */
export const hotLicense = { id: `lic-${'a'.repeat(32)}`, count: 1_000_000_000 };
export const hotLicenseArn = `arn:aws:license-manager:${region}:${accountId}:license-configuration:${hotLicense.id}`;

const migrations = join(import.meta.dirname, '..', 'migrations');

/** Runs `work` on a PostgreSQL of its own, as durable as the one that Headroom runs, and removes it. */
export async function withPostgres<T>(work: (url: string) => Promise<T>): Promise<T> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'headroom-bench-'));
  try {
    const postgres = await startEmbeddedPostgres({ dataFolder, settings: { max_connections: '100' } });
    return await work(postgres.url).finally(postgres.stop);
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}

/** Runs `work` on a new database of that server, with an account and its hot license. */
export async function withDatabase<T>(
  url: string,
  name: string,
  work: (db: Kysely<DB>, url: string) => Promise<T>,
): Promise<T> {
  await withConnections(url, { max: 1 }, (admin) => sql`CREATE DATABASE ${sql.id(name)}`.execute(admin));
  const own = Object.assign(new URL(url), { pathname: name }).href;
  return withConnections(own, { max: 64 }, async (db) => {
    await migrateToLatest(db, migrations);
    await createHotLicense(db);
    return work(db, own);
  });
}

/** Runs `work` with connections of its own. */
export async function withConnections<T>(
  url: string,
  options: { max: number; repeating?: boolean },
  work: (db: Kysely<DB>) => Promise<T>,
): Promise<T> {
  const { db, close } = await connect<DB>({ url, ...options, onConnectionLost: () => {} });
  return work(db).finally(close);
}

async function createHotLicense(db: Kysely<DB>): Promise<void> {
  await sql`INSERT INTO account (account_id) VALUES (${accountId})`.execute(db);
  await db.transaction().execute((trx) =>
    insertLicenseConfiguration(trx, {
      accountId,
      region,
      id: hotLicense.id,
      name: 'Hot',
      description: undefined,
      countingType: 'Instance',
      licenseCount: hotLicense.count,
      hardLimit: true,
      ruleTexts: [],
      disassociateWhenNotFound: undefined,
      productInformation: [],
      licenseExpiry: undefined,
      createdAt: new Date(),
    }),
  );
}
