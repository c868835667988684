import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { DB } from './schema.ts';

/**
 * Rows as one parameter of a statement: `FROM ${recordset(rows, 'id text, amount bigint')} AS r`. Whatever the number
 * of rows, a statement stays the same text with one parameter, and dates travel as ISO 8601.
 */
export function recordset(rows: readonly object[], columns: string): RawBuilder<unknown> {
  return sql`json_to_recordset(${JSON.stringify(rows)}::json) AS r(${sql.raw(columns)})`;
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
