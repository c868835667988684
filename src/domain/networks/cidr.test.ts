import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { doOverlap, formatCidr, isWithin, parseCidr } from './cidr.ts';

const block = fc
  .record({ address: fc.nat({ max: 2 ** 32 - 1 }), prefix: fc.integer({ min: 0, max: 32 }) })
  .map(({ address, prefix }) => ({ start: address - (address % 2 ** (32 - prefix)), size: 2 ** (32 - prefix) }));

test('a block is written as it is read', () => {
  fc.assert(fc.property(block, (cidr) => assert.deepEqual(parseCidr(formatCidr(cidr)), cidr)));
});

test('a block begins at its first address, whatever address it is named by', () => {
  assert.equal(formatCidr(parseCidr('10.1.2.3/16')!), '10.1.0.0/16');
});

test('what is no block is none', () => {
  for (const text of ['', '10.0.0.0', '10.0.0.0/33', '256.0.0.0/8', '10.0.0/8', '10.0.0.0/-1', 'ten', '::/0'])
    assert.equal(parseCidr(text), undefined, text);
});

test('of two blocks one is within the other or they have nothing in common', () => {
  fc.assert(fc.property(block, block, (a, b) => assert.equal(doOverlap(a, b), isWithin(a, b) || isWithin(b, a))));
});
