import { execFile } from 'node:child_process';

/** Runs a program of this machine and returns what it prints; undefined where there is no such program. */
export type RunCommand = (program: string, args: readonly string[]) => Promise<string | undefined>;

/** A program may take this long, in milliseconds; a package database that is being written is locked for seconds. */
const PATIENCE_MS = 60_000;

/** Package lists of large machines are some megabytes. */
const LARGEST_OUTPUT = 256 * 1024 * 1024;

/** Runs programs with what they need of an environment. Throws where one is there and fails: half a list is no list. */
export function commandRunner(env: Readonly<Record<string, string | undefined>>): RunCommand {
  const inherited = { PATH: env['PATH'], SystemRoot: env['SystemRoot'], LC_ALL: 'C.UTF-8' };
  const options = { env: inherited, timeout: PATIENCE_MS, maxBuffer: LARGEST_OUTPUT };
  return (program, args) =>
    new Promise((resolve, reject) => {
      execFile(program, [...args], options, (error, stdout, stderr) => {
        if (!error) resolve(stdout);
        else if (error.code === 'ENOENT') resolve(undefined);
        else reject(new Error(`${program} failed: ${stderr.trim() || error.message}`, { cause: error }));
      });
    });
}
