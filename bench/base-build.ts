import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { progress } from './figure.ts';

/** The build that figures are compared with. */
export const BASE_COMMIT = '7d88bf1';

const run = (cwd: string, command: string, ...args: string[]) => execFileSync(command, args, { cwd, stdio: 'ignore' });

/**
 * Does `work` with the root of the base build: the one that HEADROOM_BENCH_BASE names, installed, or else a worktree of
 * `commit` in a temporary folder, with `npm ci`.
 */
export async function withBaseBuild<T>(work: (root: string) => Promise<T>, commit = BASE_COMMIT): Promise<T> {
  const given = process.env['HEADROOM_BENCH_BASE'];
  if (given) return work(given);
  const here = join(import.meta.dirname, '..');
  const folder = mkdtempSync(join(tmpdir(), 'headroom-base-'));
  const root = join(folder, commit);
  try {
    progress(`Installing ${commit}`);
    run(here, 'git', 'worktree', 'add', '--detach', root, commit);
    run(root, 'npm', 'ci');
    return await work(root);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    run(here, 'git', 'worktree', 'prune');
  }
}
