import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { rootCredentials, startServerProcess } from './server-process.ts';

// The first hour: what the programs say to somebody who has them for the first time.

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'headroom-first-'));
let other: Server;
let port: number;

before(async () => {
  other = createServer((_request, response) => response.end('<html>')).listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  port = (other.address() as AddressInfo).port;
});

after(() => {
  other.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const settings = { env: { PATH: process.env['PATH'], ...env }, timeout: 60_000 };
    execFile(process.execPath, [join(root, program), ...args], settings, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

const server = (args: readonly string[], env?: Readonly<Record<string, string>>) => run('src/main.ts', args, env);
const headroom = (args: readonly string[], env?: Readonly<Record<string, string>>) =>
  run('src/cli/headroom.ts', args, env);

test('a first start on a port in use creates nothing, whose credentials could be lost', async () => {
  const data = join(folder, 'never');
  const { code, stdout, stderr } = await server([], { HEADROOM_PORT: `${port}`, HEADROOM_DATA: data });
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, new RegExp(`^Port ${port} of 127\\.0\\.0\\.1 is in use.* Set HEADROOM_PORT.*\\n$`));
  assert.equal(existsSync(data), false);
});

test('help, version and arguments that there are not', async () => {
  const help = await server(['--help']);
  assert.equal(help.code, 0);
  for (const name of ['HEADROOM_HOST', 'HEADROOM_PORT', 'HEADROOM_DATA', 'DATABASE_URL', 'HEADROOM_MASTER_KEY'])
    assert.match(help.stdout, new RegExp(`^ +${name} `, 'm'));
  assert.match((await server(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/);
  assert.equal((await headroom(['--version'])).stdout, (await server(['--version'])).stdout);
  assert.deepEqual(await server(['--port', '1']), {
    code: 1,
    stdout: '',
    stderr: 'Headroom takes no argument "--port". Set HEADROOM_PORT instead; --help lists the settings.\n',
  });
  assert.match((await headroom(['recuont'])).stderr, /^There is no command "recuont"\./);
  assert.match((await headroom(['recount', 'x'])).stderr, /^headroom recount takes no argument "x"; .*\n$/);
});

test('a command finds the server of HEADROOM_PORT, and says in a line that it is none', async () => {
  const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
  const { code, stderr } = await headroom(['recount'], { ...keys, HEADROOM_PORT: `${port}` });
  assert.equal(code, 2);
  assert.equal(
    stderr,
    `What answers at http://127.0.0.1:${port} is no Headroom server (status 200). Name the server with --endpoint-url.\n`,
  );
  const unsuited = await headroom(['recount', '--endpoint-url', 'localhost:8460'], keys);
  assert.match(unsuited.stderr, /^--endpoint-url is "localhost:8460"; expected a URL such as http/);
});

test('whoever lost the key makes another on the server’s machine, while the server runs and while it does not', async () => {
  const data = join(folder, 'data');
  const settings = { HEADROOM_DATA: data };
  assert.match((await headroom(['create-root-key'], settings)).stderr, /^There is no database in .*HEADROOM_DATA/);

  const running = await startServerProcess(data);
  const recountWith = (printed: string, url: string) => {
    const find = (name: string) => new RegExp(`${name}=(\\S+)`).exec(printed)![1]!;
    const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
    return headroom(['recount', '--endpoint-url', url], Object.fromEntries(names.map((name) => [name, find(name)])));
  };
  const second = await headroom(['create-root-key'], settings);
  assert.match(second.stdout, new RegExp(`^Account ${rootCredentials.accountId}\\.`));
  assert.match((await recountWith(second.stdout, running.url)).stdout, /every counter agrees/);
  await running.end('SIGTERM');

  const third = await headroom(['create-root-key', '--only'], settings);
  const again = await startServerProcess(data);
  assert.match((await recountWith(third.stdout, again.url)).stdout, /every counter agrees/);
  assert.match((await recountWith(second.stdout, again.url)).stderr, /^UnrecognizedClientException: /);
  await again.end('SIGTERM');
});
