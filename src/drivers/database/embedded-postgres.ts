import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openDataFolder } from './data-folder.ts';
import { lockFolder } from './folder-lock.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import {
  clusterExists,
  clusterPaths,
  createCluster,
  ownCluster,
  ownPassword,
  requireLauncher,
  userName,
} from './postgres-cluster.ts';
import { postgresUser } from './postgres-launcher.ts';
import { readPostmaster, stopLeftover } from './postmaster.ts';
import { type Postmaster, type PostmasterOptions, runPostmaster } from './run-postmaster.ts';

export interface EmbeddedPostgres {
  /** Where to connect, with the password. It stays the same while this server runs, also after a crash. */
  readonly url: string;
  /**
   * Shuts PostgreSQL down, once connections are closed or not, and gives the data folder back. What it cannot write down
   * in that time, a minute without it, it finds in its log at the next start.
   */
  readonly stop: (withinMs?: number) => Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** HEADROOM_DATA; everything of PostgreSQL's is below `postgres` in it. */
  readonly dataFolder: string;
  /** What happens, in words for the log: creating, starting, and every crash and restart afterwards. */
  readonly onProgress?: (text: string) => void;
  /** PostgreSQL settings on top of the ones below. */
  readonly settings?: Readonly<Record<string, string>>;
}

const defaultSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'on',
  synchronous_commit: 'on',
  max_connections: '60',
  shared_buffers: '128MB',
  wal_compression: 'on',
  lc_messages: 'C',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Errors of statements go to whoever sent them; the log keeps what concerns the server, and so stays small.
  log_min_messages: 'log',
  log_checkpoints: 'off',
  // Parallel workers share memory in /dev/shm, which containers keep small.
  max_parallel_workers_per_gather: '0',
  max_logical_replication_workers: '0',
  io_method: 'sync',
};

/**
 * Starts the PostgreSQL that comes with Headroom on the data in `dataFolder`, which it creates at the first start,
 * and keeps it running: when PostgreSQL dies it is started again on the same port. Throws, with the next step, when
 * another server uses the folder or PostgreSQL cannot run here.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataFolder = openDataFolder(options.dataFolder);
  closeToOthers(dataFolder);
  const unlock = lockFolder(dataFolder);
  if (!unlock) {
    throw new Error(
      `Another Headroom server uses the database in ${dataFolder}. Give this one its own HEADROOM_DATA, ` +
        'or set DATABASE_URL for all of them so that they share one PostgreSQL.',
    );
  }
  try {
    const onProgress = options.onProgress ?? (() => {});
    const postmasterOptions = await prepare(dataFolder, { ...options, onProgress });
    const running = await supervise(postmasterOptions);
    return { url: running.url, stop: (withinMs) => running.stop(withinMs).finally(unlock) };
  } catch (error) {
    unlock();
    throw error;
  }
}

/**
 * Nobody else looks in; where PostgreSQL runs as another user, that one must pass through. A folder that is another's, such
 * as a volume that is shared by its group, stays as its owner has it.
 */
function closeToOthers(dataFolder: string): void {
  const user = process.getuid?.();
  if (user === 0 || user === statSync(dataFolder).uid) chmodSync(dataFolder, postgresUser(dataFolder) ? 0o711 : 0o700);
}

/**
 * Where a PostgreSQL that another process has started on `dataFolder` takes connections; undefined when none runs there.
 */
export function runningPostgres(dataFolder: string): string | undefined {
  const paths = clusterPaths(join(dataFolder, 'postgres'));
  const port = readPostmaster(paths.cluster)?.port;
  return port === undefined ? undefined : urlOf(readFileSync(paths.password, 'utf8'), port);
}

const urlOf = (password: string, port: number): string =>
  `postgres://${userName}:${password}@127.0.0.1:${port}/postgres`;

async function prepare(
  dataFolder: string,
  { onProgress, settings }: Required<Pick<EmbeddedPostgresOptions, 'onProgress'>> & EmbeddedPostgresOptions,
): Promise<PostmasterOptions> {
  const folder = join(dataFolder, 'postgres');
  const binaries = postgresBinaries();
  const user = postgresUser(dataFolder);
  if (clusterExists(folder)) {
    await stopLeftover(clusterPaths(folder).cluster, onProgress);
    await ownCluster(folder, user);
  } else {
    onProgress(`Creating the database in ${folder} (first start only)`);
    await createCluster({ folder, user, binaries });
  }
  await ownPassword(folder);
  const launcher = requireLauncher(user, { program: binaries.postgres, folder });
  return { folder, user, binaries, launcher, settings: { ...defaultSettings, ...settings }, onProgress };
}

async function supervise(options: PostmasterOptions) {
  let postmaster = await runPostmaster(options);
  const { port } = postmaster;
  const stopping = new AbortController();
  const watch = async () => {
    await postmaster.ended;
    while (!stopping.signal.aborted) {
      options.onProgress('PostgreSQL ended unexpectedly; starting it again');
      postmaster = (await restart(options, port, stopping.signal)) ?? postmaster;
      if (!stopping.signal.aborted) await postmaster.ended;
    }
  };
  const watching = watch();
  // Whatever ends this process does not leave PostgreSQL behind.
  const onExit = () => postmaster.process.kill('SIGQUIT');
  process.once('exit', onExit);
  const stop = async (withinMs = 60_000) => {
    stopping.abort();
    await stopPostmaster(postmaster, withinMs);
    await watching;
    await stopPostmaster(postmaster, withinMs);
    process.off('exit', onExit);
  };
  const password = readFileSync(clusterPaths(options.folder).password, 'utf8');
  return { url: urlOf(password, port), stop };
}

/** Tries until PostgreSQL runs again, waiting longer each time up to five seconds; undefined once `signal` aborts. */
async function restart(options: PostmasterOptions, port: number, signal: AbortSignal): Promise<Postmaster | undefined> {
  for (let delayMs = 50; !signal.aborted; delayMs = Math.min(delayMs * 2, 5_000)) {
    try {
      return await runPostmaster(options, port);
    } catch (error) {
      options.onProgress(`${error instanceof Error ? error.message : error}; trying again in ${delayMs} ms`);
      await setTimeout(delayMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }
  return undefined;
}

/**
 * A fast shutdown: PostgreSQL ends open transactions and writes everything down. Shortly before the time is over it ends as
 * in a crash, and what of it does not listen even then is killed. A second stop does nothing.
 */
async function stopPostmaster({ process: child, ended }: Postmaster, withinMs: number): Promise<void> {
  child.ref();
  child.kill('SIGINT');
  const hung = globalThis.setTimeout(() => child.kill('SIGQUIT'), withinMs * 0.6);
  const dead = globalThis.setTimeout(() => killGroup(child.pid!), withinMs * 0.8);
  await ended.finally(() => {
    clearTimeout(hung);
    clearTimeout(dead);
  });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {} // it has just ended
}
