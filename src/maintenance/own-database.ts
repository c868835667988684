import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { runningPostgres, startEmbeddedPostgres } from '../drivers/database/embedded-postgres.ts';
import { lockFolder } from '../drivers/database/folder-lock.ts';

/**
 * Works with the database of the server that has these settings, by its URL: one's own, or the embedded one, which runs
 * with its server or is started for the time of the work. Throws where there is none yet.
 */
export async function withOwnDatabase<T>(config: Config, work: (url: string) => Promise<T>): Promise<T> {
  const { databaseUrl, dataFolder } = config;
  if (databaseUrl) return work(databaseUrl);
  if (!existsSync(join(dataFolder, 'postgres')))
    throw new Error(`There is no database in ${dataFolder}. Set HEADROOM_DATA, or DATABASE_URL, as the server has it.`);
  const unlock = lockFolder(dataFolder);
  unlock?.();
  const running = unlock ? undefined : runningPostgres(dataFolder);
  if (running) return work(running);
  const embedded = await startEmbeddedPostgres({ dataFolder });
  return work(embedded.url).finally(embedded.stop);
}
