import { type Kysely, sql } from 'kysely';
import type { DB } from '../../store/schema.ts';

/** What EC2 knows of a machine that has an agent. */
export interface EmbeddedMachine {
  readonly instanceType: string;
  readonly state: string;
  readonly launchedAt: Date;
  readonly availabilityZone: string;
}

/** Embedded machines by their ids; those that are gone are left out. */
export async function readEmbeddedMachines(
  db: Kysely<DB>,
  ids: readonly string[],
): Promise<Map<string, EmbeddedMachine>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<EmbeddedMachine & { id: string }>`
    SELECT instance_id AS id, instance_type AS "instanceType", state, launched_at AS "launchedAt",
      availability_zone AS "availabilityZone"
    FROM current_instance WHERE instance_id = ANY(${ids})`.execute(db);
  return new Map(rows.map(({ id, ...machine }) => [id, machine]));
}
