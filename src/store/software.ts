import { type Kysely, sql, type Transaction } from 'kysely';
import { arrayLiteral, type Statement } from './bulk.ts';
import type { KnownNames } from './known-names.ts';
import type { DB } from './schema.ts';

// The names of applications and who has them. Names have numbers, others in each block of servers; what a server has is the
// set of its names' numbers. Numbers are looked up by transactions that hold the names, and added before them, so that
// servers which bring the same new name wait for each other no longer than it takes to write one.

/** Servers of an account and Region that number names together. */
export interface Block {
  readonly accountId: string;
  readonly region: string;
  readonly number: number;
  /** How often names had been deleted when it was looked at. */
  readonly sweeps: number;
}

const NAMES_LOCK = sql`hashtext('headroom.software_name')`;

/** An expression: names that nobody has are deleted by nobody until the transaction ends. */
export const holdNames = sql`pg_advisory_xact_lock_shared(${NAMES_LOCK})`;

/** The numbers of names as the text of an array, ascending, and the names that have none. In a transaction that holds the names. */
export async function findSoftwareNames(
  trx: Transaction<DB>,
  { block, known }: { readonly block: Block; readonly known: KnownNames },
  names: readonly string[],
): Promise<{ readonly ids: string; readonly missing: readonly string[] }> {
  const { accountId, region, number, sweeps } = block;
  const numbers = known(`${accountId}/${region}/${number}`, sweeps);
  const unknown = names.filter((name) => !numbers.has(name));
  if (unknown.length > 0) {
    const { rows } = await sql<{ id: number; name: string }>`
      SELECT software_name_id AS id, name FROM software_name
      WHERE block = ${number} AND account_id = ${accountId} AND region = ${region}
        AND name = ANY(${arrayLiteral(unknown)}::text[])`.execute(trx);
    for (const { id, name } of rows) numbers.set(name, id);
  }
  const missing = unknown.filter((name) => !numbers.has(name));
  const ids = names.map((name) => numbers.get(name)!).sort((a, b) => a - b);
  return { ids: `{${ids.join()}}`, missing };
}

/** Gives names a number, those that have none; outside a transaction. */
export async function addSoftwareNames(
  db: Kysely<DB>,
  { accountId, region, number }: Block,
  names: readonly string[],
): Promise<void> {
  // In the order of the names, so that those who bring the same ones cannot deadlock.
  await sql`
    INSERT INTO software_name (block, account_id, region, name)
    SELECT ${number}::bigint, ${accountId}, ${region}, name
    FROM unnest(${arrayLiteral(names)}::text[]) AS name ORDER BY name COLLATE "C"
    ON CONFLICT DO NOTHING`.execute(db);
}

/** A server has these applications now, by the numbers of their names. */
export const putInstalledSoftware = (machine: number, ids: string): Statement => sql`
  INSERT INTO installed_software AS s (machine, software_name_ids) VALUES (${machine}::bigint, ${ids}::bigint[])
  ON CONFLICT (machine) DO UPDATE SET software_name_ids = excluded.software_name_ids
    WHERE s.software_name_ids <> excluded.software_name_ids`;

/** Forgets the names that no server has any more, of one block: some other one each time. */
export async function deleteUnusedNames(trx: Transaction<DB>): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${NAMES_LOCK})`.execute(trx);
  await sql`SELECT nextval('software_sweeps')`.execute(trx);
  await sql`
    WITH swept AS MATERIALIZED (
      SELECT floor(random() * (software_block(max(sequence)) + 1))::bigint AS block FROM managed_instance
    ), unused AS (
      SELECT software_name_id FROM software_name WHERE block = (SELECT block FROM swept)
      EXCEPT
      SELECT unnest(s.software_name_ids) FROM swept, installed_software s
      WHERE s.machine >= software_block_start(swept.block) AND s.machine < software_block_start(swept.block + 1)
    )
    DELETE FROM software_name n USING unused
    WHERE n.block = (SELECT block FROM swept) AND n.software_name_id = unused.software_name_id`.execute(trx);
}
