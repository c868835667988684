import { readdirSync, readFileSync } from 'node:fs';
import { type Kysely, sql } from 'kysely';
import type { DB } from '../src/store/schema.ts';

// What other work on the machine hardly changes (Linux, proc(5): clock ticks of 10 ms).

/** Seconds of processor time that a process has taken. */
export const cpuSecondsOf = (pid: number): number => readTimes(pid).own;

/** Seconds that PostgreSQL has taken, with what of it has ended. */
export async function databaseCpuSeconds(db: Kysely<DB>): Promise<number> {
  const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(db);
  const postmaster = readTimes(rows[0]!.pid).parent;
  const pids = readdirSync('/proc').flatMap((name) => Number(name) || []);
  const running = pids.filter((pid) => pid === postmaster || parentOf(pid) === postmaster);
  return running.reduce((sum, pid) => sum + readTimes(pid).own, readTimes(postmaster).ended);
}

function parentOf(pid: number): number | undefined {
  try {
    return readTimes(pid).parent;
  } catch {
    return undefined; // it has just ended
  }
}

function readTimes(pid: number): { readonly parent: number; readonly own: number; readonly ended: number } {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ').map(Number);
  return { parent: fields[1]!, own: (fields[11]! + fields[12]!) / 100, ended: (fields[13]! + fields[14]!) / 100 };
}
