import { type RawBuilder, sql } from 'kysely';

/**
 * Rows as one parameter of a statement: `FROM ${recordset(rows, 'id text, amount bigint')} AS r`. Whatever the number
 * of rows, a statement stays the same text with one parameter, and dates travel as ISO 8601.
 */
export function recordset(rows: readonly object[], columns: string): RawBuilder<unknown> {
  return sql`json_to_recordset(${JSON.stringify(rows)}::json) AS r(${sql.raw(columns)})`;
}
