import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type FreshDatabase, freshDatabase } from './database.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';

// What docs/operating.md says of versions that meet at one database.

const folder = mkdtempSync(join(tmpdir(), 'headroom-versions-'));
let database: FreshDatabase;

before(async () => {
  database = await freshDatabase();
});

after(() => rmSync(folder, { recursive: true }));

const start = (): Promise<ServerProcess> => startServerProcess(folder, { DATABASE_URL: database.url });

test('an older version does not start on a database that a newer one migrated, and says so', async () => {
  await sql`insert into kysely_migration values ('9999-future', 'now')`.execute(database.db);
  await assert.rejects(
    start(),
    /ended with 1 .*had the migration 9999-future, which this version of Headroom does not know: a newer version.*restore a backup from before the upgrade/s,
  );
  await sql`delete from kysely_migration where name = '9999-future'`.execute(database.db);
});

test('a newer version does not migrate under one that runs, and does nothing to it', async () => {
  const [running, second] = await Promise.all([start(), start()]);
  await second.end('SIGTERM');
  const { rows } = await sql<{ name: string; timestamp: string }>`
    delete from kysely_migration where name = (select max(name) from kysely_migration) returning *`.execute(
    database.db,
  );
  await assert.rejects(
    start(),
    /ended with 1 .*would change the database .*, and another one still runs on it, from 127\.0\.0\.1\. Stop all servers, make a backup/s,
  );
  assert.equal((await fetch(`${running.url}/healthz`)).status, 200);
  const [{ name, timestamp } = { name: '', timestamp: '' }] = rows;
  await sql`insert into kysely_migration values (${name}, ${timestamp})`.execute(database.db);
  await (await start()).end('SIGTERM');
  await running.end('SIGTERM');
});
