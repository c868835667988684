import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { sql, type Transaction } from 'kysely';
import { pipelinedTransaction } from '../../src/store/pipelined-transaction.ts';
import type { DB } from '../../src/store/schema.ts';
import { freshDatabase } from '../database.ts';

const { db } = await freshDatabase();
await sql`CREATE TABLE note (text text PRIMARY KEY)`.execute(db);
beforeEach(() => sql`DELETE FROM note`.execute(db));

const insert = (text: string) => sql`INSERT INTO note VALUES (${text})`;
const notes = async () =>
  (await sql<{ text: string }>`SELECT text FROM note ORDER BY 1`.execute(db)).rows.map((n) => n.text);

test('statements made at a time run in their order, and all is written with the last', async () => {
  const result = await pipelinedTransaction(db, async (trx) => {
    const [, seen] = await Promise.all([insert('a').execute(trx), sql`SELECT text FROM note`.execute(trx)]);
    assert.deepEqual(await notes(), [], 'others see nothing before the commit');
    return { result: seen.rows, last: insert('b') };
  });
  assert.deepEqual(result, [{ text: 'a' }]);
  assert.deepEqual(await notes(), ['a', 'b']);
});

test('a last statement is not needed', async () => {
  await pipelinedTransaction(db, async (trx) => {
    await insert('a').execute(trx);
    return { result: undefined };
  });
  assert.deepEqual(await notes(), ['a']);
});

test('nothing is written when the last statement fails, though COMMIT is sent behind it', async () => {
  const failing = pipelinedTransaction(db, async (trx) => {
    await insert('a').execute(trx);
    return { result: undefined, last: insert('a') };
  });
  await assert.rejects(failing, { code: '23505' });
  assert.deepEqual(await notes(), []);
});

test('nothing is written when the work fails, by itself or in a statement, and the connection goes on', async () => {
  for (const fail of [
    () => Promise.reject(new Error('planted')),
    (trx: Transaction<DB>) => sql`SELECT 1/0`.execute(trx),
  ]) {
    const failing = pipelinedTransaction(db, async (trx) => {
      await insert('a').execute(trx);
      await fail(trx);
      return { result: undefined, last: insert('b') };
    });
    await assert.rejects(failing, /planted|division by zero/);
  }
  assert.deepEqual(await notes(), []);
});
