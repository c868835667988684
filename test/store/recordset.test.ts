import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { recordset } from '../../src/store/bulk.ts';
import { freshDatabase } from '../database.ts';

const { db } = await freshDatabase();

const COLUMNS =
  '"aText" text, an_integer integer, "aBigint" bigint, a_double double precision, a_boolean boolean, at timestamptz, a_json jsonb, a_list text[]';

/** PostgreSQL has no U+0000 in a text, and UTF-8 no half of a surrogate pair. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }).map((any) => any.replaceAll('\0', '').toWellFormed()),
  fc.constantFrom('', 'NULL', 'null', '{}', '{"', '\\', '\\n', '"', "'", ',', '\n\t\r\b\f\u0001', '$1', '😀'),
);
const json = fc.oneof(
  text,
  fc.boolean(),
  fc.integer(),
  fc.array(text, { maxLength: 3 }),
  fc.dictionary(text, fc.oneof(text, fc.constant(null)), { maxKeys: 3, noNullPrototype: true }),
);
const row = fc.record(
  {
    aText: fc.option(text),
    an_integer: fc.option(fc.integer()),
    aBigint: fc.option(fc.maxSafeInteger()),
    a_double: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((double) => double + 0)),
    a_boolean: fc.option(fc.boolean()),
    at: fc.option(fc.date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true })),
    a_json: fc.option(json),
    a_list: fc.option(fc.array(text, { maxLength: 3 })),
  },
  { noNullPrototype: true },
);

test('rows come back from PostgreSQL as they were, whatever is in them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 5 }), async (rows) => {
      const { rows: read } = await sql`SELECT r.* FROM ${recordset(rows, COLUMNS)}`.execute(db);
      assert.deepEqual(read, rows);
    }),
  );
});

test('what a row has no member for is null, and members without a column are left out', async () => {
  const { rows } =
    await sql`SELECT r.* FROM ${recordset([{ id: 'a', other: 1 }, { id: 'b' }], 'id text, amount bigint')}`.execute(db);
  assert.deepEqual(rows, [
    { id: 'a', amount: null },
    { id: 'b', amount: null },
  ]);
});
