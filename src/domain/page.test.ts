import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodePageToken, encodePageToken, type PageKey, pageOf } from './page.ts';

const list = { operation: 'DescribeVpcs', scope: { Filters: [{ Name: 'state', Values: ['available'] }] } };
const kindsOf = (after: PageKey) => after.map((part) => typeof part as 'string' | 'number');

const keys = fc.array(
  fc.oneof(
    fc.string().filter((s) => !s.includes('\0')),
    fc.integer(),
  ),
  { minLength: 1, maxLength: 3 },
);

test('a token gives its key back', () => {
  fc.assert(
    fc.property(keys, (after) => {
      const token = encodePageToken({ ...list, after });
      assert.match(token, /^[A-Za-z0-9_-]+$/);
      assert.deepEqual(decodePageToken(token, { ...list, kinds: kindsOf(after) }), after);
    }),
  );
});

test('the order of the members of the request does not matter', () => {
  const token = encodePageToken({ operation: 'X', scope: { a: 1, b: [{ c: 2, d: undefined }] }, after: ['k'] });
  assert.deepEqual(decodePageToken(token, { operation: 'X', scope: { b: [{ c: 2 }], a: 1 }, kinds: ['string'] }), [
    'k',
  ]);
});

test('a token of another operation or of a request with other members is refused', () => {
  const token = encodePageToken({ ...list, after: ['k'] });
  assert.equal(decodePageToken(token, { ...list, operation: 'DescribeSubnets', kinds: ['string'] }), undefined);
  assert.equal(decodePageToken(token, { ...list, scope: { Filters: [] }, kinds: ['string'] }), undefined);
  assert.equal(decodePageToken(token, { ...list, scope: undefined, kinds: ['string'] }), undefined);
});

test('a token whose key is not of the kinds of the list is refused', () => {
  const decode = (after: PageKey, ...kinds: ('string' | 'number')[]) =>
    decodePageToken(encodePageToken({ ...list, after }), { ...list, kinds });
  assert.equal(decode(['k'], 'number'), undefined);
  assert.equal(decode(['k'], 'string', 'string'), undefined);
  assert.equal(decode(['k', 1], 'string'), undefined);
  assert.equal(decode(['a\0b'], 'string'), undefined);
});

test('a token with any character changed, cut or added is refused', () => {
  const token = encodePageToken({ ...list, after: ['vpc-1'] });
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.constantFrom(...'AZaz09-_=. '), (at, character) => {
      fc.pre(token[at] !== character);
      const garbled = [
        token.slice(0, at) + character + token.slice(at + 1),
        token.slice(0, at),
        token.slice(0, at) + character + token.slice(at),
      ];
      for (const text of garbled) assert.equal(decodePageToken(text, { ...list, kinds: ['string'] }), undefined);
    }),
  );
});

test('any text at all is refused without an exception', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json().map((text) => Buffer.from(text).toString('base64url')),
      ),
      (text) => {
        assert.equal(decodePageToken(text, { ...list, kinds: ['string'] }), undefined);
      },
    ),
  );
});

test('pages in a row hold every item once, in order', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(999), { maxLength: 30 }), fc.integer({ min: 1, max: 7 }), (numbers, limit) => {
      const sorted = numbers.toSorted((a, b) => a - b);
      const read: number[] = [];
      let after: PageKey | undefined;
      do {
        const page = pageOf(sorted, { limit, keyOf: (n) => [Math.floor(n / 10), n % 10], after });
        assert.ok(page.items.length <= limit);
        assert.ok(page.items.length > 0 || sorted.length === 0);
        read.push(...page.items);
        after = page.after;
      } while (after);
      assert.deepEqual(read, sorted);
    }),
  );
});

test('a list continues where it was, though the item of the key is gone', () => {
  const page = pageOf(['a', 'c', 'd'], { limit: 1, keyOf: (item) => [item], after: ['b'] });
  assert.deepEqual(page, { items: ['c'], after: ['c'] });
});

test('a last page that is exactly full has no key to continue after', () => {
  assert.deepEqual(pageOf(['a', 'b'], { limit: 2, keyOf: (item) => [item] }), { items: ['a', 'b'], after: undefined });
});
