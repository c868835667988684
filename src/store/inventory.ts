import { sql, type Transaction } from 'kysely';
import { recordset, type Statement } from './bulk.ts';
import type { DB } from './schema.ts';

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

export interface KnownInventoryItem {
  readonly typeName: string;
  readonly contentHash: string | null;
  readonly softwareNameIds: readonly number[];
}

export interface KnownInventory {
  /** The server's sequence. */
  readonly machine: number;
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
    SELECT m.sequence AS machine,
      EXISTS (SELECT FROM license_association a WHERE a.resource_id = m.instance_id) AS licensed,
      (SELECT coalesce(json_agg(json_build_object('typeName', i.type_name, 'contentHash', i.content_hash,
          'softwareNameIds', i.software_name_ids)), '[]')
        FROM inventory_item i WHERE i.instance_id = m.instance_id) AS items
    FROM managed_instance m
    WHERE m.instance_id = ${instanceId} AND m.account_id = ${accountId} AND m.region = ${region}
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
  readonly softwareNameIds: readonly number[];
  readonly changedAt: Date;
}

/** Writes an item of a server in full, in place of what it had of the same type. */
export const putInventoryItem = (item: InventoryItemRow): Statement => sql`
  INSERT INTO inventory_item (account_id, region, instance_id, type_name, schema_version, capture_time, content_hash,
    content, content_bytes, software_name_ids, changed_at)
  VALUES (${item.accountId}, ${item.region}, ${item.instanceId}, ${item.typeName}, ${item.schemaVersion},
    ${item.captureTime}, ${item.contentHash}, ${item.content}::json, ${item.contentBytes},
    ${`{${item.softwareNameIds.join()}}`}::bigint[], ${item.changedAt}::timestamptz)
  ON CONFLICT (instance_id, type_name) DO UPDATE SET schema_version = excluded.schema_version,
    capture_time = excluded.capture_time, content_hash = excluded.content_hash, content = excluded.content,
    content_bytes = excluded.content_bytes, software_name_ids = excluded.software_name_ids,
    changed_at = excluded.changed_at`;

/** Takes down that types of a server were seen again as they were. */
export const touchInventoryItems = (
  instanceId: string,
  seen: readonly { readonly typeName: string; readonly captureTime: string }[],
): Statement => sql`
  UPDATE inventory_item AS i SET capture_time = r."captureTime"
  FROM ${recordset(seen, '"typeName" text, "captureTime" text')}
  WHERE i.instance_id = ${instanceId} AND i.type_name = r."typeName"`;

const NAMES_LOCK = 'headroom.software_name';

/** Forgets so many names of applications that no server has any more. */
export async function deleteUnusedNames(trx: Transaction<DB>, limit: number): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtext(${NAMES_LOCK}))`.execute(trx);
  await sql`
    DELETE FROM software_name WHERE software_name_id = ANY(ARRAY(
      SELECT software_name_id FROM software_name n
      WHERE NOT EXISTS (SELECT FROM installed_software s WHERE s.software_name_id = n.software_name_id)
      LIMIT ${limit}))`.execute(trx);
}

/** Names of applications with their ids, by name. */
export type SoftwareNames = ReadonlyMap<string, number>;

/** Those of the names that some server of the account and Region has; they are kept until the transaction ends. */
export async function findSoftwareNames(
  trx: Transaction<DB>,
  { accountId, region }: Scope,
  names: readonly string[],
): Promise<SoftwareNames> {
  if (names.length === 0) return new Map();
  // Names that nobody has are deleted meanwhile by nobody. A statement of its own, so that the next sees what is left.
  const locked = sql`SELECT pg_advisory_xact_lock_shared(hashtext(${NAMES_LOCK}))`.execute(trx);
  const found = sql<{ id: number; name: string }>`
    SELECT software_name_id AS id, name FROM software_name
    WHERE account_id = ${accountId} AND region = ${region} AND name = ANY(${names})`.execute(trx);
  const [, { rows }] = await Promise.all([locked, found]);
  return new Map(rows.map(({ name, id }) => [name, id]));
}

/** So with those that are new, which get an id. */
export async function addSoftwareNames(
  trx: Transaction<DB>,
  { accountId, region }: Scope,
  names: readonly string[],
): Promise<SoftwareNames> {
  if (names.length === 0) return new Map();
  // In the order of the names, so that servers which bring the same new ones wait for each other and cannot deadlock.
  await sql`
    INSERT INTO software_name (account_id, region, name)
    SELECT ${accountId}, ${region}, name FROM unnest(${names.toSorted()}::text[]) WITH ORDINALITY AS t(name, n) ORDER BY n
    ON CONFLICT (account_id, region, name) DO NOTHING`.execute(trx);
  return findSoftwareNames(trx, { accountId, region }, names);
}

/** Brings what a server has installed, by names, from what it had to what it has; both are ascending ids. */
export function replaceInstalledSoftware(
  machine: number,
  { before, after }: { readonly before: readonly number[]; readonly after: readonly number[] },
): Statement[] {
  const [had, has] = [new Set(before), new Set(after)];
  const gone = before.filter((id) => !has.has(id));
  const come = after.filter((id) => !had.has(id));
  const deletion = sql`DELETE FROM installed_software WHERE software_name_id = ANY(${`{${gone.join()}}`}::bigint[]) AND machine = ${machine}::bigint`;
  const insertion = sql`INSERT INTO installed_software (software_name_id, machine)
    SELECT id, ${machine}::bigint FROM unnest(${`{${come.join()}}`}::bigint[]) AS t(id) ON CONFLICT DO NOTHING`;
  return [...(gone.length > 0 ? [deletion] : []), ...(come.length > 0 ? [insertion] : [])];
}

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
