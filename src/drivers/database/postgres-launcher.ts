import { type SpawnOptions, spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

/** The operating system's user that PostgreSQL runs as, where it is not the one that Headroom runs as. */
export interface PostgresUser {
  readonly uid: number;
  readonly gid: number;
}

/** How to run a program of PostgreSQL's: `command` in front of it, with `options`. */
export interface Launcher {
  readonly command: readonly string[];
  readonly options: SpawnOptions;
}

/** PostgreSQL takes nothing from Headroom's environment, where PGPORT and its like would change what it does. */
const environment = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  LC_ALL: 'C',
  // The C library keeps up to 16 MiB that a statement gave back, rather than return it to the kernel and fault it in
  // again page by page for the next: a third of what a group of launches costs.
  MALLOC_TOP_PAD_: '1048576',
  MALLOC_MMAP_THRESHOLD_: '16777216',
  MALLOC_TRIM_THRESHOLD_: '16777216',
};
const options: SpawnOptions = { cwd: '/', env: environment };

/**
 * PostgreSQL refuses to run as root. Then it runs as the owner of the data folder or, where that is root too or has
 * no entry in /etc/passwd, which initdb asks for, as `nobody`.
 */
export function postgresUser(dataFolder: string): PostgresUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(dataFolder).uid;
  const users = readFileSync('/etc/passwd', 'utf8').split('\n').map(parseUser);
  const named = users.find(({ uid }) => uid === owner && uid !== 0) ?? users.find(({ name }) => name === 'nobody');
  return named ? { uid: named.uid, gid: named.gid } : { uid: 65_534, gid: 65_534 };
}

function parseUser(line: string) {
  const [name, , uid, gid] = line.split(':');
  return { name, uid: Number(uid), gid: Number(gid) };
}

/**
 * The first way of running `program` as `user` that works here and can write to `folder`; undefined when none does.
 */
export function findLauncher(
  user: PostgresUser | undefined,
  paths: { program: string; folder: string },
): Launcher | undefined {
  return candidates(user).find((launcher) => {
    const probe = ['/bin/sh', '-c', 'test -x "$0" && test -w "$1"', paths.program, paths.folder];
    const [command = '', ...args] = [...launcher.command, ...probe];
    return spawnSync(command, args, { ...launcher.options, stdio: 'ignore' }).status === 0;
  });
}

function candidates(user: PostgresUser | undefined): Launcher[] {
  // The signal that PostgreSQL gets when Headroom dies, even by SIGKILL, so that it shuts down rather than linger.
  const setpriv = ['setpriv', '--pdeathsig', 'INT'];
  if (!user)
    return [
      { command: setpriv, options },
      { command: [], options },
    ];
  const asUser = [...setpriv, '--reuid', `${user.uid}`, '--regid', `${user.gid}`, '--clear-groups'];
  return [
    { command: asUser, options },
    { command: [...asUser, ...overridingPermissions], options },
    { command: [], options: { ...options, ...user } },
  ];
}

/**
 * For a checkout or data below a folder that the user cannot enter, such as /root: the one capability of root that
 * passes permissions. The securebit keeps it effective for access(2), which initdb asks.
 */
const overridingPermissions = [
  '--inh-caps=-all,+dac_override',
  '--ambient-caps=-all,+dac_override',
  '--securebits=+no_setuid_fixup',
];
