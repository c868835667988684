import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { readMasterKey } from '../../access/master-key.ts';
import type { Config } from '../../config.ts';
import { connect } from '../../drivers/database/connect.ts';
import { type CopyConnection, openCopyConnection } from '../../drivers/database/copy-connection.ts';
import { openDataFolder } from '../../drivers/database/data-folder.ts';
import { migrateToLatest, migrationsIn } from '../../drivers/database/migrate.ts';
import { stagePostgres } from '../../drivers/database/staged-postgres.ts';
import { migrateQueue } from '../../drivers/queue/job-queue.ts';
import { FORMAT_VERSION, type Header, readBackupFile, type Trailer, UnusableBackup } from './backup-file.ts';
import { load } from './load.ts';
import { countRows, createProgress, type Progress } from './progress.ts';

export interface Restored extends Trailer {
  readonly header: Header;
}

const migrations = join(import.meta.dirname, '..', '..', '..', 'migrations');

/**
 * Makes the database of a backup where the settings say, in an empty data folder or an empty database of one's own, and
 * brings it up to this version. The whole file is read once before anything is created.
 */
export async function restore(config: Config, file: string, say: (text: string) => void): Promise<Restored> {
  say(`Checking ${file}`);
  const { header, trailer } = await checkBackup(file, createProgress(say));
  await refuseNewer(file, header);
  const saveKey = masterKeyOf(config, file, header);
  const fill = (url: string) => fillDatabase({ url, file, header, trailer, say });
  const { databaseUrl, dataFolder } = config;
  if (databaseUrl) {
    await fill(databaseUrl);
    saveKey();
  } else await stagePostgres({ dataFolder, onProgress: say, fill, complete: saveKey });
  return { header, ...trailer };
}

async function checkBackup(file: string, progress: Progress): Promise<{ header: Header; trailer: Trailer }> {
  let header: Header | undefined;
  let trailer: Trailer | undefined;
  let table = '';
  let rows = 0;
  for await (const part of readBackupFile(file)) {
    if (part.kind === 'trailer') ({ trailer } = part);
    if (part.kind === 'table') [table, rows] = [part.table, 0];
    if (part.kind === 'rows') {
      rows += countRows(part.rows);
      progress(table, rows);
    }
    if (part.kind !== 'header') continue;
    ({ header } = part);
    if (header.formatVersion > FORMAT_VERSION)
      throw new UnusableBackup(file, `was written by Headroom ${header.headroomVersion}, in a newer format than this`);
  }
  return { header: header!, trailer: trailer! };
}

async function refuseNewer(file: string, { headroomVersion, migrations: had }: Header): Promise<void> {
  const known = await migrationsIn(migrations);
  const unknown = had.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new UnusableBackup(
    file,
    `is of Headroom ${headroomVersion}, which is newer than this one (it has had the migration ${unknown[0]}): restore it with that version or a later one`,
  );
}

/** What puts the key of the backup into place. Throws where the secrets in it could not be opened afterwards. */
function masterKeyOf({ masterKey, dataFolder }: Config, file: string, header: Header): () => void {
  const path = join(dataFolder, 'master.key');
  const isThere = existsSync(path);
  const own = masterKey ?? (isThere ? readMasterKey(dataFolder) : undefined);
  const place = masterKey ? 'HEADROOM_MASTER_KEY' : path;
  if (own && header.masterKeySha256 && createHash('sha256').update(own).digest('hex') !== header.masterKeySha256)
    throw new UnusableBackup(
      file,
      `was made with another master key than the one in ${place}: let it be that one, or remove it`,
    );
  if (own) return () => {};
  const { masterKey: kept } = header;
  if (kept)
    return () => {
      openDataFolder(dataFolder);
      writeFileSync(path, `${kept}\n`, { mode: 0o600, flag: 'wx', flush: true });
    };
  throw new UnusableBackup(
    file,
    'has no master key in it, since its server had it in HEADROOM_MASTER_KEY: set that as it was',
  );
}

interface Filling {
  readonly url: string;
  readonly file: string;
  readonly header: Header;
  readonly trailer: Trailer;
  readonly say: (text: string) => void;
}

async function fillDatabase({ url, file, header, trailer, say }: Filling): Promise<void> {
  const { db, close } = await connect({ url, max: 1, onConnectionLost: () => {} });
  const connection = await openCopyConnection(url);
  try {
    await refuseUsed(connection);
    await migrateToLatest(db, migrations, header.migrations);
    await migrateQueue(url, pino({ level: 'error' }, pino.destination(2)));
    say(`Loading ${file}`);
    await load({ connection, parts: readBackupFile(file), trailer, say });
    for (const name of await migrateToLatest(db, migrations)) say(`Migrated ${name}`);
  } finally {
    await Promise.all([connection.close(), close()]);
  }
}

/** Tables without an account are what a restore left that was interrupted. */
async function refuseUsed({ query }: CopyConnection): Promise<void> {
  const [tables] = await query<{ are: boolean }>(`select to_regclass('account') is not null as are`);
  if (!tables?.are) return;
  const [accounts] = await query<{ are: boolean }>('select exists (select from account) as are');
  if (accounts?.are) throw new Error('The database that DATABASE_URL names is in use. Let it name an empty one.');
}
