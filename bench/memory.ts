import { readFile } from 'node:fs/promises';

/** What a process has in memory, in MiB: resident, or with what processes share divided between them. */
export async function memoryMiB(pid: number, kind: 'Rss' | 'Pss'): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(new RegExp(`^${kind}:\\s*(\\d+)`, 'm').exec(rollup)?.[1]) / 1024;
}
