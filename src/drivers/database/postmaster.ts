import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const pidFile = (cluster: string) => join(cluster, 'postmaster.pid');

/** What PostgreSQL itself writes to `postmaster.pid`: who serves this cluster, and whether it takes connections. */
export function readPostmaster(cluster: string): { pid: number; port: number; ready: boolean } | undefined {
  try {
    const lines = readFileSync(pidFile(cluster), 'utf8').split('\n');
    const pid = Number(lines[0]);
    const known = Number.isSafeInteger(pid) && pid > 0;
    return known ? { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' } : undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/**
 * Shuts down a PostgreSQL that an earlier server left behind on this cluster. Call it only while holding the lock of
 * the data folder.
 */
export async function stopLeftover(cluster: string, onProgress: (text: string) => void): Promise<void> {
  const pid = readPostmaster(cluster)?.pid;
  // Missing, or cut short by a crash.
  if (pid === undefined) return rmSync(pidFile(cluster), { force: true });
  const command = commandOf(pid);
  if (!isPostmaster(command)) return disown(cluster);
  if (!command.includes(cluster)) {
    throw new Error(`Process ${pid}, which ${pidFile(cluster)} names, is a PostgreSQL of another folder: ${command}`);
  }
  onProgress(`Stopping the PostgreSQL that an earlier run left behind (process ${pid})`);
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    signalProcess(pid, signal);
    if (await ended(pid, 60_000)) return;
  }
  throw new Error(`PostgreSQL (process ${pid}) does not stop; end it with: kill -9 ${pid}`);
}

/**
 * PostgreSQL would not start while the process ID in `postmaster.pid` is in use, by whatever program since a restart of
 * the machine or the container. One that is its own parent's it takes for stale. The file stays, because PostgreSQL
 * finds in it whether processes of the earlier one still use the data.
 */
function disown(cluster: string): void {
  try {
    const content = readFileSync(pidFile(cluster), 'utf8');
    writeFileSync(pidFile(cluster), content.replace(/^\d+/, `${process.pid}`), { flag: 'r+' });
  } catch (error) {
    // An earlier PostgreSQL that has just ended removed it.
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

async function ended(pid: number, limitMs: number): Promise<boolean> {
  for (let waited = 0; waited < limitMs; waited += 20) {
    if (!isPostmaster(commandOf(pid))) return true;
    await setTimeout(20);
  }
  return false;
}

const isPostmaster = (command: string) => /postgres(\.exe)? -D /.test(command);

/** The command line of a process; empty when there is none, or when it has ended and only waits to be reaped. */
function commandOf(pid: number): string {
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      : execFileSync('ps', ['-ww', '-o', 'command=', '-p', `${pid}`], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

const hasCode = (error: unknown, code: string) => error instanceof Error && 'code' in error && error.code === code;
