import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { chmod, chown, lchown, open, readdir, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { findLauncher, type Launcher, type PostgresUser } from './postgres-launcher.ts';

/** The files of an embedded PostgreSQL: its data, the password of its one user, and its log. */
export const clusterPaths = (folder: string) => ({
  cluster: join(folder, 'cluster'),
  password: join(folder, 'password'),
  log: join(folder, 'postgres.log'),
});

export const userName = 'headroom';

interface ClusterOptions {
  readonly folder: string;
  readonly user: PostgresUser | undefined;
  readonly binaries: PostgresBinaries;
}

/**
 * Creates the cluster in `folder`, and nothing when it exists. It is built beside and moved into place when complete,
 * so that an interrupted first start leaves nothing half-made. The program that does it runs when this returns: whoever
 * calls it may be busy meanwhile.
 */
export async function createCluster({ folder, user, binaries }: ClusterOptions): Promise<void> {
  const staging = `${folder}.new`;
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { mode: 0o700 });
  const { cluster, password } = clusterPaths(staging);
  writeFileSync(password, randomBytes(24).toString('base64url'), { mode: 0o600 });
  for (const path of user ? [password, staging] : []) chownSync(path, user!.uid, user!.gid);
  await initialize(requireLauncher(user, { program: binaries.initdb, folder: staging }), [
    binaries.initdb,
    ...['--pgdata', cluster, '--username', userName, '--pwfile', password, '--auth', 'scram-sha-256'],
    // Sorting that no library's update changes below an index.
    ...['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    // To the disk in one go, where the system can: a thousand files one by one take seconds beside others' writes.
    ...(process.platform === 'linux' ? ['--sync-method', 'syncfs'] : []),
  ]);
  await rename(staging, folder);
  await syncFolder(dirname(folder));
}

export const clusterExists = (folder: string): boolean => existsSync(clusterPaths(folder).cluster);

/** Gives all files to `user`, for a folder that was restored from a backup or used by another user before. */
export async function ownCluster(folder: string, user: PostgresUser | undefined): Promise<void> {
  if (!user || (await stat(folder)).uid === user.uid) return;
  for (const path of await readdir(folder, { recursive: true })) await lchown(join(folder, path), user.uid, user.gid);
  await chown(folder, user.uid, user.gid);
}

/** Only the server reads the password: not PostgreSQL, whose user others may be too, such as `nobody`. */
export async function ownPassword(folder: string): Promise<void> {
  const { password } = clusterPaths(folder);
  if (process.getuid?.() === 0) await lchown(password, 0, 0);
  await chmod(password, 0o600);
}

const nextStep =
  'Move HEADROOM_DATA and Headroom to folders that this user can enter, run Headroom as another user that ' +
  '/etc/passwd lists, or set DATABASE_URL to a PostgreSQL of your own.';

/** As `findLauncher`; throws with the next step when PostgreSQL cannot run. */
export function requireLauncher(user: PostgresUser | undefined, paths: { program: string; folder: string }): Launcher {
  const launcher = findLauncher(user, paths);
  if (launcher) return launcher;
  const who = user ? `user ${user.uid} (PostgreSQL does not run as root)` : 'the user that runs Headroom';
  throw new Error(
    `PostgreSQL cannot run as ${who}: it needs to run ${paths.program} and to write to ${paths.folder}. ${nextStep}`,
  );
}

async function initialize({ command, options }: Launcher, program: readonly string[]): Promise<void> {
  const [file = '', ...args] = [...command, ...program];
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject).once('close', resolve);
  if ((await promise) !== 0) throw new Error(`Cannot create the database: ${complaint.trim()}. ${nextStep}`);
}

/** What was made or renamed in the folder is there after a crash of the machine, too. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}
