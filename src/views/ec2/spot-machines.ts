import { type Kysely, sql } from 'kysely';
import type { SpotTerms } from '../../domain/instances/instance.ts';
import type { DB } from '../../store/schema.ts';

export interface SpotMachine {
  readonly instanceId: string;
  readonly accountId: string;
  readonly region: string;
  readonly terms: SpotTerms | null;
}

/** The machines of these ids, of every account; `terms` is null where one is no Spot machine. */
export async function readSpotMachines(db: Kysely<DB>, ids: readonly string[]): Promise<SpotMachine[]> {
  const { rows } = await sql<SpotMachine>`
    SELECT instance_id AS "instanceId", account_id AS "accountId", region, settings->'spot' AS terms
    FROM instance WHERE instance_id = ANY(${ids}) ORDER BY instance_id`.execute(db);
  return rows;
}
