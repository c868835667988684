import { type Kysely, sql } from 'kysely';
import type { DB } from '../../src/store/schema.ts';

/** Every row of every table, as JSON, by table. */
export type Rows = ReadonlyMap<string, readonly string[]>;

/** How far the trail of all accounts is sealed. */
const SEALING = 'audit_sealing';

export async function readAllRows(db: Kysely<DB>): Promise<Rows> {
  const { rows: tables } = await sql<{ name: string }>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`.execute(db);
  const all = new Map<string, string[]>();
  for (const { name } of tables.filter((table) => table.name !== SEALING)) {
    const { rows } = await sql<{ row: string }>`
      SELECT to_jsonb(t)::text AS row FROM ${sql.table(name)} t ORDER BY 1`.execute(db);
    all.set(
      name,
      rows.map(({ row }) => row),
    );
  }
  return all;
}

/** The rows that are gone or changed but for the attacker's, and those that are new and the victim's. */
export function changesOf(before: Rows, after: Rows, { victim, attacker }: Record<'victim' | 'attacker', string>) {
  const problems: string[] = [];
  for (const [table, rows] of after) {
    const [old, now] = [new Set(before.get(table)), new Set(rows)];
    for (const row of old) if (!now.has(row) && ownerOf(row) !== attacker) problems.push(`${table} lost ${row}`);
    for (const row of now) if (!old.has(row) && ownerOf(row) === victim) problems.push(`${table} got ${row}`);
  }
  return problems;
}

function ownerOf(row: string): unknown {
  const columns: Record<string, unknown> = JSON.parse(row);
  return columns['account_id'] ?? columns['owner_id'] ?? columns['owner_account_id'];
}

/** What is somebody's own, and told to nobody else: ids of resources, keys and identities, and made-up names. */
const OWN =
  /\b(?:[a-z]{1,10}-[0-9a-f]{8,32}|fuzz-[0-9a-f][0-9a-f-]{7,35}|A(?:KIA|IDA|ROA|GPA|NPA|IPA)[A-Z0-9]{16,17}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/g;

/** The identifiers in a text. */
export const identifiersIn = (text: string): Set<string> => new Set(text.match(OWN));

/** The identifiers in rows that are of an account or name it. */
export function identifiersOf(rows: Rows, accountId: string): Set<string> {
  const own = new Set([accountId]);
  for (const list of rows.values())
    for (const row of list) if (row.includes(accountId)) for (const id of identifiersIn(row)) own.add(id);
  return own;
}
