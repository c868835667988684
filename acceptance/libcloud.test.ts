import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { operator, uniqueName, url } from './clients.ts';
import { outputOf } from './debian-client.ts';

// Apache Libcloud as Debian packages it (`.ci/run` installs it): its signatures, lists counted from 0 and its own filters.

const script = join(import.meta.dirname, 'libcloud-machine.py');
const { hostname, port } = new URL(url);
const image = 'debian-12-amd64-20260801-2190';

async function bring(wish: 'present' | 'absent', name: string) {
  const { accessKeyId, secretAccessKey } = operator;
  // Debian's own Python, which has its packages.
  const stdout = await outputOf('/usr/bin/python3', [
    script,
    wish,
    hostname,
    port,
    name,
    image,
    accessKeyId,
    secretAccessKey,
  ]);
  return JSON.parse(stdout);
}

test('Libcloud makes a machine with its group, key pair and tags, and takes it away; a second time changes nothing', async () => {
  const name = uniqueName('libcloud');
  const { changes, ...made } = await bring('present', name);
  assert.deepEqual(changes, ['group', 'rule', 'key pair', 'machine', 'tags']);
  assert.deepEqual([made.size, made.keyPair, made.image], ['t3.micro', name, image]);
  assert.deepEqual(made.tags, { Name: name, team: 'licenses' });
  assert.deepEqual(await bring('present', name), { changes: [], ...made });

  assert.deepEqual((await bring('absent', name)).changes, ['machine', 'key pair']);
  assert.deepEqual((await bring('absent', name)).changes, []);
});
