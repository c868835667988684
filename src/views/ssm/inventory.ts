import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { Entry } from '../../domain/inventory/inventory-item.ts';
import { type StoredContent, unpackContent } from '../../domain/inventory/packed-content.ts';
import type { DB } from '../../store/schema.ts';
import { machinesWithSoftware } from '../machines-with-software.ts';

export interface InventoryItemRow {
  readonly instanceId: string;
  readonly typeName: string;
  readonly schemaVersion: string;
  readonly captureTime: string;
  readonly contentHash: string | null;
  readonly content: readonly Entry[];
  readonly contentBytes: number;
}

const COLUMNS = sql`
  instance_id AS "instanceId", type_name AS "typeName", schema_version AS "schemaVersion",
  capture_time AS "captureTime", content_hash AS "contentHash", content, packed, content_bytes AS "contentBytes"`;

/** What servers reported, of the types named. */
export async function readInventoryItems(
  db: Kysely<DB>,
  instanceIds: readonly string[],
  typeNames: readonly string[],
): Promise<InventoryItemRow[]> {
  if (instanceIds.length === 0 || typeNames.length === 0) return [];
  const { rows } = await sql<Omit<InventoryItemRow, 'content'> & StoredContent>`
    SELECT ${COLUMNS} FROM inventory_item
    WHERE instance_id = ANY(${instanceIds}) AND type_name = ANY(${typeNames})`.execute(db);
  return rows.map(({ content, packed, ...row }) => ({ ...row, content: unpackContent({ content, packed }) }));
}

/**
 * The sequences of servers that have an application of one of the names, or of a name that begins with one, in ascending
 * order behind `after`.
 */
export async function listServersWithSoftware(
  db: Kysely<DB>,
  scope: Scope,
  { names, prefixes, after, limit }: SoftwareQuery,
): Promise<number[]> {
  const ranges = prefixes.map((prefix) => ({ from: prefix, to: textBehind(prefix) }));
  const conditions = [
    sql`n.name = ANY(${names}::text[])`,
    ...ranges.map(({ from, to }) =>
      to === undefined ? sql`n.name >= ${from}` : sql`(n.name >= ${from} AND n.name < ${to})`,
    ),
  ];
  const named = sql`(${sql.join(conditions, sql` OR `)})`;
  const { rows } = await sql<{ sequence: number }>`
    ${machinesWithSoftware(scope, { named, after, limit })}`.execute(db);
  return rows.map(({ sequence }) => sequence);
}

export interface SoftwareQuery {
  readonly names: readonly string[];
  readonly prefixes: readonly string[];
  readonly after: number;
  readonly limit: number;
}

/** The first text behind all that begin with a prefix, in the order of bytes; undefined where there is none. */
function textBehind(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0)!);
  while (points.length > 0) {
    const last = points.pop()!;
    // The surrogates are no characters of their own.
    const next = last === 0xd7ff ? 0xe000 : last + 1;
    if (next <= 0x10ffff) return String.fromCodePoint(...points, next);
  }
  return undefined;
}

/** The account's own types with the attributes that were ever reported, in the order of their names. */
export async function listCustomTypes(
  db: Kysely<DB>,
  { accountId, region }: Scope,
): Promise<{ readonly typeName: string; readonly version: string; readonly attributes: readonly string[] }[]> {
  const { rows } = await sql<{ typeName: string; version: string; attributes: string[] }>`
    SELECT type_name AS "typeName", schema_version AS version, attributes FROM custom_inventory_type
    WHERE account_id = ${accountId} AND region = ${region} ORDER BY type_name`.execute(db);
  return rows;
}
