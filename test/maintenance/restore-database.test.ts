import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { createAccessKeys } from '../../src/access/access-keys.ts';
import { readMasterKey } from '../../src/access/master-key.ts';
import { createSecretBox } from '../../src/access/secret-box.ts';
import { readConfig } from '../../src/config.ts';
import { migrateToLatest, migrationsIn } from '../../src/drivers/database/migrate.ts';
import { backUp } from '../../src/maintenance/backup/back-up.ts';
import { restore } from '../../src/maintenance/backup/restore.ts';
import { type FreshDatabase, freshDatabase } from '../database.ts';

// Backups of a PostgreSQL of one's own, by DATABASE_URL; acceptance/backup.test.ts has the embedded one.

const migrations = join(import.meta.dirname, '..', '..', 'migrations');
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headroom-restore-'));
});

after(() => rm(folder, { recursive: true }));

const configOf = ({ url }: FreshDatabase, data: string, key = '') =>
  readConfig({ DATABASE_URL: url, HEADROOM_DATA: join(folder, data), HEADROOM_MASTER_KEY: key });

const quiet = () => {};

async function givenAccount({ db }: FreshDatabase, masterKey: Buffer) {
  const accessKeys = createAccessKeys({ db, secretBox: createSecretBox(masterKey) });
  const { created } = await accessKeys.ensureFirstAccount({ accountId: undefined, rootCredentials: undefined });
  return created!;
}

async function namesOf({ db }: FreshDatabase): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map(({ name }) => name);
}

test('keys of a restored database work, with the master key of the backup', async () => {
  const source = await freshDatabase();
  const key = await givenAccount(source, readMasterKey(join(folder, 'data')));
  const file = join(folder, 'whole.gz');
  await backUp(configOf(source, 'data'), file, quiet);
  await assert.rejects(backUp(configOf(source, 'data'), file, quiet), /whole\.gz exists already/);

  const target = await freshDatabase();
  const { rows } = await restore(configOf(target, 'other'), file, quiet);
  assert.deepEqual([rows['account'], rows['access_key']], [1, 1]);
  const secretBox = createSecretBox(readMasterKey(join(folder, 'other')));
  const found = await createAccessKeys({ db: target.db, secretBox }).findAccessKey(key.accessKeyId);
  assert.equal(found?.secret, key.secretAccessKey);

  await assert.rejects(restore(configOf(target, 'other'), file, quiet), /database .* is in use\. Let it name an empty/);
  const otherKey = Buffer.alloc(32, 7).toString('base64');
  await assert.rejects(restore(configOf(await freshDatabase(), 'none', otherKey), file, quiet), /another master key/);
  await assert.rejects(
    backUp(configOf(source, 'data', otherKey), `${file}2`, quiet),
    /not sealed with this master key/,
  );
});

test('a master key that is a setting stays out of the backup, and is asked for', async () => {
  const source = await freshDatabase();
  const key = Buffer.alloc(32, 9);
  await givenAccount(source, key);
  const file = join(folder, 'without-key.gz');
  const { header } = await backUp(configOf(source, 'nowhere', key.toString('base64')), file, quiet);
  assert.equal(header.masterKey, undefined);
  const target = await freshDatabase();
  await assert.rejects(restore(configOf(target, 'nowhere'), file, quiet), /no master key in it.*HEADROOM_MASTER_KEY/);
  await restore(configOf(target, 'nowhere', key.toString('base64')), file, quiet);
  await assert.rejects(stat(join(folder, 'nowhere')), { code: 'ENOENT' });
});

test('a backup of an older Headroom is restored and migrated; one of a newer is refused before anything is created', async () => {
  const known = (await migrationsIn(migrations)).sort();
  const source = await freshDatabase();
  await sql`drop schema public cascade`.execute(source.db);
  await sql`create schema public`.execute(source.db);
  await migrateToLatest(source.db, migrations, known.slice(0, 5));
  const { accountId } = await givenOldAccount(source);
  const file = join(folder, 'older.gz');
  await backUp(configOf(source, 'older', KEY), file, quiet);

  const target = await freshDatabase();
  await sql`drop schema public cascade`.execute(target.db);
  await sql`create schema public`.execute(target.db);
  await restore(configOf(target, 'older', KEY), file, quiet);
  assert.deepEqual(await namesOf(target), known);
  const { rows } = await sql<{ account_id: string }>`select account_id from account`.execute(target.db);
  assert.deepEqual(rows, [{ account_id: accountId }]);

  await sql`insert into kysely_migration values ('9999-future', 'now')`.execute(source.db);
  const newer = join(folder, 'newer.gz');
  await backUp(configOf(source, 'older', KEY), newer, quiet);
  const refused = restore(readConfig({ HEADROOM_DATA: join(folder, 'never'), HEADROOM_MASTER_KEY: KEY }), newer, quiet);
  await assert.rejects(refused, /newer\.gz is of Headroom .*, which is newer .*9999-future.*Nothing was restored/);
  await assert.rejects(stat(join(folder, 'never')), { code: 'ENOENT' });
});

const KEY = Buffer.alloc(32, 5).toString('base64');

/** By SQL: the code that writes accounts is of a later version than the tables. */
async function givenOldAccount({ db }: FreshDatabase) {
  await sql`insert into account (account_id, operator) values ('111122223333', true)`.execute(db);
  return { accountId: '111122223333' };
}
