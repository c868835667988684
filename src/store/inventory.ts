import { sql, type Transaction } from 'kysely';
import { packContent } from '../domain/inventory/packed-content.ts';
import { recordset, type Statement } from './bulk.ts';
import type { DB } from './schema.ts';

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

export interface KnownInventoryItem {
  readonly typeName: string;
  readonly contentHash: string | null;
}

export interface KnownInventory {
  /** The server's sequence, and the number of its block. */
  readonly machine: number;
  readonly block: number;
  /** How often names of software were deleted. */
  readonly sweeps: number;
  readonly items: readonly KnownInventoryItem[];
  /** A license is tied to it. */
  readonly licensed: boolean;
}

/**
 * A server of the account with what is known of it. Undefined where there is no such server. By a transaction that holds
 * the lock of its software, so that nobody else reports for it.
 */
export async function readKnownInventory(
  trx: Transaction<DB>,
  { accountId, region, instanceId }: Scope & { readonly instanceId: string },
): Promise<KnownInventory | undefined> {
  const { rows } = await sql<KnownInventory>`
    SELECT m.sequence AS machine, software_block(m.sequence) AS block, (SELECT last_value FROM software_sweeps) AS sweeps,
      EXISTS (SELECT FROM license_association a WHERE a.resource_id = m.instance_id) AS licensed,
      (SELECT coalesce(json_agg(json_build_object('typeName', i.type_name, 'contentHash', i.content_hash)), '[]')
        FROM inventory_item i WHERE i.instance_id = m.instance_id) AS items
    FROM managed_instance m
    WHERE m.instance_id = ${instanceId}
      -- in words of which no index makes anything: as long as the table is unknown to the planner it might take another one
      AND (m.account_id, m.region) IS NOT DISTINCT FROM (${accountId}, ${region})
    FOR NO KEY UPDATE OF m`.execute(trx);
  return rows[0];
}

export interface InventoryItemRow extends Scope {
  readonly instanceId: string;
  readonly typeName: string;
  readonly schemaVersion: string;
  readonly captureTime: string;
  readonly contentHash: string | null;
  /** JSON text. */
  readonly content: string;
  readonly contentBytes: number;
  readonly changedAt: Date;
}

/** Writes an item of a server in full, in place of what it had of the same type. */
export const putInventoryItem = (item: InventoryItemRow): Statement => {
  const { content, packed } = packContent(item.typeName, item.content);
  return sql`
  INSERT INTO inventory_item (account_id, region, instance_id, type_name, schema_version, capture_time, content_hash,
    content, packed, content_bytes, changed_at)
  VALUES (${item.accountId}, ${item.region}, ${item.instanceId}, ${item.typeName}, ${item.schemaVersion},
    ${item.captureTime}, ${item.contentHash}, ${content}::json, ${packed}, ${item.contentBytes},
    ${item.changedAt}::timestamptz)
  ON CONFLICT (instance_id, type_name) DO UPDATE SET schema_version = excluded.schema_version,
    capture_time = excluded.capture_time, content_hash = excluded.content_hash, content = excluded.content,
    packed = excluded.packed, content_bytes = excluded.content_bytes, changed_at = excluded.changed_at`;
};

/** Takes down that types of a server were seen again as they were. */
export const touchInventoryItems = (
  instanceId: string,
  seen: readonly { readonly typeName: string; readonly captureTime: string }[],
): Statement => sql`
  UPDATE inventory_item AS i SET capture_time = r."captureTime"
  FROM ${recordset(seen, '"typeName" text, "captureTime" text')}
  WHERE i.instance_id = ${instanceId} AND i.type_name = r."typeName"`;

/** The account's own types in the order of their names, which nobody else adds to until the transaction ends. */
export async function lockCustomTypes(
  trx: Transaction<DB>,
  { accountId, region }: Scope,
): Promise<{ readonly typeName: string; readonly attributes: readonly string[] }[]> {
  await sql`SELECT pg_advisory_xact_lock(hashtext('headroom.custom_inventory_type'), hashtext(${accountId + region}))`.execute(
    trx,
  );
  const { rows } = await sql<{ typeName: string; attributes: string[] }>`
    SELECT type_name AS "typeName", attributes FROM custom_inventory_type
    WHERE account_id = ${accountId} AND region = ${region} ORDER BY type_name`.execute(trx);
  return rows;
}

export async function putCustomTypes(
  trx: Transaction<DB>,
  { accountId, region }: Scope,
  types: readonly {
    readonly typeName: string;
    readonly schemaVersion: string;
    readonly attributes: readonly string[];
  }[],
): Promise<void> {
  if (types.length === 0) return;
  await sql`
    INSERT INTO custom_inventory_type (account_id, region, type_name, schema_version, attributes)
    SELECT ${accountId}, ${region}, r.*
    FROM ${recordset(types, '"typeName" text, "schemaVersion" text, attributes text[]')}
    ON CONFLICT (account_id, region, type_name) DO UPDATE
      SET schema_version = excluded.schema_version, attributes = excluded.attributes`.execute(trx);
}
