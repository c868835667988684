import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { ResourceType } from '../../domain/resource.ts';
import type { DB } from '../../store/schema.ts';
import { machinesWithSoftware } from '../machines-with-software.ts';

/** A resource as inventory search shows it; what is not known of it is null. */
export interface InventoriedResource {
  readonly id: string;
  readonly type: ResourceType;
  readonly platform: string | null;
  readonly platformVersion: string | null;
  readonly usageOperation: string | null;
  readonly productCodes: readonly string[] | null;
  readonly imageId: string | null;
  readonly hostId: string | null;
  readonly instanceType: string | null;
}

export type TextCondition = 'EQUALS' | 'NOT_EQUALS' | 'BEGINS_WITH' | 'CONTAINS';

/** What an inventory is narrowed by; each entry must hold. */
export type InventoryFilter =
  | { readonly on: 'id' | 'platform'; readonly condition: TextCondition; readonly value: string }
  | { readonly on: 'application'; readonly condition: TextCondition; readonly value: string }
  | { readonly on: 'usageOperation'; readonly isOneOf: boolean; readonly values: readonly string[] }
  /** Databases of one of these engines. */
  | { readonly on: 'engine'; readonly engines: readonly string[] }
  /** Databases whose options have one that this JSON path finds. */
  | { readonly on: 'options'; readonly path: string }
  | { readonly on: 'tag'; readonly key: string; readonly isEqual: boolean; readonly value: string };

/** Where a page ended: the kind of resource, by its place among the sources, and its sequence among those. */
export interface InventoryPlace {
  readonly source: number;
  readonly sequence: number;
}

const ofAccount = ({ accountId, region }: Scope, alias: string) =>
  sql`${sql.ref(`${alias}.account_id`)} = ${accountId} AND ${sql.ref(`${alias}.region`)} = ${region}`;

/** A row a resource of the account and Region, with `sequence` in the order of which it is read. */
type Source = RawBuilder<unknown>;

/** What has an agent, in the order in which it registered: servers outside EC2, and EC2's machines. */
const withSoftware = (scope: Scope): Source => sql`
  SELECT m.sequence, m.instance_id AS id,
    CASE WHEN m.public_key IS NULL THEN 'EC2_INSTANCE' ELSE 'SYSTEMS_MANAGER_MANAGED_INSTANCE' END AS type,
    coalesce(m.platform_name, i.settings ->> 'platformDetails') AS platform, m.platform_version AS "platformVersion",
    i.settings ->> 'usageOperation' AS "usageOperation", (i.settings -> 'productCodes')::json AS "productCodes",
    i.image_id AS "imageId", i.host_id AS "hostId", i.instance_type AS "instanceType", NULL::text AS engine,
    NULL::jsonb AS options
  FROM managed_instance m LEFT JOIN instance i ON i.instance_id = m.instance_id
  WHERE ${ofAccount(scope, 'm')} AND i.state IS DISTINCT FROM 'terminated'`;

/** All kinds of resources in the order in which they are listed. An EC2 machine with an agent is listed as that machine. */
const sourcesOf = (scope: Scope): readonly Source[] => [
  sql`
    SELECT m.sequence, m.instance_id AS id, 'SYSTEMS_MANAGER_MANAGED_INSTANCE' AS type, m.platform_name AS platform,
      m.platform_version AS "platformVersion", NULL::text AS "usageOperation", NULL::json AS "productCodes",
      NULL::text AS "imageId", NULL::text AS "hostId", NULL::text AS "instanceType", NULL::text AS engine,
      NULL::jsonb AS options
    FROM managed_instance m WHERE ${ofAccount(scope, 'm')} AND m.public_key IS NOT NULL`,
  sql`
    SELECT i.sequence, i.instance_id AS id, 'EC2_INSTANCE' AS type,
      coalesce(m.platform_name, i.settings ->> 'platformDetails') AS platform, m.platform_version AS "platformVersion",
      i.settings ->> 'usageOperation' AS "usageOperation", (i.settings -> 'productCodes')::json AS "productCodes",
      i.image_id AS "imageId", i.host_id AS "hostId", i.instance_type AS "instanceType", NULL::text AS engine,
      NULL::jsonb AS options
    FROM instance i LEFT JOIN managed_instance m ON m.instance_id = i.instance_id
    WHERE ${ofAccount(scope, 'i')} AND i.state <> 'terminated'`,
  sql`
    SELECT h.sequence, h.host_id AS id, 'EC2_HOST' AS type, NULL::text AS platform, NULL::text AS "platformVersion",
      NULL::text AS "usageOperation", NULL::json AS "productCodes", NULL::text AS "imageId", h.host_id AS "hostId",
      coalesce(h.instance_type, h.family) AS "instanceType", NULL::text AS engine, NULL::jsonb AS options
    FROM host h WHERE ${ofAccount(scope, 'h')} AND h.released_at IS NULL`,
  sql`
    SELECT e.sequence, e.image_id AS id, 'EC2_AMI' AS type, e.platform_details AS platform,
      NULL::text AS "platformVersion", e.usage_operation AS "usageOperation",
      (e.settings -> 'productCodes')::json AS "productCodes", e.image_id AS "imageId", NULL::text AS "hostId",
      NULL::text AS "instanceType", NULL::text AS engine, NULL::jsonb AS options
    FROM image e WHERE ${ofAccount(scope, 'e')}`,
  sql`
    SELECT d.sequence, d.identifier AS id, 'RDS' AS type, d.engine AS platform, d.engine_version AS "platformVersion",
      NULL::text AS "usageOperation", NULL::json AS "productCodes", NULL::text AS "imageId", NULL::text AS "hostId",
      d.class AS "instanceType", d.engine, coalesce(g.options, '[]') || d.replica_options AS options
    FROM current_db_instance d LEFT JOIN option_group g
      ON g.account_id = d.account_id AND g.region = d.region AND g.name = d.option_group_name
    WHERE ${ofAccount(scope, 'd')}`,
];

/** Resources that one page looks at: what the filters leave of them is the page. */
const SCANNED = 5_000;

type Row = InventoriedResource & { readonly sequence: number };

/**
 * The resources of an account and Region, kind by kind, in the order in which they became known, and where to go on. Only
 * so many are looked at, so that a page costs the same however many there are: it may be short and the list go on.
 */
export async function listResourceInventory(
  db: Kysely<DB>,
  scope: Scope,
  { after, limit, filters }: { after: InventoryPlace; limit: number; filters: readonly InventoryFilter[] },
): Promise<{ readonly rows: readonly InventoriedResource[]; readonly next: InventoryPlace | undefined }> {
  const sources = filters.some(({ on }) => on === 'application') ? [withSoftware(scope)] : sourcesOf(scope);
  const rows: Row[] = [];
  for (let { source, sequence } = after; source < sources.length; source++, sequence = 0) {
    const { found, end } = await readSource(db, sources[source]!, {
      scope,
      filters,
      sequence,
      limit: limit - rows.length,
    });
    rows.push(...found);
    if (end !== undefined) return { rows, next: { source, sequence: end } };
  }
  return { rows, next: undefined };
}

interface Reading {
  readonly scope: Scope;
  readonly filters: readonly InventoryFilter[];
  readonly sequence: number;
  readonly limit: number;
}

/** What of a source is on the page, and where in it to go on; nowhere where it is exhausted. */
async function readSource(
  db: Kysely<DB>,
  source: Source,
  { scope, filters, sequence, limit }: Reading,
): Promise<{ found: Row[]; end: number | undefined }> {
  const named = filters.find(isNamed);
  const conditions = filters.filter((filter) => filter !== named).map((filter) => conditionOf(filter, scope));
  const narrowing = conditions.flatMap(({ narrows, sql: condition }) => (narrows ? [condition] : []));
  const others = conditions.flatMap(({ narrows, sql: condition }) => (narrows && !named ? [] : [condition]));
  const most = others.length > 0 ? Math.max(SCANNED, limit + 1) : limit + 1;
  const candidates = named
    ? machinesWithSoftware(scope, { named: textIs(sql`n.name`, named), after: sequence, limit: most })
    : sql`SELECT r.sequence FROM (${source}) r WHERE ${all([sql`r.sequence > ${sequence}`, ...narrowing])}
        ORDER BY r.sequence LIMIT ${most}`;
  const { rows } = await sql<{ count: number; last: number | null; found: Row[] }>`
    WITH looked AS MATERIALIZED (${candidates})
    SELECT (SELECT count(*) FROM looked) AS count, (SELECT max(sequence) FROM looked) AS last,
      (SELECT coalesce(json_agg(f ORDER BY f.sequence), '[]') FROM (
        -- one by one by its sequence: a join might read all there are
        SELECT r.* FROM looked CROSS JOIN LATERAL (SELECT s.* FROM (${source}) s WHERE s.sequence = looked.sequence OFFSET 0) r
        WHERE ${all([sql`true`, ...others])}
        ORDER BY sequence LIMIT ${limit + 1}) f) AS found`.execute(db);
  const { count, last, found } = rows[0]!;
  if (found.length > limit) return { found: found.slice(0, limit), end: found[limit - 1]?.sequence ?? sequence };
  return { found, end: count === most ? last! : undefined };
}

type ApplicationFilter = Extract<InventoryFilter, { on: 'application' }>;

/** An index of names finds the few machines that have such an application. */
const isNamed = (filter: InventoryFilter): filter is ApplicationFilter =>
  filter.on === 'application' && filter.condition !== 'NOT_EQUALS';

const all = (conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> => sql.join([...conditions], sql` AND `);

interface Condition {
  readonly sql: RawBuilder<unknown>;
  /** An index finds what meets it, so it is asked of all resources; others only of those that a page looks at. */
  readonly narrows: boolean;
}

function conditionOf(filter: InventoryFilter, scope: Scope): Condition {
  switch (filter.on) {
    case 'id':
      return { sql: textIs(sql`r.id`, filter), narrows: filter.condition === 'EQUALS' };
    case 'platform':
      return { sql: textIs(sql`coalesce(r.platform, '')`, filter), narrows: false };
    case 'usageOperation': {
      const isOne = sql`coalesce(r."usageOperation" = ANY(${filter.values}), false)`;
      return { sql: filter.isOneOf ? isOne : sql`NOT ${isOne}`, narrows: false };
    }
    case 'engine':
      return { sql: sql`coalesce(r.engine = ANY(${filter.engines}), false)`, narrows: false };
    case 'options':
      return { sql: sql`coalesce(r.options @? ${filter.path}::jsonpath, false)`, narrows: false };
    case 'tag': {
      const tagged = sql`r.id IN (
        SELECT t.resource_id FROM tag t
        WHERE ${ofAccount(scope, 't')} AND t.key = ${filter.key} AND t.value = ${filter.value})`;
      return { sql: filter.isEqual ? tagged : sql`NOT ${tagged}`, narrows: filter.isEqual };
    }
    case 'application':
      return { sql: hasApplication(filter, scope), narrows: false };
  }
}

/** Whether a machine that is looked at has such an application; NOT_EQUALS: none of that name. */
function hasApplication({ condition, value }: ApplicationFilter, scope: Scope): RawBuilder<unknown> {
  const isExcluded = condition === 'NOT_EQUALS';
  const named = textIs(sql`n.name`, { condition: isExcluded ? 'EQUALS' : condition, value });
  const has = sql`EXISTS (
    SELECT FROM installed_software s, unnest(s.software_name_ids) AS has WHERE s.machine = r.sequence AND has IN (
      SELECT n.software_name_id FROM software_name n
      WHERE n.block IN (SELECT software_block(sequence) FROM looked) AND ${ofAccount(scope, 'n')} AND ${named}))`;
  return isExcluded ? sql`NOT ${has}` : has;
}

function textIs(text: RawBuilder<unknown>, { condition, value }: { condition: TextCondition; value: string }) {
  switch (condition) {
    case 'EQUALS':
      return sql`${text} = ${value}`;
    case 'NOT_EQUALS':
      return sql`${text} <> ${value}`;
    case 'BEGINS_WITH':
      return sql`${text} ^@ ${value}`;
    case 'CONTAINS':
      return sql`position(${value} IN ${text}) > 0`;
  }
}
