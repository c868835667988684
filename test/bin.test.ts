import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

const bin = join(import.meta.dirname, '..', 'bin', 'headroom.js');
const run = (...args: string[]) => spawnSync(process.execPath, args, { encoding: 'utf8' });

test('a Node that is too old is told so in one line', () => {
  for (const old of ['20.20.2', '22.17.1']) {
    const versions = `Object.defineProperty(process, 'versions', { value: { node: '${old}' } })`;
    const { status, stderr } = run('--import', `data:text/javascript,${encodeURIComponent(versions)}`, bin);
    assert.equal(status, 1);
    assert.match(stderr, /^Headroom needs Node 22\.18 or later[^\n]*\n$/);
  }
});

test('what is no start of the server is a command', () => {
  const { status, stdout } = run(bin, '--help');
  assert.equal(status, 0);
  assert.match(stdout, /^Usage:/);
});
