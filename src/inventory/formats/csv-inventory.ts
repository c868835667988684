import { CsvError, parse } from 'csv-parse/sync';
import type { Processors } from '../server-inventory.ts';
import { platformType } from './agent-server.ts';
import { FileProblem } from './file-problem.ts';
import type { ImportedServer } from './imported-server.ts';

const COLUMNS = [
  'name',
  'platform',
  'version',
  'cpus',
  'cores',
  'sockets',
  'application',
  'application version',
  'publisher',
];
const REQUIRED = ['name', 'platform'];

interface Row {
  readonly line: number;
  readonly cells: ReadonlyMap<string, string>;
}

/**
 * The servers of a table: a header, then a row for each application of a server, or one row for a server without any. The
 * columns are name, platform, version, CPUs (logical processors), cores and sockets (both of the whole machine),
 * application, application version and publisher; name and platform are required, others may be missing. The separator
 * is a comma, a semicolon or a tab, whichever the header has. Rows and columns without anything in them, which Excel writes
 * where something was, are passed over. Throws a FileProblem with the line.
 */
export function readCsvInventory(document: string): ImportedServer[] {
  const byName = Map.groupBy(rowsOf(document), ({ cells }) => cells.get('name')!);
  return [...byName.values()].map(serverOf);
}

function rowsOf(document: string): Row[] {
  const [header = ''] = document.split(/\r?\n/, 1);
  const delimiter = [';', '\t'].find((mark) => header.includes(mark)) ?? ',';
  try {
    const options = { delimiter, bom: true, info: true, trim: true, skip_records_with_empty_values: true } as const;
    // The library's types do not follow the option `info`.
    const [names, ...rest] = parse(document, options) as unknown as { record: string[]; info: { lines: number } }[];
    const columns = columnsOf(names?.record ?? []);
    return rest.map(({ record, info }) => rowOf(columns, record, info.lines));
  } catch (error) {
    if (error instanceof CsvError) throw new FileProblem(error.message);
    throw error;
  }
}

function columnsOf(header: readonly string[]): string[] {
  const columns = header.map((name) => name.toLowerCase().replaceAll('_', ' '));
  const missing = REQUIRED.filter((name) => !columns.includes(name));
  if (missing.length > 0)
    throw new FileProblem(
      `line 1: there is no column ${missing.join(' and ')}; expected a header of ${COLUMNS.join(', ')}`,
    );
  const unknown = columns.filter((name) => name !== '' && !COLUMNS.includes(name));
  if (unknown.length > 0)
    throw new FileProblem(
      `line 1: the column ${JSON.stringify(unknown[0])} is not known; expected ${COLUMNS.join(', ')}`,
    );
  return columns;
}

function rowOf(columns: readonly string[], record: readonly string[], line: number): Row {
  const stray = record.find((cell, n) => cell && columns[n] === '');
  if (stray) throw new FileProblem(`line ${line}: there is ${JSON.stringify(stray)} under no header`);
  const cells = new Map(columns.map((column, n) => [column, record[n] ?? '']));
  const empty = REQUIRED.find((name) => !cells.get(name));
  if (empty) throw new FileProblem(`line ${line}: the ${empty} is empty`);
  return { line, cells };
}

function serverOf(rows: readonly Row[]): ImportedServer {
  const name = rows[0]!.cells.get('name')!;
  const platform = agreed(rows, 'platform')!;
  return {
    sourceId: `table:${name}`,
    source: 'CSV',
    name,
    platform: { type: platformType(platform), name: platform, version: agreed(rows, 'version') ?? '' },
    processors: processorsOf(rows),
    applications: rows
      .filter(({ cells }) => cells.get('application'))
      .map(({ cells }) => ({
        Name: cells.get('application')!,
        ...(cells.get('application version') && { Version: cells.get('application version')! }),
        ...(cells.get('publisher') && { Publisher: cells.get('publisher')! }),
      })),
    networks: [],
    leftOut: [],
  };
}

/** What the rows of a server say in a column; those that say nothing agree with all. */
function agreed(rows: readonly Row[], column: string): string | undefined {
  const [first, ...rest] = rows.filter(({ cells }) => cells.get(column));
  const value = first?.cells.get(column);
  const other = rest.find(({ cells }) => cells.get(column) !== value);
  if (other)
    throw new FileProblem(
      `line ${other.line}: ${column} is ${other.cells.get(column)}, but line ${first!.line} says ${value} for the same server`,
    );
  return value;
}

function processorsOf(rows: readonly Row[]): Processors {
  const numbers = ['cpus', 'cores', 'sockets'].flatMap((column) => {
    const text = agreed(rows, column);
    if (text === undefined) return [];
    if (!/^[1-9]\d{0,5}$/.test(text))
      throw new FileProblem(
        `line ${rows[0]!.line}: ${column} is ${JSON.stringify(text)}; expected a whole number from 1`,
      );
    return [[column, Number(text)] as const];
  });
  return Object.fromEntries(numbers);
}
