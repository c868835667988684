import type { CopyConnection, CopyIn } from '../../drivers/database/copy-connection.ts';
import type { Part, TableOfBackup, Trailer } from './backup-file.ts';
import { JOB_COLUMNS, JOBS, quoted } from './catalog.ts';
import { countRows, createProgress } from './progress.ts';

interface Loading {
  readonly connection: CopyConnection;
  readonly parts: AsyncIterable<Part>;
  readonly trailer: Trailer;
  readonly say: (text: string) => void;
}

/** Loads all rows into the tables, which are empty and as the backup has them: all of them, or none. */
export async function load({ connection, parts, trailer, say }: Loading): Promise<void> {
  const { query } = connection;
  const progress = createProgress(say);
  let table = '';
  let copying: CopyIn | undefined;
  let rows = 0;
  await query('begin');
  await query(`create temporary table waiting_job (identifier text, payload json, run_at timestamptz,
    max_attempts int, key text, priority int) on commit drop`);
  for await (const part of parts) {
    if (part.kind === 'table') {
      ({ table } = part);
      // Migrations make some rows of their own.
      if (table !== JOBS) await query(`delete from ${quoted(table)}`);
      rows = 0;
      copying = connection.copyIn(copyOf(part));
    } else if (part.kind === 'rows') {
      await copying?.write(part.rows);
      rows += countRows(part.rows);
      progress(table, rows, trailer.rows[table]);
    } else if (part.kind === 'table-end') await copying?.end();
  }
  await query(`select graphile_worker.add_job(identifier, payload, run_at := run_at, max_attempts := max_attempts,
    job_key := key, priority := priority) from waiting_job`);
  for (const [name, value] of Object.entries(trailer.sequences))
    await query('select setval($1::regclass, $2)', [quoted(name), value]);
  await query('commit');
}

const copyOf = ({ table, columns }: TableOfBackup): string =>
  table === JOBS
    ? `copy waiting_job (${JOB_COLUMNS.join(', ')}) from stdin`
    : `copy ${quoted(table)} (${columns.map(quoted).join(', ')}) from stdin`;
