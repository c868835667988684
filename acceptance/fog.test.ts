import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { uniqueName, url } from './clients.ts';
import { outputOf } from './debian-client.ts';

// fog as Debian packages it (`.ci/run` installs it): its signatures, its parsers and lists counted from 0.

const script = join(import.meta.dirname, 'fog-machine.rb');
const image = 'debian-12-amd64-20260801-2190';

const bring = async (wish: 'present' | 'absent', name: string, type: string) =>
  JSON.parse(await outputOf('/usr/bin/ruby', [script, wish, url, name, image, type]));

test('fog makes a machine with its group, key pair and volume, changes its type, and takes it away; twice each', async () => {
  const name = uniqueName('fog');
  const { changes, ...made } = await bring('present', name, 't3.micro');
  assert.deepEqual(changes, ['group', 'rule', 'key pair', 'machine', 'volume', 'attachment']);
  const { machine, ...seen } = made;
  assert.match(machine, /^i-/);
  assert.deepEqual(seen, {
    type: 't3.micro',
    keyPair: name,
    tags: { Name: name },
    groups: [name],
    volumes: [
      ['/dev/sdh', 5],
      ['/dev/xvda', 8],
    ],
    address: true,
  });
  assert.deepEqual(await bring('present', name, 't3.micro'), { changes: [], ...made });

  assert.deepEqual(await bring('present', name, 't3.small'), { changes: ['type'], ...made, type: 't3.small' });
  assert.deepEqual((await bring('present', name, 't3.small')).changes, []);

  assert.deepEqual((await bring('absent', name, 't3.small')).changes, ['machine', 'volume', 'key pair', 'group']);
  assert.deepEqual((await bring('absent', name, 't3.small')).changes, []);
});
