import { sql, type Transaction } from 'kysely';
import { recordset } from './bulk.ts';
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

/**
 * A server of the account with what is known of its inventory types, which nobody else writes until the transaction
 * ends. Undefined where there is no such server. `machine` is its sequence.
 */
export async function lockInventory(
  trx: Transaction<DB>,
  { accountId, region, instanceId }: Scope & { readonly instanceId: string },
): Promise<{ readonly machine: number; readonly items: readonly KnownInventoryItem[] } | undefined> {
  const { rows: machines } = await sql<{ machine: number }>`
    SELECT sequence AS machine FROM managed_instance
    WHERE instance_id = ${instanceId} AND account_id = ${accountId} AND region = ${region}
    FOR NO KEY UPDATE`.execute(trx);
  if (!machines[0]) return undefined;
  const { rows: items } = await sql<KnownInventoryItem>`
    SELECT type_name AS "typeName", content_hash AS "contentHash", to_json(software_name_ids) AS "softwareNameIds"
    FROM inventory_item WHERE instance_id = ${instanceId}`.execute(trx);
  return { machine: machines[0].machine, items };
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

/** Writes items of one server in full, in place of those it had of the same types. */
export async function putInventoryItems(trx: Transaction<DB>, items: readonly InventoryItemRow[]): Promise<void> {
  if (items.length === 0) return;
  const rows = items.map((item) => ({ ...item, softwareNameIds: `{${item.softwareNameIds.join()}}` }));
  const columns = `"accountId" text, region text, "instanceId" text, "typeName" text, "schemaVersion" text,
    "captureTime" text, "contentHash" text, content text, "contentBytes" integer, "softwareNameIds" text,
    "changedAt" timestamptz`;
  await sql`
    INSERT INTO inventory_item (account_id, region, instance_id, type_name, schema_version, capture_time, content_hash,
      content, content_bytes, software_name_ids, changed_at)
    SELECT "accountId", region, "instanceId", "typeName", "schemaVersion", "captureTime", "contentHash", content::json,
      "contentBytes", "softwareNameIds"::bigint[], "changedAt"
    FROM ${recordset(rows, columns)}
    ON CONFLICT (instance_id, type_name) DO UPDATE SET schema_version = excluded.schema_version,
      capture_time = excluded.capture_time, content_hash = excluded.content_hash, content = excluded.content,
      content_bytes = excluded.content_bytes, software_name_ids = excluded.software_name_ids,
      changed_at = excluded.changed_at`.execute(trx);
}

/** Takes down that types of a server were seen again as they were. */
export async function touchInventoryItems(
  trx: Transaction<DB>,
  instanceId: string,
  seen: readonly { readonly typeName: string; readonly captureTime: string }[],
): Promise<void> {
  if (seen.length === 0) return;
  await sql`
    UPDATE inventory_item AS i SET capture_time = r."captureTime"
    FROM ${recordset(seen, '"typeName" text, "captureTime" text')}
    WHERE i.instance_id = ${instanceId} AND i.type_name = r."typeName"`.execute(trx);
}

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

/** The ids of names of applications, ascending; those that are new to the account and Region get one. */
export async function softwareNameIds(
  trx: Transaction<DB>,
  { accountId, region }: Scope,
  names: readonly string[],
): Promise<number[]> {
  if (names.length === 0) return [];
  // Names that nobody has are deleted meanwhile by nobody. A statement of its own, so that the next sees what is left.
  await sql`SELECT pg_advisory_xact_lock_shared(hashtext(${NAMES_LOCK}))`.execute(trx);
  // In the order of the names, so that servers which bring the same new ones wait for each other and cannot deadlock.
  const sorted = [...new Set(names)].sort();
  const read = async (): Promise<{ id: number; name: string }[]> => {
    const { rows } = await sql<{ id: number; name: string }>`
      SELECT software_name_id AS id, name FROM software_name
      WHERE account_id = ${accountId} AND region = ${region} AND name = ANY(${sorted})`.execute(trx);
    return rows;
  };
  let found = await read();
  if (found.length < sorted.length) {
    const known = new Set(found.map(({ name }) => name));
    const added = sorted.filter((name) => !known.has(name));
    await sql`
      INSERT INTO software_name (account_id, region, name)
      SELECT ${accountId}, ${region}, name FROM unnest(${added}::text[]) WITH ORDINALITY AS t(name, n) ORDER BY n
      ON CONFLICT (account_id, region, name) DO NOTHING`.execute(trx);
    found = await read();
  }
  return found.map(({ id }) => id).sort((a, b) => a - b);
}

/** Brings what a server has installed, by names, from what it had to what it has; both are ascending ids. */
export async function replaceInstalledSoftware(
  trx: Transaction<DB>,
  machine: number,
  { before, after }: { readonly before: readonly number[]; readonly after: readonly number[] },
): Promise<void> {
  const [had, has] = [new Set(before), new Set(after)];
  const gone = before.filter((id) => !has.has(id));
  const come = after.filter((id) => !had.has(id));
  if (gone.length > 0)
    await sql`DELETE FROM installed_software WHERE software_name_id = ANY(${gone}) AND machine = ${machine}`.execute(
      trx,
    );
  if (come.length > 0)
    await sql`
      INSERT INTO installed_software (software_name_id, machine)
      SELECT id, ${machine} FROM unnest(${come}::bigint[]) AS t(id) ON CONFLICT DO NOTHING`.execute(trx);
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
