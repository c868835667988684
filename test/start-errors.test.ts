import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { claimPort } from '../src/claim-port.ts';
import { describeConnectionFailure } from '../src/drivers/database/connection-failure.ts';
import { openDataFolder } from '../src/drivers/database/data-folder.ts';

// What a start that cannot be says: which setting it is, and what to do.

const folder = mkdtempSync(join(tmpdir(), 'headroom-start-'));
after(() => rmSync(folder, { recursive: true }));

test('a port that another program has is named, before anything is created', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  await assert.rejects(claimPort({ host: '127.0.0.1', port }), {
    message: `Port ${port} of 127.0.0.1 is in use, maybe by another Headroom. Set HEADROOM_PORT to another one, or to 0 for any that is free.`,
  });
  other.close();
});

test('an address that is not this machine’s, and a name that nothing resolves, are named', async () => {
  await assert.rejects(claimPort({ host: '192.0.2.1', port: 0 }), /^Error: HEADROOM_HOST is 192\.0\.2\.1, which is no/);
  await assert.rejects(claimPort({ host: 'no.invalid', port: 0 }), /^Error: HEADROOM_HOST is no\.invalid, a name that/);
});

test('a claimed port tells who asks to come back, and is free once it is released', async () => {
  const claimed = await claimPort({ host: '127.0.0.1', port: 0 });
  const early = await fetch(claimed.url);
  assert.deepEqual([early.status, early.headers.get('retry-after')], [503, '1']);
  await claimed.release();
  const again = await claimPort({ host: '127.0.0.1', port: claimed.port });
  assert.equal(again.url, claimed.url);
  await again.release();
});

test('a data folder that is a file, lies below one, or is a circle of links is named with its setting', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  symlinkSync('circle', join(folder, 'circle'));
  assert.throws(
    () => openDataFolder(file),
    /^Error: HEADROOM_DATA is .*file: there is a file of that name\. Let it name/,
  );
  assert.throws(() => openDataFolder(join(file, 'data')), /HEADROOM_DATA is .*: a part of that path is a file/);
  assert.throws(() => openDataFolder(join(folder, 'circle')), /HEADROOM_DATA is .*circle/);
});

const failures: [code: string, expected: RegExp][] = [
  ['ENOTFOUND', /names the host db\.example:5433, which cannot be resolved/],
  ['ECONNREFUSED', /Nothing takes connections at db\.example:5433/],
  ['28P01', /does not take DATABASE_URL's password of "head room"/],
  ['28000', /does not let "head room" in/],
  ['3D000', /names the database "licenses", which does not exist: create it with createdb licenses/],
  ['53300', /max_connections/],
  ['XX000', /Check that it runs and that DATABASE_URL names/],
];
for (const [code, expected] of failures)
  test(`a database that refuses with ${code} is described without the password`, () => {
    const error = Object.assign(new Error('it said so'), { code });
    const text = describeConnectionFailure(error, 'postgres://head%20room:hunter2@db.example:5433/licenses');
    assert.match(text, /^Cannot connect to PostgreSQL: it said so\. /);
    assert.match(text, expected);
    assert.doesNotMatch(text, /hunter2/);
  });
