import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, fchownSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { clusterPaths } from './postgres-cluster.ts';
import type { Launcher, PostgresUser } from './postgres-launcher.ts';
import { readPostmaster, stopLeftover } from './postmaster.ts';

export interface PostmasterOptions {
  readonly folder: string;
  readonly user: PostgresUser | undefined;
  readonly binaries: PostgresBinaries;
  readonly launcher: Launcher;
  readonly settings: Readonly<Record<string, string>>;
  readonly onProgress: (text: string) => void;
}

export interface Postmaster {
  readonly process: ChildProcess;
  readonly port: number;
  readonly ended: Promise<void>;
}

/** PostgreSQL ended before it took connections. */
class PostmasterError extends Error {
  override readonly name = 'PostmasterError';
  readonly reason: 'PortInUse' | 'StillInUse' | 'Other';

  constructor(log: string) {
    super(`PostgreSQL did not start: ${log.trim() || 'it wrote no reason'}`);
    if (log.includes('Address already in use')) this.reason = 'PortInUse';
    else if (/pre-existing shared memory block|lock file .* already exists/.test(log)) this.reason = 'StillInUse';
    else this.reason = 'Other';
  }
}

/**
 * Runs PostgreSQL on `port`, or on a free port, and resolves once it takes connections. Stops what an earlier one left
 * running first. Tries again where another program was faster to take the free port, and while processes of a
 * PostgreSQL that was killed are still ending.
 */
export async function runPostmaster(options: PostmasterOptions, port?: number): Promise<Postmaster> {
  for (let attempt = 1; ; attempt++) {
    try {
      await stopLeftover(clusterPaths(options.folder).cluster, options.onProgress);
      return await runOnce(options, port ?? (await freePort()));
    } catch (error) {
      const reason = error instanceof PostmasterError ? error.reason : 'Other';
      const again =
        (reason === 'PortInUse' && port === undefined && attempt < 10) || (reason === 'StillInUse' && attempt < 200);
      if (!again) throw error;
      if (reason === 'StillInUse') await setTimeout(200);
    }
  }
}

async function runOnce(options: PostmasterOptions, port: number): Promise<Postmaster> {
  const { cluster, log } = clusterPaths(options.folder);
  const { command, options: spawnOptions } = options.launcher;
  const settings = Object.entries({ ...options.settings, port: `${port}` });
  const flags = settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [file = '', ...args] = [...command, options.binaries.postgres, '-D', cluster, ...flags];
  const logFile = openLog(log, options.user);
  const logStart = fstatSync(logFile).size;
  // A process group of its own, so that Ctrl-C in a terminal reaches Headroom alone, which then stops both in order.
  const child = spawn(file, args, { ...spawnOptions, detached: true, stdio: ['ignore', logFile, logFile] });
  closeSync(logFile);
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  child.on('error', () => resolve()).once('exit', () => resolve());
  if (!(await becomesReady(child, cluster, ended))) throw new PostmasterError(readLog(log, logStart));
  child.unref();
  return { process: child, port, ended };
}

async function becomesReady(child: ChildProcess, cluster: string, ended: Promise<void>): Promise<boolean> {
  let over = false;
  void ended.then(() => {
    over = true;
  });
  while (!over) {
    const postmaster = readPostmaster(cluster);
    if (postmaster?.pid === child.pid && postmaster?.ready) return true;
    await setTimeout(10);
  }
  return false;
}

/** Without following links, because the folder belongs to a user with fewer rights than this process may have. */
function openLog(path: string, user: PostgresUser | undefined): number {
  const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;
  const file = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);
  if (user) fchownSync(file, user.uid, user.gid);
  return file;
}

const readLog = (path: string, start: number): string =>
  statSync(path).size > start ? readFileSync(path).subarray(start).toString('utf8') : '';

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.once('error', reject).listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
  });
  return promise;
}
