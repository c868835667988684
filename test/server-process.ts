import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A Headroom server in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** Sends the signal and resolves with the exit code, or null where the signal killed it. */
  readonly end: (signal: 'SIGTERM' | 'SIGKILL') => Promise<number | null>;
  /** What it has written to its log so far. */
  readonly log: () => string;
}

/** The account that a test server is operated by. */
export const rootCredentials = {
  accountId: '123456789012',
  accessKeyId: 'AKIAHEADROOMTESTS001',
  secretAccessKey: 'secret-of-the-tests-of-headroom',
} as const;

const root = join(import.meta.dirname, '..');

/** Starts `src/main.ts` on any free port with its data in `dataFolder`, and waits until it says that it is ready. */
export async function startServerProcess(
  dataFolder: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [join(root, 'src/main.ts')], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      HEADROOM_PORT: '0',
      HEADROOM_DATA: dataFolder,
      HEADROOM_ACCOUNT_ID: rootCredentials.accountId,
      HEADROOM_ROOT_ACCESS_KEY_ID: rootCredentials.accessKeyId,
      HEADROOM_ROOT_SECRET_ACCESS_KEY: rootCredentials.secretAccessKey,
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: string[] = [];
  child.stderr.on('data', (chunk) => log.push(String(chunk)));
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  // A test that fails midway leaves no server behind, and its file does not wait for one.
  process.once('exit', () => child.kill('SIGKILL'));
  const url = await Promise.race([readyUrl(child), exited.then((code) => Promise.reject(startFailed(code, log)))]);
  for (const handle of [child, child.stdout as Socket, child.stderr as Socket]) handle.unref();
  return {
    url,
    pid: child.pid!,
    end: (signal) => {
      child.ref();
      child.kill(signal);
      return exited;
    },
    log: () => log.join(''),
  };
}

async function readyUrl(child: ChildProcess): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  createInterface({ input: child.stdout! }).on('line', (line) => {
    if (line.startsWith('ready ')) resolve(line.slice('ready '.length));
  });
  return promise;
}

const startFailed = (code: number | null, log: string[]) =>
  new Error(`The server ended with ${code} before it was ready:\n${log.join('')}`);
