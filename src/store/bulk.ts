import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { DB } from './schema.ts';

/**
 * Rows as a table of a statement: `FROM ${recordset(rows, 'id text, amount bigint')}`, whose name is `r`. Each column is
 * one parameter, so whatever the number of rows, a statement stays the same text; PostgreSQL takes arrays apart in less
 * time than JSON. Dates travel as ISO 8601; a column whose type is itself an array holds lists of texts.
 */
export function recordset(rows: readonly object[], columns: string): RawBuilder<unknown> {
  const { fragments, fields } = layoutOf(columns);
  const valuesOf = ({ name, toValue }: Field) => rows.map((row) => toValue(row[name as keyof typeof row] ?? null));
  return sql(fragments, ...fields.map((field) => arrayLiteral(valuesOf(field))));
}

interface Field {
  readonly name: string;
  /** A value as an item of an array: a text, a number, a boolean, a date or null. */
  readonly toValue: (value: unknown) => unknown;
}

interface Layout {
  /** The text of the table between its parameters. */
  readonly fragments: TemplateStringsArray;
  readonly fields: readonly Field[];
}

const layouts = new Map<string, Layout>();

function layoutOf(columns: string): Layout {
  const known = layouts.get(columns);
  if (known) return known;
  const list = columns.split(',').map((column) => {
    const [name = '', type = ''] = column.trim().split(/ (.*)/);
    return { name, type, isList: type.endsWith('[]') };
  });
  const select = list.map(({ name, type, isList }) => (isList ? `${name}::${type}` : name));
  const casts = list.map(({ type, isList }) => `::${isList ? 'text' : type}[]`);
  const texts = [
    `(SELECT ${select} FROM unnest(`,
    ...casts.slice(0, -1).map((cast) => `${cast}, `),
    `${casts.at(-1)}) AS t(${list.map(({ name }) => name)})) AS r`,
  ];
  const layout = {
    fragments: Object.assign(texts, { raw: texts }),
    fields: list.map(({ name, type }) => ({ name: name.replaceAll('"', ''), toValue: toValueOf(type) })),
  };
  layouts.set(columns, layout);
  return layout;
}

function toValueOf(type: string): Field['toValue'] {
  const toText = type === 'jsonb' ? JSON.stringify : type.endsWith('[]') ? arrayLiteral : undefined;
  return toText ? (value) => (value === null ? null : toText(value as unknown[])) : (value) => value;
}

/** PostgreSQL's text form of an array: that of JSON in braces, save for escapes of JSON's that PostgreSQL does not know. */
export function arrayLiteral(values: readonly unknown[]): string {
  const [first] = values;
  if (values.length > 1 && values.every((value) => value === first))
    return `{${repeat(itemsOf([first]), values.length)}}`;
  return `{${itemsOf(values)}}`;
}

/** Much of what a group writes is the same in all rows, such as the account. */
const repeat = (item: string, times: number): string => `${item},`.repeat(times - 1) + item;

function itemsOf(values: readonly unknown[]): string {
  const json = JSON.stringify(values);
  return /\\[^"\\]/.test(json) ? values.map(quote).join() : json.slice(1, -1);
}

const quote = (value: unknown): string =>
  typeof value === 'string' ? `"${value.replace(/["\\]/g, '\\$&')}"` : JSON.stringify(value);

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
