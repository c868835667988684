import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKnownNames } from './known-names.ts';

test('numbers are known until a sweep, and a transaction from before it neither has them nor adds any', () => {
  const known = createKnownNames();
  known('a', 1).set('bash', 7);
  assert.equal(known('a', 1).get('bash'), 7);
  assert.equal(known('b', 1).get('bash'), undefined);
  assert.equal(known('a', 2).get('bash'), undefined);
  known('a', 1).set('bash', 7);
  assert.equal(known('a', 2).get('bash'), undefined);
});

test('no more are kept than there is room for: those of the block that was asked for longest ago go first', () => {
  const known = createKnownNames(3);
  known('a', 1).set('1', 1).set('2', 2);
  known('b', 1).set('1', 3);
  known('a', 1);
  known('c', 1).set('1', 4);
  known('c', 1);
  assert.deepEqual([known('a', 1).size, known('c', 1).size, known('b', 1).size], [2, 1, 0]);
  known('c', 1).set('2', 5).set('3', 6).set('4', 7);
  assert.equal(known('c', 1).size, 0);
});
