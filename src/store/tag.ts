import { type Kysely, sql, type Transaction } from 'kysely';
import { recordset } from './bulk.ts';
import type { DB } from './schema.ts';

export interface TagRow {
  readonly accountId: string;
  readonly region: string;
  readonly resourceId: string;
  /** EC2's word, such as `instance`, or `license-configuration`. */
  readonly resourceType: string;
  readonly key: string;
  readonly value: string;
}

/** The rows of a resource's tags. */
export const tagRows = (resource: Omit<TagRow, 'key' | 'value'>, tags: Readonly<Record<string, string>>): TagRow[] =>
  Object.entries(tags).map(([key, value]) => ({ ...resource, key, value }));

/** Sets tags; a key that a resource has already gets the new value. */
export async function putTags(trx: Transaction<DB>, tags: readonly TagRow[]): Promise<void> {
  if (tags.length === 0) return;
  const columns = '"accountId" text, region text, "resourceId" text, "resourceType" text, key text, value text';
  await sql`
    INSERT INTO tag (account_id, region, resource_id, resource_type, key, value)
    SELECT r.* FROM ${recordset(tags, columns)}
    ON CONFLICT (resource_id, key) DO UPDATE SET value = excluded.value`.execute(trx);
}

/** Gives a resource the tags of another, which is of its kind unless `resourceType` says what the first one is. */
export async function copyTags(trx: Transaction<DB>, from: string, to: string, resourceType?: string): Promise<void> {
  await sql`
    INSERT INTO tag (account_id, region, resource_id, resource_type, key, value)
    SELECT account_id, region, ${to}, coalesce(${resourceType ?? null}, resource_type), key, value
    FROM tag WHERE resource_id = ${from}
    ON CONFLICT (resource_id, key) DO NOTHING`.execute(trx);
}

/** Removes the tags of resources that their users set; those that begin with aws: stay (EC2, DeleteTags). */
export async function deleteUserTags(trx: Transaction<DB>, resourceIds: readonly string[]): Promise<void> {
  await sql`DELETE FROM tag WHERE resource_id = ANY(${resourceIds}) AND key NOT ILIKE 'aws:%'`.execute(trx);
}

/** Removes all tags of resources. */
export async function deleteAllTags(trx: Transaction<DB>, resourceIds: readonly string[]): Promise<void> {
  await sql`DELETE FROM tag WHERE resource_id = ANY(${resourceIds})`.execute(trx);
}

/** The tags of a resource. */
export async function readTags(db: Kysely<DB>, resourceId: string): Promise<Record<string, string>> {
  const { rows } = await sql<{ key: string; value: string }>`
    SELECT key, value FROM tag WHERE resource_id = ${resourceId} ORDER BY key`.execute(db);
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
}

/** The most tags that one of the resources has. */
export async function readLargestTagCount(trx: Transaction<DB>, resourceIds: readonly string[]): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) AS count FROM tag WHERE resource_id = ANY(${resourceIds})
    GROUP BY resource_id ORDER BY 1 DESC LIMIT 1`.execute(trx);
  return rows[0]?.count ?? 0;
}

/** Removes tags of resources by key or, where a value is given, only if the tag has it. */
export async function deleteTags(
  trx: Transaction<DB>,
  resourceIds: readonly string[],
  tags: readonly { readonly key: string; readonly value?: string | undefined }[],
): Promise<void> {
  await sql`
    DELETE FROM tag USING ${recordset(tags, 'key text, value text')}
    WHERE tag.resource_id = ANY(${resourceIds}) AND tag.key = r.key AND (r.value IS NULL OR tag.value = r.value)`.execute(
    trx,
  );
}

const TAGGABLE = [
  ['instance', 'instance_id', 'instance'],
  ['image', 'image_id', 'image'],
  ['import_image_task', 'import_task_id', 'import-image-task'],
  ['launch_template', 'launch_template_id', 'launch-template'],
  ['vpc', 'vpc_id', 'vpc'],
  ['subnet', 'subnet_id', 'subnet'],
  ['security_group', 'security_group_id', 'security-group'],
  ['security_group_rule', 'security_group_rule_id', 'security-group-rule'],
  ['key_pair', 'key_pair_id', 'key-pair'],
  ['host', 'host_id', 'dedicated-host'],
  ['spot_request', 'spot_request_id', 'spot-instances-request'],
  ['fleet', 'fleet_id', 'fleet'],
] as const;

/**
 * Of these EC2 ids the ones that the account has in the Region, with EC2's word for what they are. They cannot be
 * deleted until the transaction ends, so that no tag outlives its resource.
 */
export async function lockTaggableResources(
  trx: Transaction<DB>,
  { accountId, region }: { accountId: string; region: string },
  ids: readonly string[],
): Promise<Map<string, string>> {
  const types = new Map<string, string>();
  for (const [table, column, resourceType] of TAGGABLE) {
    const { rows } = await sql<{ id: string }>`
      SELECT ${sql.ref(column)} AS id FROM ${sql.table(table)}
      WHERE ${sql.ref(column)} = ANY(${ids}) AND account_id = ${accountId} AND region = ${region}
      ORDER BY 1 FOR KEY SHARE`.execute(trx);
    for (const { id } of rows) types.set(id, id.startsWith('sfr-') ? 'spot-fleet-request' : resourceType);
  }
  const { rows: records } = await sql<{ id: string; kind: string }>`
    SELECT record_id AS id, kind FROM ec2_record
    WHERE record_id = ANY(${ids}) AND account_id = ${accountId} AND region = ${region} AND kind <> 'image'
    ORDER BY 1 FOR KEY SHARE`.execute(trx);
  for (const { id, kind } of records) types.set(id, kind);
  return types;
}
