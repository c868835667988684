import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { DB } from './schema.ts';

/**
 * Rows as a table of a statement: `FROM ${recordset(rows, 'id text, amount bigint')}`, whose name is `r`. Each column is
 * one parameter, so whatever the number of rows, a statement stays the same text. PostgreSQL takes arrays apart in half
 * the time that it takes for JSON. Dates travel as ISO 8601; a column whose type is itself an array holds lists of texts.
 */
export function recordset(rows: readonly object[], columns: string): RawBuilder<unknown> {
  const { fragments, fields } = layoutOf(columns);
  const values = fields.map(({ name, toText }) =>
    arrayLiteral(
      rows.map((row) => row[name as keyof typeof row]),
      toText,
    ),
  );
  return sql(fragments, ...values);
}

interface Layout {
  /** The text of the table between its parameters. */
  readonly fragments: TemplateStringsArray;
  readonly fields: readonly { readonly name: string; readonly toText: (value: unknown) => string }[];
}

const layouts = new Map<string, Layout>();

function layoutOf(columns: string): Layout {
  const known = layouts.get(columns);
  if (known) return known;
  const fields = columns.split(',').map((column) => {
    const [quoted, ...type] = column.trim().split(/\s+/) as [string, ...string[]];
    return { quoted, name: quoted.replaceAll('"', ''), type: type.join(' '), toText: toTextAs(type.join(' ')) };
  });
  const select = fields.map(({ quoted, type }) => (type.endsWith('[]') ? `${quoted}::${type}` : quoted));
  const casts = fields.map(({ type }) => `::${type.endsWith('[]') ? 'text' : type}[]`);
  const texts = [
    `(SELECT ${select} FROM unnest(`,
    ...casts.slice(0, -1).map((cast) => `${cast}, `),
    `${casts.at(-1)}) AS t(${fields.map(({ quoted }) => quoted)})) AS r`,
  ];
  const layout = { fragments: Object.assign(texts, { raw: texts }), fields };
  layouts.set(columns, layout);
  return layout;
}

function toTextAs(type: string): (value: unknown) => string {
  if (type === 'jsonb') return (value) => JSON.stringify(value);
  if (type.endsWith('[]')) return (value) => arrayLiteral(value as readonly unknown[], String);
  return (value) => (value instanceof Date ? value.toISOString() : String(value));
}

/** PostgreSQL's text form of an array. */
function arrayLiteral(values: readonly unknown[], toText: (value: unknown) => string): string {
  const items = values.map((value) => {
    if (value === null || value === undefined) return 'NULL';
    const text = toText(value);
    return /["\\]/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`;
  });
  return `{${items.join(',')}}`;
}

/** A statement that is not run yet. */
export type Statement = RawBuilder<unknown>;

/** The rows of several statements that read, by name, with the database's time. Dates and numbers are as JSON has them. */
export async function readTogether<Name extends string>(
  trx: Kysely<DB>,
  statements: Readonly<Partial<Record<Name, Statement>>>,
): Promise<{ readonly at: Date } & Readonly<Record<Name, readonly unknown[] | undefined>>> {
  const lists = Object.entries<Statement | undefined>(statements).flatMap(([name, statement]) =>
    statement ? [sql`(SELECT coalesce(json_agg(r), '[]') FROM (${statement}) r) AS ${sql.id(name)}`] : [],
  );
  const { rows } = await sql<{ at: Date } & Record<Name, unknown[]>>`
    SELECT ${sql.join([sql`clock_timestamp() AS at`, ...lists])}`.execute(trx);
  return rows[0]!;
}

/**
 * Statements that write as one, on one way to the database and back. All see the data as it was before, so none may
 * touch a row that another one does.
 */
export function together(statements: readonly Statement[]): Statement | undefined {
  if (statements.length === 0) return undefined;
  const parts = statements.map((statement, n) => sql`${sql.raw(`part_${n}`)} AS (${statement})`);
  return sql`WITH ${sql.join(parts)} SELECT`;
}
