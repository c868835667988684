import { type Kysely, type RawBuilder, sql } from 'kysely';
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

/** A tag's place in the order of keys, values and resources. */
export type TagPlace = readonly [key: string, value: string, resourceId: string];

export interface TagQuery {
  /** Only tags of these resources. */
  readonly resourceIds?: readonly string[] | undefined;
  /** Only tags with these keys. */
  readonly keys?: readonly string[] | undefined;
  /** Of those with the keys only these. */
  readonly values?: readonly string[] | undefined;
  readonly after: TagPlace | undefined;
  readonly limit: number;
}

/** The next tags of the account's resources in the Region. */
export async function listTags(db: Kysely<DB>, scope: Scope, query: TagQuery): Promise<ListedTag[]> {
  const { rows } = await tagsQuery(scope, query).execute(db);
  return rows;
}

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

/**
 * What `listTags` asks: each key, or key and value, is a range of one index, whose order the list has. Without keys all
 * of the account's tags are, and of some resources there are few.
 */
export function tagsQuery({ accountId, region }: Scope, query: TagQuery): RawBuilder<ListedTag> {
  const { resourceIds, keys, values, after: [key, value, id] = ['', '', ''], limit } = query;
  const order = sql`key, value COLLATE "C", resource_id COLLATE "C" LIMIT ${limit}`;
  const tags = (chosen: RawBuilder<unknown>) => sql<ListedTag>`
    SELECT resource_id AS "ResourceId", resource_type AS "ResourceType", key AS "Key", value AS "Value" FROM tag
    WHERE account_id = ${accountId} AND region = ${region} AND ${chosen}
      AND (key, value COLLATE "C", resource_id COLLATE "C") > (${key}, ${value}, ${id})
    ORDER BY ${order}`;
  if (resourceIds) return tags(sql`resource_id = ANY(${resourceIds})`);
  if (!keys) return tags(sql`true`);
  const ranges = values
    ? sql`unnest(${keys}::text[]) AS k, unnest(${values}::text[]) AS v, LATERAL (${tags(sql`key = k AND value COLLATE "C" = v`)})`
    : sql`unnest(${keys}::text[]) AS k, LATERAL (${tags(sql`key = k`)})`;
  return sql<ListedTag>`
    SELECT r.* FROM ${ranges} AS r
    ORDER BY "Key", "Value" COLLATE "C", "ResourceId" COLLATE "C" LIMIT ${limit}`;
}
