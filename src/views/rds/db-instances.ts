import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { DbInstance, DbName } from '../../domain/rds/db-instance.ts';
import type { DB } from '../../store/schema.ts';

/** A database with its tags. */
export interface ListedDatabase extends DbInstance {
  readonly sequence: number;
  readonly tags: Readonly<Record<string, string>>;
}

type ListedRow = Omit<ListedDatabase, 'optionGroupName' | 'source'> & {
  readonly optionGroupName: string | null;
  readonly source: DbName | null;
};

export interface DatabaseQuery {
  /** The sequence of the last one of the page before. */
  readonly after: number;
  readonly limit: number;
  readonly identifiers?: readonly string[] | undefined;
  readonly dbiResourceIds?: readonly string[] | undefined;
  readonly engines?: readonly string[] | undefined;
}

/** The databases of an account and Region in the order in which they were created. */
export async function listDatabases(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { after, limit, identifiers, dbiResourceIds, engines }: DatabaseQuery,
): Promise<ListedDatabase[]> {
  const { rows } = await sql<ListedRow>`
    SELECT d.sequence, d.account_id AS "accountId", d.region, d.identifier, d.dbi_resource_id AS "dbiResourceId",
      d.class, d.engine, d.engine_version AS "engineVersion", d.license_model AS "licenseModel",
      d.allocated_storage AS "allocatedStorage", d.master_username AS "masterUsername",
      d.option_group_name AS "optionGroupName", d.state, d.settings, d.created_at AS "createdAt", d.source, d.replicas,
      (SELECT coalesce(json_object_agg(t.key, t.value ORDER BY t.key), '{}') FROM tag t
        WHERE t.resource_id = d.dbi_resource_id) AS tags
    FROM current_db_instance d
    WHERE d.account_id = ${accountId} AND d.region = ${region} AND d.sequence > ${after}
      ${identifiers ? sql`AND d.identifier = ANY(${identifiers})` : sql``}
      ${dbiResourceIds ? sql`AND d.dbi_resource_id = ANY(${dbiResourceIds})` : sql``}
      ${engines ? sql`AND d.engine = ANY(${engines})` : sql``}
    ORDER BY d.sequence LIMIT ${limit}`.execute(db);
  return rows.map(({ optionGroupName, source, ...row }) => ({
    ...row,
    optionGroupName: optionGroupName ?? undefined,
    source: source ?? undefined,
  }));
}
