import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/drivers/database/embedded-postgres.ts';
import { postgresBinaries } from '../src/drivers/database/postgres-binaries.ts';
import { requireLauncher } from '../src/drivers/database/postgres-cluster.ts';
import { postgresUser } from '../src/drivers/database/postgres-launcher.ts';
import { type Postmaster, runPostmaster } from '../src/drivers/database/run-postmaster.ts';
import { eventually } from './eventually.ts';

// One data folder, below one that only its owner may enter, which is not the user that PostgreSQL runs as when the
// tests run as root. Each test starts its own server on it and leaves it stopped.
let parent: string;
let dataFolder: string;
let running: EmbeddedPostgres[] = [];

before(async () => {
  parent = await mkdtemp(join(tmpdir(), 'headroom-embedded-'));
  await chmod(parent, 0o700);
  dataFolder = join(parent, 'data with spaces');
});

afterEach(async () => {
  for (const postgres of running) await postgres.stop();
  running = [];
});

after(() => rm(parent, { recursive: true, force: true }));

async function start(progress: string[] = []): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataFolder, onProgress: (text) => progress.push(text) });
  running.push(postgres);
  return postgres;
}

async function stop(postgres: EmbeddedPostgres): Promise<void> {
  running = running.filter((other) => other !== postgres);
  await postgres.stop();
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  client.on('error', () => {});
  await client.connect();
  return (await client.query(text).finally(() => client.end())).rows;
}

const clusterFile = (name: string) => join(dataFolder, 'postgres', 'cluster', name);
const postmasterPid = async () => Number.parseInt(await readFile(clusterFile('postmaster.pid'), 'utf8'), 10);

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A server of its own process, that can be killed: resolves with it and the URL of its PostgreSQL. */
async function startInProcess(): Promise<{ server: ChildProcess; url: string }> {
  const module = join(import.meta.dirname, '../src/drivers/database/embedded-postgres.ts');
  const script = `
    const { startEmbeddedPostgres } = await import(process.argv[1]);
    const { url } = await startEmbeddedPostgres({ dataFolder: process.argv[2] });
    console.log(url);
    setInterval(() => {}, 1000);`;
  const args = ['--input-type=module', '-e', script, module, dataFolder];
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [output] = await once(server.stdout, 'data');
  return { server, url: String(output).trim() };
}

async function kill(server: ChildProcess): Promise<void> {
  server.kill('SIGKILL');
  await once(server, 'exit');
}

test('an interrupted first start does not hinder the next, which creates a database that only its user can read', async () => {
  await mkdir(join(dataFolder, 'postgres.new', 'cluster'), { recursive: true });
  await writeFile(join(dataFolder, 'postgres.new', 'cluster', 'PG_VERSION'), '18');
  const progress: string[] = [];

  const { url } = await start(progress);

  assert.match(progress.join(), /^Creating the database in .*first start only/);
  assert.deepEqual(await query(url, 'select 1 as one'), [{ one: 1 }]);
  assert.deepEqual((await readdir(dataFolder)).sort(), ['headroom.lock', 'postgres']);
  const modeOf = async (path: string) => ((await stat(join(dataFolder, 'postgres', path))).mode & 0o777).toString(8);
  assert.deepEqual(await Promise.all(['.', 'cluster', 'password', 'postgres.log'].map(modeOf)), [
    '700',
    '700',
    '600',
    '600',
  ]);
});

test('it asks for the password, and commits durably', async () => {
  const { url } = await start();
  await assert.rejects(query(url.replace(/:[^:@]+@/, ':wrong@'), 'select 1'), /password authentication failed/);
  const settings = "select name, setting from pg_settings where name in ('fsync', 'synchronous_commit') order by name";
  assert.deepEqual(await query(url, settings), [
    { name: 'fsync', setting: 'on' },
    { name: 'synchronous_commit', setting: 'on' },
  ]);
});

test('a restart finds the data, and stop leaves no PostgreSQL running', async () => {
  const first = await start();
  await query(first.url, 'create table pet (name text)');
  const pid = await postmasterPid();

  await stop(first);
  assert.equal(isRunning(pid), false);

  const second = await start();
  assert.deepEqual(await query(second.url, 'select * from pet'), []);
});

test('stop ends PostgreSQL although connections are open', async () => {
  const postgres = await start();
  const client = new pg.Client(postgres.url);
  const errors: Error[] = [];
  client.on('error', (error) => errors.push(error));
  await client.connect();
  await stop(postgres);
  await eventually(async () => errors.length > 0, 'the connection ended');
  assert.match(String(errors[0]), /terminat/);
});

test('a PostgreSQL that is killed comes back at the same URL with what was committed', async () => {
  const progress: string[] = [];
  const { url } = await start(progress);
  await query(url, 'create table survivor as select 1 as id');
  const killed = await postmasterPid();

  process.kill(killed, 'SIGKILL');

  await eventually(async () => {
    const rows = await query(url, 'select id from survivor').catch(() => []);
    return rows.length === 1;
  }, 'the table is back');
  assert.notEqual(await postmasterPid(), killed);
  assert.match(progress.join(), /ended unexpectedly; starting it again/);
});

test('stop works while PostgreSQL is being started again', async () => {
  const postgres = await start();
  const killed = await postmasterPid();
  process.kill(killed, 'SIGKILL');
  await eventually(async () => !isRunning(killed), 'it ended');
  await stop(postgres);
  await assert.rejects(query(postgres.url, 'select 1'));
});

test('a second server on the same data is refused, and told of DATABASE_URL', async () => {
  const { url } = await start();
  await assert.rejects(start(), /Another Headroom server uses .*DATABASE_URL/);
  assert.deepEqual(await query(url, 'select 1 as one'), [{ one: 1 }]);
});

test('a server in another process holds the data; when it is killed the next one has all that was committed', async () => {
  const { server, url } = await startInProcess();
  await query(url, 'create table witness as select 1 as id');
  const orphan = await postmasterPid();
  await assert.rejects(start(), /Another Headroom server/);

  await kill(server);

  const next = await start();
  await eventually(async () => !isRunning(orphan), 'its PostgreSQL ended');
  assert.deepEqual(await query(next.url, 'select id from witness'), [{ id: 1 }]);
});

test('PostgreSQL ends by itself when its server is killed', async () => {
  // By the parent-death signal, which only Linux has; elsewhere the next start ends it.
  if (process.platform !== 'linux') return;
  const { server } = await startInProcess();
  const orphan = await postmasterPid();
  await kill(server);
  await eventually(async () => !isRunning(orphan), 'PostgreSQL ended');
});

test('server and PostgreSQL killed together, in the middle of a statement, leave a database that starts', async () => {
  const { server, url } = await startInProcess();
  await query(url, 'create table both_killed as select 1 as id');
  // It goes on for a moment after its PostgreSQL is gone, and until then the data must not be opened again.
  const busy = query(url, 'select count(*) as busy from generate_series(1, 3000000)').catch(() => {});
  const isBusy =
    "select 1 from pg_stat_activity where state = 'active' and query like '%as busy%' and pid <> pg_backend_pid()";
  await eventually(async () => (await query(url, isBusy)).length > 0, 'it is busy');
  process.kill(await postmasterPid(), 'SIGKILL');
  await kill(server);

  const next = await start();
  await busy;
  assert.deepEqual(await query(next.url, 'select id from both_killed'), [{ id: 1 }]);
});

test('a PostgreSQL that is left running on the data is shut down and replaced', async () => {
  await stop(await start());
  const leftover = await startUnowned();
  const progress: string[] = [];

  const { url } = await start(progress);

  await leftover.ended;
  assert.equal(leftover.process.exitCode, 0);
  assert.match(progress.join(), new RegExp(`left behind \\(process ${leftover.process.pid}\\)`));
  assert.deepEqual(await query(url, 'select 1 as one'), [{ one: 1 }]);
});

function startUnowned(): Promise<Postmaster> {
  const folder = join(dataFolder, 'postgres');
  const user = postgresUser(dataFolder);
  const binaries = postgresBinaries();
  const launcher = requireLauncher(user, { program: binaries.postgres, folder });
  const settings = { unix_socket_directories: '' };
  return runPostmaster({ folder, user, binaries, launcher, settings, onProgress: () => {} });
}

test('a stale postmaster.pid does not hinder: its process is gone, is another program by now, or was never written', async () => {
  await stop(await start());
  const other = spawn('sleep', ['60']);
  const gone = spawn('true');
  await once(gone, 'exit');
  const fileOf = (pid?: number) => [pid, clusterFile(''), 1, 1, '', '127.0.0.1', '1 1', 'ready', ''].join('\n');
  for (const content of [fileOf(gone.pid), fileOf(other.pid), '']) {
    await writeFile(clusterFile('postmaster.pid'), content);
    const postgres = await start();
    assert.deepEqual(await query(postgres.url, 'select 1 as one'), [{ one: 1 }]);
    await stop(postgres);
  }
  assert.equal(other.exitCode, null);
  other.kill();
});

test('where PostgreSQL cannot run, the error says the next step', () => {
  const paths = { program: join(parent, 'no-such-postgres'), folder: parent };
  assert.throws(() => requireLauncher(postgresUser(dataFolder), paths), /Move HEADROOM_DATA.*or set DATABASE_URL/);
});

test('what PostgreSQL refuses is in the error', async () => {
  await stop(await start());
  const wrong = startEmbeddedPostgres({ dataFolder, settings: { max_connections: 'many' } });
  await assert.rejects(wrong, /PostgreSQL did not start: .*max_connections/);
  await start();
});
