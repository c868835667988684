import assert from 'node:assert/strict';
import { scryptSync } from 'node:crypto';
import { test } from 'node:test';
import { hashPassword, isPassword } from './password.ts';

test('a password is known by its hash, which is scrypt’s with a salt of its own, and no other is', async () => {
  const hash = await hashPassword('Correct horse 1');
  assert.equal(await isPassword('Correct horse 1', hash), true);
  assert.equal(await isPassword('correct horse 1', hash), false);
  const [, salt, key] = hash.split('.') as [string, string, string];
  const cost = { N: 2 ** 15, r: 8, p: 3, maxmem: 2 ** 27 };
  assert.equal(scryptSync('Correct horse 1', Buffer.from(salt, 'base64'), 32, cost).toString('base64'), key);
  assert.notEqual(await hashPassword('Correct horse 1'), hash);
});
