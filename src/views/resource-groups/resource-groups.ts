import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { GroupConfigurationItem } from '../../domain/hosts/host-resource-group.ts';
import type { DB } from '../../store/schema.ts';

/** A resource group as its readers see it. */
export interface ResourceGroupRow {
  readonly arn: string;
  readonly name: string;
  readonly description: string | null;
  readonly configuration: GroupConfigurationItem[];
}

const COLUMNS = sql`group_arn AS arn, group_name AS name, description, configuration`;

/** One resource group by its ARN. */
export async function findResourceGroup(db: Kysely<DB>, arn: string): Promise<ResourceGroupRow | undefined> {
  const { rows } = await sql<ResourceGroupRow>`
    SELECT ${COLUMNS} FROM resource_group WHERE group_arn = ${arn}`.execute(db);
  return rows[0];
}

/** The groups of an account and Region in the order of their names, from the one after `after` on. */
export async function listResourceGroups(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { after = '', limit }: { after: string | undefined; limit: number },
): Promise<ResourceGroupRow[]> {
  const { rows } = await sql<ResourceGroupRow>`
    SELECT ${COLUMNS} FROM resource_group
    WHERE account_id = ${accountId} AND region = ${region} AND group_name COLLATE "C" > ${after}
    ORDER BY group_name COLLATE "C" LIMIT ${limit}`.execute(db);
  return rows;
}
