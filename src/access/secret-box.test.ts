import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createSecretBox, SecretBoxError } from './secret-box.ts';

const box = createSecretBox(Buffer.alloc(32, 1));

test('what was sealed is opened, whatever it is', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ unit: 'grapheme' }), (accessKeyId, secret) => {
      assert.equal(box.open(accessKeyId, box.seal(accessKeyId, secret)), secret);
    }),
  );
});

test('a sealed secret does not show the secret, and differs each time', () => {
  const sealed = box.seal('AKIAIOSFODNN7EXAMPLE', 'the-secret');
  assert.equal(sealed.includes('the-secret'), false);
  assert.notDeepEqual(box.seal('AKIAIOSFODNN7EXAMPLE', 'the-secret'), sealed);
});

test('another master key does not open it, and the error says which key is wrong', () => {
  const sealed = createSecretBox(Buffer.alloc(32, 2)).seal('AKIAIOSFODNN7EXAMPLE', 'the-secret');
  assert.throws(
    () => box.open('AKIAIOSFODNN7EXAMPLE', sealed),
    /AKIAIOSFODNN7EXAMPLE was not sealed with this master key/,
  );
});

test('a secret that was moved to another access key is not opened', () => {
  const sealed = box.seal('AKIAIOSFODNN7EXAMPLE', 'the-secret');
  assert.throws(() => box.open('AKIAI44QH8DHBEXAMPLE', sealed), SecretBoxError);
});

test('a change of any bit, or a cut, is noticed', () => {
  const sealed = box.seal('id', 'secret');
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = Buffer.from(sealed);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    assert.throws(() => box.open('id', changed), SecretBoxError);
  }
  for (let length = 0; length < sealed.length; length++) {
    assert.throws(() => box.open('id', sealed.subarray(0, length)), SecretBoxError);
  }
});
