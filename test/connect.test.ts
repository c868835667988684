import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, connect as openSocket, type Socket } from 'node:net';
import { before, test } from 'node:test';
import { sql } from 'kysely';
import { connect } from '../src/drivers/database/connect.ts';
import { type FreshDatabase, freshDatabase } from './database.ts';

let database: FreshDatabase;

before(async () => {
  database = await freshDatabase();
});

const ignore = () => {};

const valueFrom = async (expression: string) => {
  const { rows } = await sql<{ value: unknown }>`select ${sql.raw(expression)} as value`.execute(database.db);
  return rows[0]?.value;
};

test('counts come as numbers, times as dates, documents as objects', async () => {
  assert.equal(await valueFrom('9007199254740991::bigint'), Number.MAX_SAFE_INTEGER);
  assert.equal(await valueFrom('-5::bigint'), -5);
  assert.equal(await valueFrom('(select sum(x) from (values (2::bigint), (3)) as v (x))'), 5);
  assert.deepEqual(await valueFrom("'2024-05-06T07:08:09.123Z'::timestamptz"), new Date('2024-05-06T07:08:09.123Z'));
  assert.deepEqual(await valueFrom(`'{"a": [1]}'::jsonb`), { a: [1] });
});

test('a count beyond the safe integers is refused, not rounded, and the connection goes on', async () => {
  await assert.rejects(valueFrom('9007199254740992::bigint'), /9007199254740992 is beyond the safe integers/);
  await assert.rejects(valueFrom('-9007199254740993::numeric'), /beyond the safe integers/);
  assert.equal(await valueFrom('1::bigint'), 1);
});

test('connections carry the name and the limits', async () => {
  assert.equal(await valueFrom("current_setting('application_name')"), 'headroom');
  assert.equal(await valueFrom("current_setting('statement_timeout')"), '30s');
  assert.equal(await valueFrom("current_setting('idle_in_transaction_session_timeout')"), '30s');
});

test('a connection that the server ends while idle is reported and replaced', async () => {
  const lost: Error[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const onConnectionLost = (error: Error) => {
    lost.push(error);
    resolve();
  };
  const { db, close } = await connect({ url: database.url, max: 1, onConnectionLost });
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);

  await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(database.db);
  await promise;

  assert.match(String(lost[0]), /terminating connection/);
  assert.equal((await sql`select 1`.execute(db)).rows.length, 1);
  await close();
});

test('a connection that the server ends between two statements of a transaction fails the second', async () => {
  const { promise, resolve: onConnectionLost } = Promise.withResolvers<Error>();
  const { db, close } = await connect({ url: database.url, max: 1, onConnectionLost });
  const second = db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(database.db);
    await promise;
    await sql`select 1`.execute(trx);
  });

  await assert.rejects(second, /not queryable/);
  assert.match(String(await promise), /terminating connection/);
  assert.equal((await sql`select 1`.execute(db)).rows.length, 1);
  await close();
});

test('a server that cannot be reached, or refuses, is an error that says what to check and hides the password', async () => {
  const url = Object.assign(new URL(database.url), { password: 'hunter2' }).href;
  const refused = await connect({ url, max: 1, onConnectionLost: ignore }).catch((error: Error) => error.message);
  assert.match(String(refused), /Cannot connect to PostgreSQL: password authentication failed.*DATABASE_URL/);
  assert.doesNotMatch(String(refused), /hunter2/);

  const nobody = connect({ url: 'postgres://u:p@127.0.0.1:1/x', max: 1, onConnectionLost: ignore });
  await assert.rejects(nobody, /Cannot connect to PostgreSQL: .*ECONNREFUSED.*DATABASE_URL/);
});

test('a database that is not in UTF8 is refused', async () => {
  await sql`create database latin encoding 'LATIN1' locale_provider libc locale 'C' template template0`.execute(
    database.db,
  );
  const url = Object.assign(new URL(database.url), { pathname: 'latin' }).href;
  await assert.rejects(connect({ url, max: 1, onConnectionLost: ignore }), /encoding is LATIN1; Headroom needs UTF8/);
  await sql`drop database latin`.execute(database.db);
});

test('a connection that PostgreSQL ended is not used again, where word of its end is lost on the way', {
  timeout: 30_000,
}, async (t) => {
  const ends: Socket[] = [];
  const { hostname, port } = new URL(database.url);
  // As some networks do: what PostgreSQL says comes through, that it closed the connection does not.
  const wire = createServer((near) => {
    const far = openSocket(Number(port), hostname);
    for (const end of [near, far]) ends.push(end.on('error', ignore));
    near.pipe(far, { end: false }).pipe(near, { end: false });
  });
  await once(wire.listen(0, '127.0.0.1'), 'listening');
  const { port: own } = wire.address() as AddressInfo;
  const url = Object.assign(new URL(database.url), { port: `${own}` }).href;
  const { db, close } = await connect({ url, max: 1, onConnectionLost: ignore });
  t.after(async () => {
    for (const end of ends) end.destroy();
    wire.close();
    await close();
  });
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
  const asleep = assert.rejects(sql`select pg_sleep(60)`.execute(db), { code: '57P01' });

  await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(database.db);
  await asleep;
  const answered = sql`select 1 as one`.execute(db);
  await answered.catch(() => {}); // it may have been made on the old connection, and then fails
  assert.deepEqual((await sql`select 1 as one`.execute(db)).rows, [{ one: 1 }]);
});
