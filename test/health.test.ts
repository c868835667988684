import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { createAdmission, LIMITS } from '../src/admission.ts';
import { createHealth } from '../src/health.ts';
import type { DB } from '../src/store/schema.ts';
import { version } from '../src/version.ts';
import { freshDatabase } from './database.ts';
import { eventually } from './eventually.ts';
import { startInProcessServer } from './in-process-server.ts';
import { rootCredentials, startServerProcess } from './server-process.ts';
import { type Caller, call, jsonRequest, queryRequest } from './signed-request.ts';

// A database that is away, one that cannot be written, and a server that is too busy: the caller, the log and /healthz
// each say which it is, and each goes by itself.

const folder = mkdtempSync(join(tmpdir(), 'headroom-health-'));
const wires: Wire[] = [];
after(async () => {
  for (const wire of wires) await wire.cut();
  rmSync(folder, { recursive: true, force: true });
});

/** What leads to a database, and can be cut and mended. */
interface Wire {
  readonly url: string;
  readonly cut: () => Promise<void>;
  readonly mend: () => Promise<void>;
}

async function layWire(databaseUrl: string): Promise<Wire> {
  const { hostname, port } = new URL(databaseUrl);
  const ends = new Set<Socket>();
  const server: Server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const end of [near, far]) ends.add(end.on('error', () => {}).on('close', () => end.destroy()));
    near.pipe(far).pipe(near);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port: own } = server.address() as { port: number };
  const wire: Wire = {
    url: Object.assign(new URL(databaseUrl), { hostname: '127.0.0.1', port: `${own}` }).href,
    cut: async () => {
      const closed = server.listening ? once(server, 'close') : undefined;
      server.close();
      for (const end of ends) end.destroy();
      await closed;
    },
    mend: async () => void (await once(server.listen(own, '127.0.0.1'), 'listening')),
  };
  wires.push(wire);
  return wire;
}

const statusOf = async (url: string): Promise<[number, unknown]> => {
  const answer = await fetch(`${url}/healthz`);
  const said = (await answer.json()) as { status: string; version: string };
  assert.equal(said.version, version);
  return [answer.status, said.status];
};

const untilStatus = (url: string, code: number, status: string) =>
  eventually(async () => {
    const [gotCode, got] = await statusOf(url);
    return gotCode === code && got === status;
  }, `/healthz says ${code} ${status}`);

const create = (caller: Caller, Name: string) =>
  call(caller, jsonRequest('AWSLicenseManager.CreateLicenseConfiguration', { Name, LicenseCountingType: 'vCPU' }));
const list = (caller: Caller) => call(caller, jsonRequest('AWSLicenseManager.ListLicenseConfigurations', {}));

/** As on a disk without room: what is written, and what is tried to be written, fails by PostgreSQL's own code for it. */
async function fillDisk(db: Kysely<DB>, name: string): Promise<void> {
  await sql`
    CREATE SCHEMA full_disk;
    CREATE FUNCTION full_disk.fail() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
    CREATE FUNCTION full_disk.pg_logical_emit_message(boolean, text, text) RETURNS pg_lsn LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'could not write: No space left on device' USING ERRCODE = '53100'; END $$;
    CREATE TRIGGER full_disk BEFORE INSERT ON license_configuration EXECUTE FUNCTION full_disk.fail();
    ALTER DATABASE ${sql.id(name)} SET search_path = full_disk, public, pg_catalog;`.execute(db);
  await hangUp(db);
}

async function makeRoom(db: Kysely<DB>, name: string): Promise<void> {
  await sql`DROP SCHEMA full_disk CASCADE; ALTER DATABASE ${sql.id(name)} RESET ALL;`.execute(db);
}

/** Settings of a database are those of connections that are opened later. */
const hangUp = (db: Kysely<DB>) =>
  sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()`.execute(db);

test('a database that is away, whose disk is full or that takes no changes is told apart, and what is mended goes on', async () => {
  const { db, url: databaseUrl } = await freshDatabase();
  const name = new URL(databaseUrl).pathname.slice(1);
  const wire = await layWire(databaseUrl);
  const server = await startServerProcess(folder, { DATABASE_URL: wire.url });
  const caller = { url: server.url, ...rootCredentials };
  const logs = (text: RegExp) => eventually(async () => text.test(server.log()), `the log says ${text}`);
  assert.deepEqual(await statusOf(server.url), [200, 'ok']);
  assert.equal((await create(caller, 'before')).status, 200);

  await wire.cut();
  const away = await create(caller, 'away');
  assert.equal(away.status, 503);
  assert.match(away.text, /ServiceUnavailableException.*The database cannot be reached/);
  await untilStatus(server.url, 503, 'database away');
  await logs(/"msg":"database away"/);
  await wire.mend();
  await untilStatus(server.url, 200, 'ok');
  assert.equal((await create(caller, 'back')).status, 200);

  await fillDisk(db, name);
  await eventually(async () => (await list(caller)).status === 200, 'reads go on');
  const full = await eventually(
    async () => [await create(caller, 'full')].find(({ text }) => !/cannot be reached/.test(text)),
    'connections are opened again',
  );
  assert.equal(full.status, 503);
  assert.match(full.text, /ServiceUnavailableException.*Nothing can be written/);
  await untilStatus(server.url, 503, 'nothing can be written');
  await logs(/"msg":"nothing can be written to the database/);
  assert.equal((await list(caller)).status, 200);
  await makeRoom(db, name);
  await untilStatus(server.url, 200, 'ok');
  assert.equal((await create(caller, 'room')).status, 200);

  await sql`ALTER DATABASE ${sql.id(name)} SET default_transaction_read_only = on`.execute(db);
  await hangUp(db);
  await untilStatus(server.url, 503, 'nothing can be written');
  assert.match((await create(caller, 'read only')).text, /ServiceUnavailableException.*Nothing can be written/);
  assert.equal((await list(caller)).status, 200);
  assert.equal(await server.end('SIGTERM'), 0);
});

test('too little room for the log ahead is told before a write fails', async () => {
  const { db } = await freshDatabase();
  const health = (freeBytes: number) => createHealth({ db, folder: '/data', freeBytes: async () => freeBytes });
  assert.equal(await health(31 * 1024 * 1024).check(), 'unwritable');
  assert.equal(await health(33 * 1024 * 1024).check(), undefined);
});

test('a server that has as much under way as it may is busy, and tells callers to come back', async () => {
  const admission = createAdmission({ ...LIMITS, requests: 1 });
  const { caller, db, errors } = await startInProcessServer({ admission });
  assert.deepEqual(await statusOf(caller.url), [200, 'ok']);
  let first: ReturnType<typeof list> | undefined;
  await db.transaction().execute(async (trx) => {
    await sql`LOCK TABLE license_configuration IN ACCESS EXCLUSIVE MODE`.execute(trx);
    first = list(caller);
    await untilStatus(caller.url, 503, 'busy');
    const json = await list(caller);
    assert.equal(json.status, 400);
    assert.match(json.text, /ThrottlingException.*requests under way/);
    const query = await call(caller, queryRequest('ec2', 'DescribeInstances'));
    assert.equal(query.status, 503);
    assert.match(query.text, /<Code>RequestLimitExceeded<\/Code>/);
  });
  assert.equal((await first)?.status, 200);
  await untilStatus(caller.url, 200, 'ok');
  assert.deepEqual(errors, []);
});
