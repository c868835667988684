import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type pg from 'pg';
import { askedOnce } from '../src/drivers/database/asked-once.ts';
import { connectShared } from '../src/drivers/database/shared-connections.ts';
import type { DB } from '../src/store/schema.ts';
import { freshDatabase } from './database.ts';
import { eventually } from './eventually.ts';

async function givenShared(max: number) {
  const { db: exclusive, url } = await freshDatabase();
  const shared = connectShared<DB>({ url, max, exclusive, onConnectionLost: () => {} });
  return { exclusive, ...shared };
}

async function processOf(db: Kysely<DB>): Promise<number> {
  const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid WHERE ${1}::int = 1`.execute(db);
  return rows[0]!.pid;
}

test('many reads at once share a connection, and each gets its own answer', async () => {
  const { db, close } = await givenShared(2);
  const answers = await Promise.all(
    Array.from({ length: 100 }, async (_, n) => {
      const { rows } = await sql<{ n: number; pid: number }>`SELECT ${n}::int AS n, pg_backend_pid() AS pid`.execute(
        db,
      );
      return rows[0]!;
    }),
  );
  assert.deepEqual(
    answers.map(({ n }) => n),
    answers.map((_, n) => n),
  );
  assert.equal(new Set(answers.map(({ pid }) => pid)).size <= 2, true);
  await close();
});

test('reads that are alike and come up together are asked once, and each has a list of its own', async () => {
  const { db, exclusive, close } = await givenShared(1);
  await sql`CREATE SEQUENCE asked`.execute(exclusive);
  await sql`CREATE FUNCTION ask(n int) RETURNS bigint LANGUAGE sql AS $$ SELECT nextval('asked') + n * 1000 $$`.execute(
    exclusive,
  );
  const ask = (n: unknown) => sql<{ ask: number }>`SELECT ask(${n}::int)`.execute(db).then(({ rows }) => rows);
  const answers = await Promise.all([ask(0), ask(0), ask('0'), ask(1)]);
  assert.equal(new Set(answers.slice(0, 2).map(([row]) => row!.ask)).size, 1);
  assert.equal(new Set(answers.map(([row]) => row!.ask)).size, 3);
  answers[0]!.pop();
  assert.equal(answers[1]!.length, 1);
  assert.equal((await ask(0))[0]!.ask, 4);
  await close();
});

test('a read is not given the answer to one that is under way already', async () => {
  const answers: ((rows: { n: number }[]) => void)[] = [];
  const ask = askedOnce(
    () => new Promise((answer) => answers.push((rows) => answer({ rows } as unknown as pg.QueryResult))),
  );
  const before = ask('SELECT $1', [1]);
  await eventually(async () => answers[0], 'the first is sent');
  const after = ask('SELECT $1', [1]);
  answers[0]!([{ n: 1 }]);
  await eventually(async () => answers[1], 'the second is sent as well');
  answers[1]!([{ n: 2 }]);
  assert.deepEqual([(await before).rows, (await after).rows], [[{ n: 1 }], [{ n: 2 }]]);
});

test('what changes something is done as often as it is asked', async () => {
  const { db, exclusive, close } = await givenShared(1);
  await sql`CREATE SEQUENCE done`.execute(exclusive);
  const next = () => sql<{ n: number }>`SELECT nextval('done') AS n WHERE ${true}`.execute(db);
  const answers = await Promise.all([next(), next(), next()]);
  assert.deepEqual(answers.map(({ rows }) => rows[0]!.n).sort(), [1, 2, 3]);
  await close();
});

test('a read does not wait for one that takes long', async () => {
  const { db, exclusive, close } = await givenShared(2);
  const held = await exclusive.connection().execute(async (holder) => {
    await sql`SELECT pg_advisory_lock(1)`.execute(holder);
    const waiting = sql`SELECT pg_advisory_xact_lock(${1}::int)`.execute(db);
    await sleep(20);
    const other = await processOf(db);
    await sql`SELECT pg_advisory_unlock(1)`.execute(holder);
    await waiting;
    return other;
  });
  assert.notEqual(held, await processOf(db));
  await close();
});

test('reads go on though every connection has one that takes long, and those are given up', async () => {
  const { db, exclusive, close } = await givenShared(2);
  await exclusive.connection().execute(async (holder) => {
    await sql`SELECT pg_advisory_lock(1)`.execute(holder);
    const stuck = [1, 2].map(async (n) => {
      await sleep(20 * n);
      return sql`SELECT pg_advisory_xact_lock(${1}::int)`.execute(db);
    });
    await eventually(
      () => Promise.race([processOf(db), sleep(200).then(() => undefined)]),
      'a read passes those that take long',
    );
    await sql`SELECT pg_advisory_unlock(1)`.execute(holder);
    await Promise.all(stuck);
  });
  const { rows } = await sql<{ most: string }>`SELECT current_setting('statement_timeout') AS most`.execute(db);
  assert.deepEqual(rows, [{ most: '10s' }]);
  await close();
});

test('a statement that fails spoils no other that was sent with it', async () => {
  const { db, close } = await givenShared(1);
  const [failed, read] = await Promise.allSettled([sql`SELECT 1 / ${0}::int`.execute(db), processOf(db)]);
  assert.equal(failed.status, 'rejected');
  assert.equal(read.status, 'fulfilled');
  await close();
});

test('a connection that broke is replaced', async () => {
  const { db, exclusive, close } = await givenShared(1);
  const before = await processOf(db);
  await sql`SELECT pg_terminate_backend(${before}::int)`.execute(exclusive);
  const after = await eventually(() => processOf(db).catch(() => undefined), 'a read is answered again');
  assert.notEqual(after, before);
  await close();
});

test('a transaction has a connection to itself, and what it wrote is read at once', async () => {
  const { db, close } = await givenShared(1);
  const reader = await processOf(db);
  await db.transaction().execute(async (trx) => {
    assert.notEqual(await processOf(trx), reader);
    await sql`INSERT INTO account (account_id) VALUES ('123456789012')`.execute(trx);
  });
  assert.equal((await db.selectFrom('account').selectAll().execute()).length, 1);
  await close();
});

test('texts that clients can vary are not kept without end', async () => {
  const { db, close } = await givenShared(1);
  for (let n = 0; n < 300; n++) await sql`SELECT ${n}::int AS ${sql.id(`n${n}`)}`.execute(db);
  const { rows } = await sql<{ count: number }>`SELECT count(*) FROM pg_prepared_statements`.execute(db);
  assert.ok(rows[0]!.count <= 256, `${rows[0]!.count} are kept`);
  await close();
});
