import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { DbOption } from '../../domain/rds/db-instance.ts';
import type { DB } from '../../store/schema.ts';

export interface ListedOptionGroup {
  readonly name: string;
  readonly description: string;
  readonly engine: string;
  readonly majorEngineVersion: string;
  readonly options: readonly DbOption[];
}

/** The option groups of an account and Region in the order of their names, behind the name `after`. */
export async function listOptionGroups(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  query: {
    after: string;
    limit: number;
    name: string | undefined;
    engine: string | undefined;
    major: string | undefined;
  },
): Promise<ListedOptionGroup[]> {
  const { after, limit, name, engine, major } = query;
  const { rows } = await sql<ListedOptionGroup>`
    SELECT name, description, engine, major_engine_version AS "majorEngineVersion", options FROM option_group
    WHERE account_id = ${accountId} AND region = ${region} AND name > ${after}
      ${name === undefined ? sql`` : sql`AND name = ${name}`}
      ${engine === undefined ? sql`` : sql`AND engine = ${engine}`}
      ${major === undefined ? sql`` : sql`AND major_engine_version = ${major}`}
    ORDER BY name LIMIT ${limit}`.execute(db);
  return rows;
}
