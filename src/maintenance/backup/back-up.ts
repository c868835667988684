import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readMasterKey } from '../../access/master-key.ts';
import { createSecretBox } from '../../access/secret-box.ts';
import type { Config } from '../../config.ts';
import { type CopyConnection, openCopyConnection } from '../../drivers/database/copy-connection.ts';
import { version } from '../../version.ts';
import { withOwnDatabase } from '../own-database.ts';
import { FORMAT, FORMAT_VERSION, type Header, type Part, type TableOfBackup, writeBackupFile } from './backup-file.ts';
import { JOB_COLUMNS, JOBS, quoted, readMigrated, readSequences, readTables } from './catalog.ts';
import { countRows, createProgress } from './progress.ts';

export interface BackedUp {
  readonly header: Header;
  readonly rows: number;
}

/**
 * Writes the database of the server that has these settings to `file`, as it is at one moment, while the server runs or not,
 * and the master key with it where that is kept in the data folder.
 */
export async function backUp(config: Config, file: string, say: (text: string) => void): Promise<BackedUp> {
  if (existsSync(file)) throw new Error(`${resolve(file)} exists already. Name a file that is not there.`);
  return withOwnDatabase(config, async (url) => {
    const connection = await openCopyConnection(url);
    try {
      const tables = await beginSnapshot(connection);
      const header = await describe(config, connection, tables);
      const rows = Object.fromEntries(header.tables.map((table) => [table, 0]));
      await writeBackupFile(file, readParts({ connection, header, tables, rows, say }));
      return { header, rows: Object.values(rows).reduce((sum, one) => sum + one, 0) };
    } finally {
      await connection.close();
    }
  });
}

/** All tables are held against migrations, and read as of one moment that lies behind that. */
async function beginSnapshot(connection: CopyConnection): Promise<TableOfBackup[]> {
  const tables = await readTables(connection);
  if (tables.length === 0) throw new Error('No Headroom has used this database yet: there is nothing to back up.');
  await connection.query('begin isolation level repeatable read read only');
  const names = tables.map(({ table }) => quoted(table)).join(', ');
  await connection.query(`lock table ${names} in access share mode`);
  if (JSON.stringify(await readTables(connection)) === JSON.stringify(tables)) return tables;
  throw new Error('The database was migrated just now. Run the backup again.');
}

async function describe(
  { dataFolder, masterKey }: Config,
  connection: CopyConnection,
  tables: readonly TableOfBackup[],
): Promise<Header> {
  const isKept = !masterKey && existsSync(join(dataFolder, 'master.key'));
  const key = isKept ? readMasterKey(dataFolder) : masterKey;
  if (key) await checkKey(key, connection);
  return {
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    headroomVersion: version,
    createdAt: new Date().toISOString(),
    migrations: await readMigrated(connection),
    tables: [...tables.map(({ table }) => table), JOBS],
    ...(isKept && key && { masterKey: key.toString('base64') }),
    ...(key && { masterKeySha256: createHash('sha256').update(key).digest('hex') }),
  };
}

/** Throws where the secrets of the backup could not be opened with it. */
async function checkKey(key: Buffer, { query }: CopyConnection): Promise<void> {
  const [sealed] = await query<{ id: string; secret: Buffer }>(
    'select access_key_id as id, secret_sealed as secret from access_key limit 1',
  );
  if (sealed) createSecretBox(key).open(sealed.id, sealed.secret);
}

interface Reading {
  readonly connection: CopyConnection;
  readonly header: Header;
  readonly tables: readonly TableOfBackup[];
  /** What was read so far of each table. */
  readonly rows: Record<string, number>;
  readonly say: (text: string) => void;
}

async function* readParts({ connection, header, tables, rows, say }: Reading): AsyncGenerator<Part> {
  const progress = createProgress(say);
  yield { kind: 'header', header };
  for (const { table, columns } of [...tables, { table: JOBS, columns: JOB_COLUMNS }]) {
    yield { kind: 'table', table, columns };
    for await (const part of connection.copyOut(copyOf({ table, columns }))) {
      rows[table]! += countRows(part);
      progress(table, rows[table]!);
      yield { kind: 'rows', rows: part };
    }
    yield { kind: 'table-end' };
  }
  yield { kind: 'trailer', trailer: { rows, sequences: await readSequences(connection) } };
}

/** A job that some server works on is one that waits, for whoever restores it. */
const copyOf = ({ table, columns }: TableOfBackup): string =>
  table === JOBS
    ? `copy (select ${columns.join(', ')} from graphile_worker._private_jobs as job
         join graphile_worker._private_tasks as task on task.id = job.task_id) to stdout`
    : `copy ${quoted(table)} (${columns.map(quoted).join(', ')}) to stdout`;
