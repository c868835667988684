import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { createAccessKeys } from '../src/access/access-keys.ts';
import { createSecretBox } from '../src/access/secret-box.ts';
import type { Actor } from '../src/domain/commands.ts';
import { type FreshDatabase, freshDatabase } from './database.ts';

let database: FreshDatabase;

beforeEach(async () => {
  database = await freshDatabase();
});

afterEach(() => database.drop());

const secretBox = createSecretBox(Buffer.alloc(32, 1));
const actor: Actor = {
  accountId: '111122223333',
  region: 'us-east-1',
  principalArn: 'arn:aws:iam::111122223333:root',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  requestId: '8f5e9a6c-6f8e-4f3c-9d0c-7a6f6a3f6d11',
  sourceIp: '127.0.0.1',
  userAgent: 'test',
  action: 'headroom:CreateAccount',
};
const by = { actor, at: new Date() };
const nothingPreset = { accountId: undefined, rootCredentials: undefined };
const preset = (secretAccessKey: string, accessKeyId = 'AKIAIOSFODNN7EXAMPLE') => ({
  accountId: '111122223333',
  rootCredentials: { accessKeyId, secretAccessKey },
});

/** The access keys as one server has them, with a clock that only the test moves. */
function newServer(box = secretBox) {
  const time = { ms: 0 };
  return { ...createAccessKeys({ db: database.db, secretBox: box, clock: () => time.ms }), time };
}

test('the first start makes up an operator account, once', async () => {
  const server = newServer();
  const { created } = await server.ensureFirstAccount(nothingPreset);

  assert.ok(created);
  assert.match(created.accountId, /^\d{12}$/);
  assert.match(created.accessKeyId, /^AKIA[A-Z2-7]{16}$/);
  assert.match(created.secretAccessKey, /^[A-Za-z0-9+/]{40}$/);
  assert.deepEqual(await server.findAccessKey(created.accessKeyId), {
    accountId: created.accountId,
    operator: true,
    secret: created.secretAccessKey,
  });
  const { accountId, accessKeyId } = created;
  const again = { accountId, accessKeyIds: [accessKeyId], created: undefined };
  assert.deepEqual(await newServer().ensureFirstAccount(nothingPreset), again);
});

test('a start that ends while it shows the credentials stores no account, and the next one makes up others', async () => {
  const shown: string[] = [];
  const killed = newServer().ensureFirstAccount(nothingPreset, ({ accessKeyId }) => {
    shown.push(accessKeyId);
    throw new Error('killed');
  });
  await assert.rejects(killed, /killed/);
  const { created } = await newServer().ensureFirstAccount(nothingPreset, ({ accessKeyId }) => shown.push(accessKeyId));
  assert.equal(created?.accessKeyId, shown[1]);
  assert.equal(await newServer().findAccessKey(shown[0]!), undefined);
});

test('a new root key works beside the others, or in their place, and is in the audit trail', async () => {
  const byRoot = { actor: (accountId: string) => ({ ...actor, accountId }), at: new Date() };
  assert.equal(await newServer().createRootKey(false, byRoot), undefined);
  const { created } = await newServer().ensureFirstAccount(nothingPreset);
  const second = await newServer().createRootKey(false, byRoot);
  assert.equal((await newServer().findAccessKey(second!.accessKeyId))?.operator, true);
  assert.equal((await newServer().findAccessKey(created!.accessKeyId))?.operator, true);

  const third = await newServer().createRootKey(true, byRoot);
  const { accessKeyIds } = await newServer().ensureFirstAccount(nothingPreset);
  assert.deepEqual(accessKeyIds, [third!.accessKeyId]);
  const { rows } = await sql<{ record: string }>`
    select record from audit_event order by audit_event_id desc limit 1`.execute(database.db);
  assert.deepEqual(
    JSON.parse(rows[0]!.record).additionalEventData.removed.sort(),
    [created!.accessKeyId, second!.accessKeyId].sort(),
  );
});

test('servers that start at once create one account', async () => {
  // All of them have begun before the first can write.
  const starting = await database.db.transaction().execute(async (transaction) => {
    await sql`lock table account in share mode`.execute(transaction);
    const starts = [1, 2, 3, 4].map(() => newServer().ensureFirstAccount(nothingPreset));
    await waitingStatements(starts.length);
    return { made: Promise.all(starts) };
  });
  const made = await starting.made;
  assert.equal(made.filter(({ created }) => created !== undefined).length, 1);
  const { rows } = await sql`select count(*) as accounts from account`.execute(database.db);
  assert.deepEqual(rows, [{ accounts: 1 }]);
});

async function waitingStatements(expected: number): Promise<void> {
  const waiting = sql<{ count: number }>`
    select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  for (let tries = 0; tries < 10_000; tries++) {
    if ((await waiting.execute(database.db)).rows[0]?.count === expected) return;
    await setTimeout(10);
  }
  assert.fail(`never were ${expected} statements waiting`);
}

test('preset credentials are stored and not returned; a restart with a new secret or key ID takes it over', async () => {
  const starts = [
    preset('first-secret-of-16'),
    preset('second-secret-of-16'),
    preset('third-secret-of-16', 'AKIAI44QH8DHBEXAMPLE'),
  ];
  for (const settings of starts) {
    const server = newServer();
    assert.equal((await server.ensureFirstAccount(settings)).created, undefined);
    const { accessKeyId, secretAccessKey: secret } = settings.rootCredentials;
    assert.deepEqual(await server.findAccessKey(accessKeyId), { accountId: '111122223333', operator: true, secret });
  }
});

test('preset credentials are added to the account that was made up before', async () => {
  const { created: made } = await newServer().ensureFirstAccount(nothingPreset);
  const server = newServer();
  await server.ensureFirstAccount({ ...preset('first-secret-of-16'), accountId: undefined });
  assert.equal((await server.findAccessKey('AKIAIOSFODNN7EXAMPLE'))?.accountId, made?.accountId);
  assert.equal((await server.findAccessKey(made!.accessKeyId))?.accountId, made?.accountId);
});

test('another HEADROOM_ACCOUNT_ID than that of the first account is refused', async () => {
  await newServer().ensureFirstAccount(preset('first-secret-of-16'));
  const other = newServer().ensureFirstAccount({ ...nothingPreset, accountId: '444455556666' });
  await assert.rejects(other, /HEADROOM_ACCOUNT_ID is 444455556666, but the first account .* is 111122223333/);
});

test('a preset access key ID of another account is refused, and that account keeps it', async () => {
  const server = newServer();
  await server.ensureFirstAccount(nothingPreset);
  await server.createAccount({ accountId: '444455556666', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }, by);
  const settings = { ...preset('first-secret-of-16'), accountId: undefined };
  await assert.rejects(newServer().ensureFirstAccount(settings), /AKIAIOSFODNN7EXAMPLE belongs to another account/);
  assert.equal((await newServer().findAccessKey('AKIAIOSFODNN7EXAMPLE'))?.accountId, '444455556666');
});

test('a start with another master key is refused', async () => {
  await newServer().ensureFirstAccount(nothingPreset);
  const other = newServer(createSecretBox(Buffer.alloc(32, 2)));
  await assert.rejects(other.ensureFirstAccount(nothingPreset), /was not sealed with this master key/);
  await assert.rejects(other.ensureFirstAccount(preset('first-secret-of-16')), /was not sealed with this master key/);
});

test('accounts after the first are not the operator, and their secrets are not readable in the database', async () => {
  const server = newServer();
  const request = {
    accountId: '444455556666',
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'a-secret-of-16-or-more',
  };
  assert.deepEqual(await server.createAccount(request, by), request);
  assert.equal((await server.findAccessKey('AKIAIOSFODNN7EXAMPLE'))?.operator, false);
  const { secret_sealed } = await database.db.selectFrom('access_key').selectAll().executeTakeFirstOrThrow();
  assert.equal(secret_sealed.includes('a-secret-of-16-or-more'), false);
});

test('an account or access key that exists is refused by name, and nothing is created', async () => {
  const server = newServer();
  const request = { accountId: '444455556666', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' };
  await server.createAccount(request, by);
  assert.equal(await server.createAccount({ ...request, accessKeyId: 'AKIAI44QH8DHBEXAMPLE' }, by), 'AccountExists');
  assert.equal(await server.createAccount({ ...request, accountId: '777788889999' }, by), 'AccessKeyExists');
  const { rows } = await sql`select account_id, access_key_id from account natural left join access_key`.execute(
    database.db,
  );
  assert.deepEqual(rows, [{ account_id: '444455556666', access_key_id: 'AKIAIOSFODNN7EXAMPLE' }]);
});

test('what cannot be an access key ID is unknown, not an error', async () => {
  const server = newServer();
  for (const id of [
    '',
    'short',
    'AKIA\0AAAAAAAAAAAAAAA',
    'AKIA\ud800AAAAAAAAAAAAAAA',
    "' or true --        ",
    'A'.repeat(129),
  ]) {
    assert.equal(await server.findAccessKey(id), undefined);
  }
});

test('a removed access key works five seconds more, an added one at once', async () => {
  const server = newServer();
  assert.equal(await server.findAccessKey('AKIAIOSFODNN7EXAMPLE'), undefined);
  await newServer().ensureFirstAccount(preset('first-secret-of-16'));
  assert.equal((await server.findAccessKey('AKIAIOSFODNN7EXAMPLE'))?.secret, 'first-secret-of-16');

  await database.db.deleteFrom('access_key').execute();
  server.time.ms = 4_999;
  assert.equal((await server.findAccessKey('AKIAIOSFODNN7EXAMPLE'))?.secret, 'first-secret-of-16');
  server.time.ms = 5_000;
  assert.equal(await server.findAccessKey('AKIAIOSFODNN7EXAMPLE'), undefined);
});

test('a database that was away is asked again at the next request', async () => {
  const server = newServer();
  await server.ensureFirstAccount(preset('first-secret-of-16'));
  await sql`alter table access_key rename to away`.execute(database.db);
  await assert.rejects(server.findAccessKey('AKIAIOSFODNN7EXAMPLE'));
  await sql`alter table away rename to access_key`.execute(database.db);
  assert.equal((await server.findAccessKey('AKIAIOSFODNN7EXAMPLE'))?.secret, 'first-secret-of-16');
});
