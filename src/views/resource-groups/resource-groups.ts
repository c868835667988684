import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import { type GroupConfigurationItem, HOST_RESOURCE_TYPE } from '../../domain/hosts/host-resource-group.ts';
import type { DB } from '../../store/schema.ts';

/** A resource group as its readers see it. */
export interface ResourceGroupRow {
  readonly arn: string;
  readonly name: string;
  readonly description: string | null;
  /** Of a host resource group. */
  readonly configuration: GroupConfigurationItem[] | null;
  /** Of a group by tags. */
  readonly query: string | null;
}

const COLUMNS = sql`group_arn AS arn, group_name AS name, description, configuration, query`;

/** One resource group by its ARN. */
export async function findResourceGroup(db: Kysely<DB>, arn: string): Promise<ResourceGroupRow | undefined> {
  const { rows } = await sql<ResourceGroupRow>`
    SELECT ${COLUMNS} FROM resource_group WHERE group_arn = ${arn}`.execute(db);
  return rows[0];
}

export interface GroupsQuery {
  /** Of each list, groups with one of these types in their configuration. */
  readonly configurationTypes: readonly (readonly string[])[];
  /** Of each list, groups of one of these types of resources, as their query names them. */
  readonly resourceTypes: readonly (readonly string[])[];
  readonly after: string | undefined;
  readonly limit: number;
  /** Groups that are looked at. */
  readonly look: number;
}

/** The groups of an account and Region in the order of their names, from the one after `after` on. */
export async function listResourceGroups(
  db: Kysely<DB>,
  scope: Scope,
  query: GroupsQuery,
): Promise<ResourceGroupRow[]> {
  const conditions = [
    sql`true`,
    ...query.configurationTypes.map(
      (types) => sql`EXISTS (
        SELECT FROM jsonb_array_elements(configuration) AS item WHERE item->>'Type' = ANY(${types}))`,
    ),
    ...query.resourceTypes.map((types) => sql`coalesce(query_types, ${[HOST_RESOURCE_TYPE]}) && ${types}::text[]`),
  ];
  const { rows } = await sql<ResourceGroupRow>`
    SELECT ${COLUMNS} FROM (${lookedAt(scope, query)}) AS looked
    WHERE ${sql.join(conditions, sql` AND `)}
    ORDER BY group_name COLLATE "C" LIMIT ${query.limit}`.execute(db);
  return rows;
}

/** The name up to which `listResourceGroups` looks, where there may be more behind it. */
export async function endOfGroups(db: Kysely<DB>, scope: Scope, query: GroupsQuery): Promise<string | undefined> {
  const { rows } = await sql<{ name: string }>`
    SELECT group_name AS name FROM (${lookedAt(scope, query)}) AS looked
    ORDER BY group_name COLLATE "C" OFFSET ${query.look - 1} LIMIT 1`.execute(db);
  return rows[0]?.name;
}

const lookedAt = ({ accountId, region }: Scope, { after = '', look }: GroupsQuery) => sql`
  SELECT * FROM resource_group
  WHERE account_id = ${accountId} AND region = ${region} AND group_name COLLATE "C" > ${after}
  ORDER BY group_name COLLATE "C" LIMIT ${look}`;
