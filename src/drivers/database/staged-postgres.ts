import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openDataFolder, stagingFolder } from './data-folder.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { lockFolder } from './folder-lock.ts';
import { clusterPaths, syncFolder } from './postgres-cluster.ts';
import { stopLeftover } from './postmaster.ts';

interface StagedOptions {
  readonly dataFolder: string;
  readonly onProgress: (text: string) => void;
  /** Fills the new database, by its URL. */
  readonly fill: (url: string) => Promise<void>;
  /** What else the folder needs before it is one that a server starts on. */
  readonly complete: () => void;
}

/**
 * Makes a database below `dataFolder` that is not there before it is filled: it is built beside, and moved into place when
 * complete. What an interrupted one left is removed; until then no server starts on the folder. Throws, with the next step,
 * where the folder has a database or another process uses it.
 */
export async function stagePostgres({ onProgress, fill, complete, ...options }: StagedOptions): Promise<void> {
  const dataFolder = openDataFolder(options.dataFolder);
  const database = join(dataFolder, 'postgres');
  const unlock = lockFolder(dataFolder);
  if (!unlock) throw new Error(`A Headroom server uses ${dataFolder}. Let HEADROOM_DATA name an empty folder.`);
  try {
    if (existsSync(database)) {
      throw new Error(`There is a database in ${dataFolder} already. Let HEADROOM_DATA name an empty folder.`);
    }
    const staging = stagingFolder(dataFolder);
    const built = join(staging, 'postgres');
    if (existsSync(built)) await stopLeftover(clusterPaths(built).cluster, onProgress);
    rmSync(staging, { recursive: true, force: true });
    mkdirSync(staging, { mode: 0o700 });
    const { url, stop } = await startEmbeddedPostgres({ dataFolder: staging, onProgress });
    await fill(url).finally(stop);
    complete();
    renameSync(built, database);
    await syncFolder(dataFolder);
    rmSync(staging, { recursive: true });
  } finally {
    unlock();
  }
}
