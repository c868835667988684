import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { TagFilter } from '../../domain/resource-groups/resource-query.ts';
import type { TaggedResource } from '../../domain/resource-groups/tagged-resource.ts';
import type { DB } from '../../store/schema.ts';

/** A place in the order of the tag that resources are looked for by: its value, then the resource. */
export type TaggedPlace = readonly [value: string, id: string];

export interface TaggedRow extends TaggedResource {
  readonly value: string;
}

export interface TaggedQuery {
  /** The words that their tags are kept under. */
  readonly words: readonly string[];
  readonly tags: readonly TagFilter[];
  readonly after: TaggedPlace | undefined;
  readonly limit: number;
  /** Tags of the first filter that are looked at. */
  readonly look: number;
}

/** The account's resources in the Region that have a tag for each filter, in the order of the first filter's values. */
export async function listTaggedResources(db: Kysely<DB>, scope: Scope, query: TaggedQuery): Promise<TaggedRow[]> {
  const { accountId, region } = scope;
  const [first, ...others] = query.tags;
  const { rows } = await sql<TaggedRow>`
    SELECT ${accountId}::text AS "accountId", ${region}::text AS region, t.id, t.word, t.value, d.identifier
    FROM (
      SELECT * FROM (${lookedAt(scope, query, first!)}) AS looked
      WHERE word = ANY(${query.words}) AND ${sql.join([sql`true`, ...others.map(hasTag)], sql` AND `)}
      ORDER BY ${ORDER} LIMIT ${query.limit}) AS t
    LEFT JOIN db_instance d
      ON t.word = 'db' AND d.account_id = ${accountId} AND d.region = ${region} AND d.dbi_resource_id = t.id
    ORDER BY ${ORDER}`.execute(db);
  return rows;
}

/** The place up to which `listTaggedResources` looks, where there may be more behind it. */
export async function endOfTagged(db: Kysely<DB>, scope: Scope, query: TaggedQuery): Promise<TaggedPlace | undefined> {
  const { rows } = await sql<{ value: string; id: string }>`
    SELECT value, id FROM (${lookedAt(scope, query, query.tags[0]!)}) AS looked
    ORDER BY ${ORDER} OFFSET ${query.look - 1} LIMIT 1`.execute(db);
  return rows[0] && [rows[0].value, rows[0].id];
}

const ORDER = sql`value COLLATE "C", id COLLATE "C"`;

/** Tags of the first filter from a place on: of each value, or of all, a range of one index in its order. */
function lookedAt({ accountId, region }: Scope, query: TaggedQuery, { key, values }: TagFilter) {
  const [value, id] = query.after ?? ['', ''];
  const range = (chosen = sql`true`) => sql`
    SELECT resource_id AS id, resource_type AS word, value FROM tag
    WHERE account_id = ${accountId} AND region = ${region} AND key = ${key} AND ${chosen}
      AND (value COLLATE "C", resource_id COLLATE "C") > (${value}, ${id})
    ORDER BY value COLLATE "C", resource_id COLLATE "C" LIMIT ${query.look}`;
  if (values.length === 0) return range();
  const ofEach = range(sql`value COLLATE "C" = v`);
  return sql`
    SELECT r.* FROM unnest(${values}::text[]) AS v, LATERAL (${ofEach}) AS r ORDER BY ${ORDER} LIMIT ${query.look}`;
}

/** Whether what is looked at has a tag of the filter, by the key of all tags. */
const hasTag = ({ key, values }: TagFilter) => sql`EXISTS (
  SELECT FROM tag o WHERE o.resource_id = looked.id AND o.key = ${key}
    AND (${values.length === 0} OR o.value = ANY(${values}::text[])))`;
