import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { accountId, credentials } from './client.ts';

export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** From its start until it said that it takes requests. */
  readonly readyMs: number;
  readonly stop: () => Promise<void>;
}

const root = join(import.meta.dirname, '..');

/** As `npm start` does it; the second is that of older builds. */
const scripts = ['bin/headroom.js', 'src/main.ts'];

/** Headroom with the PostgreSQL that comes with it, on the data in `dataFolder`, of another build where a root is given. */
export const startHeadroom = (
  dataFolder: string,
  build = root,
  env: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> =>
  startServer(scripts.map((script) => join(build, script)).find(existsSync)!, {
    ...env,
    HEADROOM_DATA: dataFolder,
    HEADROOM_PORT: '0',
    HEADROOM_REQUESTS_PER_SECOND: '999999',
    HEADROOM_ACCOUNT_ID: accountId,
    HEADROOM_ROOT_ACCESS_KEY_ID: credentials.accessKeyId,
    HEADROOM_ROOT_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  });

/** Starts a server in a process of its own and waits for its line `ready URL`. */
export async function startServer(script: string, env: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const start = performance.now();
  const child = spawn(process.execPath, [resolve(root, script)], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await readUrl(child);
  return { url, pid: child.pid!, readyMs: performance.now() - start, stop: () => stop(child) };
}

async function readUrl(child: ChildProcess): Promise<string> {
  for await (const line of createInterface(child.stdout!)) {
    const url = /^ready (\S+)$/.exec(line)?.[1];
    if (url) return url;
  }
  throw new Error('The server ended before it was ready');
}

async function stop(child: ChildProcess): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  child.once('exit', () => resolve());
  child.kill('SIGTERM');
  await promise;
}
