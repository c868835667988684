import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { readMasterKey } from './master-key.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-key-'));
  file = join(folder, 'master.key');
});

afterEach(() => rmSync(folder, { recursive: true }));

test('the first start makes a key that only its owner can read, and later starts read the same', () => {
  const key = readMasterKey(folder);
  assert.equal(key.length, 32);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(folder), ['master.key']);
  assert.deepEqual(readMasterKey(folder), key);
});

test('two folders get different keys', () => {
  assert.notDeepEqual(readMasterKey(join(folder, 'a')), readMasterKey(join(folder, 'b')));
});

test('a key file that others may read is refused, with the command that closes it', () => {
  const key = readMasterKey(folder);
  for (const mode of [0o640, 0o604, 0o660, 0o644]) {
    chmodSync(file, mode);
    assert.throws(() => readMasterKey(folder), new RegExp(`mode ${mode.toString(8)}.*chmod 600 ${file}`));
  }
  chmodSync(file, 0o400);
  assert.deepEqual(readMasterKey(folder), key);
});

test('a file that holds no key is refused, and stays as it is', () => {
  writeFileSync(file, 'c2hvcnQ=\n', { mode: 0o600 });
  assert.throws(() => readMasterKey(folder), /holds no key of 32 bytes/);
  assert.equal(statSync(file).size, 9);
});
