import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { DbOption } from '../../domain/rds/db-instance.ts';
import type { DB } from '../../store/schema.ts';

/** A database with its software and what it is tied to. */
export interface SearchedDatabase extends Scope {
  readonly identifier: string;
  readonly engine: string;
  readonly options: readonly DbOption[];
  readonly licenseIds: readonly string[];
}

const DATABASES = sql`
  SELECT d.account_id AS "accountId", d.region, d.identifier, d.engine,
    coalesce(g.options, '[]') || d.replica_options AS options,
    ARRAY(SELECT a.license_configuration_id FROM license_association a
      WHERE a.resource_id = d.account_id || ':' || d.region || ':' || d.identifier) AS "licenseIds"
  FROM current_db_instance d
  LEFT JOIN option_group g
    ON g.account_id = d.account_id AND g.region = d.region AND g.name = d.option_group_name`;

/** A database; undefined where there is none, or its deletion is over. */
export async function findSearchedDatabase(
  db: Kysely<DB>,
  { accountId, region, identifier }: Scope & { readonly identifier: string },
): Promise<SearchedDatabase | undefined> {
  const { rows } = await sql<SearchedDatabase>`
    ${DATABASES} WHERE d.account_id = ${accountId} AND d.region = ${region} AND d.identifier = ${identifier}`.execute(
    db,
  );
  return rows[0];
}

/** The databases of an account and Region. */
export async function listSearchedDatabases(db: Kysely<DB>, { accountId, region }: Scope): Promise<SearchedDatabase[]> {
  const { rows } = await sql<SearchedDatabase>`
    ${DATABASES} WHERE d.account_id = ${accountId} AND d.region = ${region} ORDER BY d.sequence`.execute(db);
  return rows;
}
