import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { sql } from 'kysely';
import { connect } from '../src/drivers/database/connect.ts';
import { migrateToLatest } from '../src/drivers/database/migrate.ts';
import { type FreshDatabase, freshDatabase } from './database.ts';

let database: FreshDatabase;
let folder: string;

beforeEach(async () => {
  database = await freshDatabase();
  // The template has had Headroom's own migrations, which these tests know nothing of.
  await sql`delete from kysely_migration`.execute(database.db);
  folder = await mkdtemp(join(tmpdir(), 'headroom-migrations-'));
});

afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

const migration = (name: string, text: string) => writeFile(join(folder, name), text);

test('migrations run in the order of their names, each once, and are reported', async () => {
  await migration('0002-fill.sql', "insert into pet values ('cat'); insert into pet values ('dog');");
  await migration('0001-pet.sql', 'create table pet (name text primary key);');
  await migration('README.md', 'not a migration');

  assert.deepEqual(await migrateToLatest(database.db, folder), ['0001-pet', '0002-fill']);
  assert.deepEqual(await migrateToLatest(database.db, folder), []);

  await migration('0003-more.sql', "insert into pet values ('fish');");
  assert.deepEqual(await migrateToLatest(database.db, folder), ['0003-more']);
  const { rows } = await sql`select name from pet order by name`.execute(database.db);
  assert.deepEqual(rows, [{ name: 'cat' }, { name: 'dog' }, { name: 'fish' }]);
});

test('a migration that fails is named, and leaves nothing behind', async () => {
  await migration('0001-pet.sql', 'create table pet (name text primary key);');
  await migration('0002-wrong.sql', 'create table toy (name text); select * from nowhere;');

  await assert.rejects(migrateToLatest(database.db, folder), /0002-wrong failed.*"nowhere" does not exist/);

  const { rows } = await sql`select to_regclass('pet') as pet, to_regclass('toy') as toy`.execute(database.db);
  assert.deepEqual(rows, [{ pet: null, toy: null }]);
});

test('a database that a newer version migrated is refused', async () => {
  await migration('0001-pet.sql', 'create table pet (name text primary key);');
  await migration('0002-future.sql', 'create table future ();');
  await migrateToLatest(database.db, folder);
  await rm(join(folder, '0002-future.sql'));

  await assert.rejects(migrateToLatest(database.db, folder), /had the migration 0002-future,.*a newer version/);
});

test('servers that start at once run each migration once', async () => {
  await migration('0001-pet.sql', 'create table pet (name text primary key);');
  const servers = await Promise.all(
    [1, 2, 3].map(() => connect({ url: database.url, max: 1, onConnectionLost: () => {} })),
  );

  const ran = await Promise.all(servers.map(({ db }) => migrateToLatest(db, folder)));

  assert.deepEqual(ran.flat(), ['0001-pet']);
  await Promise.all(servers.map(({ close }) => close()));
});

test('the connection has its statement timeout back after migrations', async () => {
  const { db, close } = await connect({ url: database.url, max: 1, onConnectionLost: () => {} });
  await migrateToLatest(db, folder);
  const { rows } = await sql`show statement_timeout`.execute(db);
  assert.deepEqual(rows, [{ statement_timeout: '30s' }]);
  await close();
});
