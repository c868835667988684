import type { CopyConnection } from '../../drivers/database/copy-connection.ts';
import type { TableOfBackup } from './backup-file.ts';

/** The section of a backup that has the jobs that wait; how the queue keeps them is its library's to change. */
export const JOBS = 'graphile_worker.job';

/** Each as `graphile_worker.add_job` takes it. */
export const JOB_COLUMNS = ['identifier', 'payload', 'run_at', 'max_attempts', 'key', 'priority'] as const;

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Headroom's tables with their columns, but for the migrations': each behind those that it refers to. */
export async function readTables({ query }: CopyConnection): Promise<TableOfBackup[]> {
  const tables = await query<TableOfBackup>(`
    select relname as table, array_agg(attname::text order by attnum) as columns
    from pg_class join pg_attribute on attrelid = pg_class.oid
    where relkind = 'r' and relnamespace = current_schema()::regnamespace and relname !~ '^kysely_'
      and attnum > 0 and not attisdropped and attgenerated = ''
    group by relname order by relname`);
  const references = await query<{ from: string; to: string }>(`
    select distinct a.relname as from, b.relname as to
    from pg_constraint join pg_class a on a.oid = conrelid join pg_class b on b.oid = confrelid
    where contype = 'f' and conrelid <> confrelid and connamespace = current_schema()::regnamespace`);
  return inOrder(tables, references);
}

function inOrder(tables: readonly TableOfBackup[], references: readonly { from: string; to: string }[]) {
  const ordered: TableOfBackup[] = [];
  let left = [...tables];
  while (left.length > 0) {
    const names = new Set(left.map(({ table }) => table));
    const isFree = ({ table }: TableOfBackup) => !references.some(({ from, to }) => from === table && names.has(to));
    const free = left.filter(isFree);
    if (free.length === 0) throw new Error(`The tables ${[...names].join(', ')} refer to each other in a circle.`);
    ordered.push(...free);
    left = left.filter((table) => !isFree(table));
  }
  return ordered;
}

/** Those that the database has had, in order; none where it is no database of Headroom's yet. */
export async function readMigrated({ query }: CopyConnection): Promise<string[]> {
  const [found] = await query<{ is: boolean }>(`select to_regclass('kysely_migration') is not null as is`);
  if (!found?.is) return [];
  const rows = await query<{ name: string }>('select name from kysely_migration order by name');
  return rows.map(({ name }) => name);
}

/** The value that each sequence has given last, also by transactions that are not over. */
export async function readSequences({ query }: CopyConnection): Promise<Record<string, number>> {
  const rows = await query<{ name: string; value: string }>(`
    select sequencename as name, last_value as value from pg_sequences
    where schemaname = current_schema() and last_value is not null`);
  return Object.fromEntries(rows.map(({ name, value }) => [name, Number(value)]));
}
