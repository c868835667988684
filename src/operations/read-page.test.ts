import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodePageToken, type PageKey } from '../domain/page.ts';
import { readPage } from './read-page.ts';

const rows: readonly [number, number][] = [
  [0, 1],
  [3, 17],
  [3, 18],
];

const page = (token?: string, size = 2) =>
  readPage(
    { size, token, scope: {} },
    {
      operation: 'List',
      kind: 'pair',
      read: async ({ after: [first, second] = [-1, -1], limit }) =>
        rows.filter(([a, b]) => a > first || (a === first && b > second)).slice(0, limit),
      keyOf: (row) => row,
    },
    (message) => new Error(message),
  );

test('a list that is sorted by pairs goes on behind the last of a page', async () => {
  const first = await page();
  assert.deepEqual(first.rows, rows.slice(0, 2));
  assert.deepEqual(await page(first.nextToken), { rows: rows.slice(2), nextToken: undefined });
});

test('a token whose pair is none is refused', async () => {
  const keys: PageKey[] = [[], [3], ['a', 'b'], ['3', 17], [-1, 2], [0.5, 1], [1, 1e30], [1, 2, 3]];
  for (const after of keys)
    await assert.rejects(page(encodePageToken({ operation: 'List', scope: {}, after })), /NextToken is not one/);
});

test('a list that looked at some rows only goes on behind them, though the page is short', async () => {
  const { rows: found, nextToken } = await readPage(
    { size: 5, token: undefined, scope: {} },
    {
      operation: 'List',
      kind: 'number',
      read: async () => [1],
      keyOf: (row) => row,
      endOf: async ({ look }) => look,
    },
    (message) => new Error(message),
  );
  assert.deepEqual(found, [1]);
  assert.equal(nextToken, encodePageToken({ operation: 'List', scope: {}, after: [1_000] }));
});
