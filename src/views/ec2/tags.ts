import { type Kysely, sql } from 'kysely';
import type { DB } from '../../store/schema.ts';

export interface TagOfResource {
  readonly Key: string;
  readonly Value: string;
}

/** The tags of resources by resource id, in the order of their keys; resources without tags are left out. */
export async function readTags(db: Kysely<DB>, resourceIds: readonly string[]): Promise<Map<string, TagOfResource[]>> {
  if (resourceIds.length === 0) return new Map();
  const { rows } = await sql<{ resourceId: string; tags: TagOfResource[] }>`
    SELECT resource_id AS "resourceId",
      json_agg(json_build_object('Key', key, 'Value', value) ORDER BY key COLLATE "C") AS tags
    FROM tag WHERE resource_id = ANY(${resourceIds}) GROUP BY resource_id`.execute(db);
  return new Map(rows.map((row) => [row.resourceId, row.tags]));
}

export interface ListedTag extends TagOfResource {
  readonly ResourceId: string;
  readonly ResourceType: string;
}

/** Resource types of License Manager, Resource Groups and Systems Manager. */
const OTHER_SERVICES = ['license-configuration', 'resource-group', 'activation', 'managed-instance'];

/**
 * The tags of the account's EC2 resources in the Region, or those of the resources and with the keys given. What other
 * services tag they list themselves.
 */
export async function listTags(
  db: Kysely<DB>,
  { accountId, region }: { accountId: string; region: string },
  { resourceIds, keys }: { resourceIds?: readonly string[] | undefined; keys?: readonly string[] | undefined },
): Promise<ListedTag[]> {
  const { rows } = await sql<ListedTag>`
    SELECT resource_id AS "ResourceId", resource_type AS "ResourceType", key AS "Key", value AS "Value"
    FROM tag
    WHERE account_id = ${accountId} AND region = ${region} AND resource_type <> ALL(${OTHER_SERVICES})
      AND (${resourceIds ?? null}::text[] IS NULL OR resource_id = ANY(${resourceIds ?? null}::text[]))
      AND (${keys ?? null}::text[] IS NULL OR key = ANY(${keys ?? null}::text[]))`.execute(db);
  return rows;
}
