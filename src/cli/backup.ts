import { resolve } from 'node:path';
import { readConfig } from '../config.ts';

/** `headroom backup FILE`: writes the database of the server with these settings to a file, while it runs or not. */
export async function backup(_options: object, [file = '']: readonly string[]): Promise<number> {
  const { backUp } = await import('../maintenance/backup/back-up.ts');
  const { header, rows } = await backUp(readConfig(process.env), file, (text) => console.log(text));
  console.log(`${rows.toLocaleString('en')} rows as of ${header.createdAt} are in ${resolve(file)}.`);
  console.log(
    header.masterKey
      ? 'The master key is in it: whoever reads the file can read the secrets of all access keys. Only you may read it now.'
      : 'The master key is not in it, for it is in HEADROOM_MASTER_KEY: keep that too, or the backup is worth nothing.',
  );
  return 0;
}
