import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { version } from '../src/version.ts';
import { eventually } from './eventually.ts';
import { startServerProcess } from './server-process.ts';

// A stop ends, whatever is connected, and leaves no process behind.

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-stop-'));
  folders.push(folder);
  return folder;
}

const postmasterOf = (folder: string): number =>
  Number.parseInt(readFileSync(join(folder, 'postgres', 'cluster', 'postmaster.pid'), 'utf8'), 10);

/** Whether there is such a process that has not ended. */
const runs = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

test('SIGTERM ends the server and its PostgreSQL though connections say nothing, half of a request, or do not read', async () => {
  const folder = newFolder();
  const server = await startServerProcess(folder, { HEADROOM_STOP_SECONDS: '2' });
  const { port, hostname } = new URL(server.url);
  const asked = [
    '',
    'GET /healthz HTTP/1.1\r\nHost: x\r\n',
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{',
  ];
  const sockets = asked.map((text) => {
    const socket = connect(Number(port), hostname).on('error', () => {});
    socket.write(text);
    return socket;
  });
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  const postmaster = postmasterOf(folder);
  const closed = sockets.map((socket) => new Promise((resolve) => socket.resume().once('close', resolve)));
  assert.equal(await server.end('SIGTERM'), 0);
  await Promise.all(closed);
  assert.equal(runs(postmaster), false);
  assert.match(server.log(), /requests were cut off/);
});

test('a second signal ends it at once, with its PostgreSQL', async () => {
  const folder = newFolder();
  const server = await startServerProcess(folder, { HEADROOM_STOP_SECONDS: '3600' });
  const { port, hostname } = new URL(server.url);
  const socket = connect(Number(port), hostname).on('error', () => {});
  socket.write('GET /healthz HTTP/1.1\r\n');
  await once(socket, 'connect');
  const postmaster = postmasterOf(folder);
  void server.end('SIGTERM');
  await eventually(async () => (await isRefused(server.url)) || undefined, 'the server takes no more connections');
  assert.equal(await server.end('SIGTERM'), 1);
  await eventually(async () => !runs(postmaster) || undefined, 'PostgreSQL has ended');
});

const isRefused = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => false,
    () => true,
  );

test('what npm start runs ends when npm is stopped', async () => {
  const folder = newFolder();
  const root = join(import.meta.dirname, '..');
  const env = { PATH: process.env['PATH'], HOME: folder, HEADROOM_PORT: '0', HEADROOM_DATA: folder };
  const npm = spawn('npm', ['start'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  npm.stdout.on('data', (text) => {
    said += text;
  });
  await eventually(async () => /^ready /m.test(said) || undefined, 'the server is ready');
  const postmaster = postmasterOf(folder);
  npm.kill('SIGTERM');
  await eventually(async () => !runs(postmaster) || undefined, 'PostgreSQL has ended');
});

test('the embedded database is reached whatever the shell says of other ones, and nobody else looks in', async () => {
  const folder = newFolder();
  const others = {
    PGSSLMODE: 'require',
    PGOPTIONS: '-c search_path=nowhere',
    PGCLIENTENCODING: 'LATIN1',
    PGHOST: 'none',
  };
  const server = await startServerProcess(folder, others);
  assert.deepEqual(await (await fetch(`${server.url}/healthz`)).json(), { status: 'ok', version });
  const modeOf = (...path: string[]) => statSync(join(folder, ...path)).mode & 0o777;
  const isRoot = process.getuid?.() === 0;
  assert.deepEqual([modeOf(), modeOf('headroom.lock')], [isRoot ? 0o711 : 0o700, 0o600]);
  const password = statSync(join(folder, 'postgres', 'password'));
  assert.deepEqual([password.mode & 0o777, password.uid], [0o600, process.getuid?.()]);
  assert.equal(await server.end('SIGTERM'), 0);
});
