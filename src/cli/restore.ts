import { readConfig } from '../config.ts';

/** `headroom restore FILE`: makes the database of a backup where the settings say. */
export async function restore(_options: object, [file = '']: readonly string[]): Promise<number> {
  const maintenance = await import('../maintenance/backup/restore.ts');
  const { header, rows } = await maintenance.restore(readConfig(process.env), file, (text) => console.log(text));
  const all = Object.values(rows).reduce((sum, one) => sum + one, 0);
  console.log(`Restored ${all.toLocaleString('en')} rows as of ${header.createdAt}. Start the server as before.`);
  return 0;
}
