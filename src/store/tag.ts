import { sql, type Transaction } from 'kysely';
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

/** Sets tags; a key that a resource has already gets the new value. */
export async function putTags(trx: Transaction<DB>, tags: readonly TagRow[]): Promise<void> {
  if (tags.length === 0) return;
  const columns = '"accountId" text, region text, "resourceId" text, "resourceType" text, key text, value text';
  await sql`
    INSERT INTO tag (account_id, region, resource_id, resource_type, key, value)
    SELECT r.* FROM ${recordset(tags, columns)}
    ON CONFLICT (resource_id, key) DO UPDATE SET value = excluded.value`.execute(trx);
}

/** Removes all tags of resources. */
export async function deleteAllTags(trx: Transaction<DB>, resourceIds: readonly string[]): Promise<void> {
  await sql`DELETE FROM tag WHERE resource_id = ANY(${resourceIds})`.execute(trx);
}
