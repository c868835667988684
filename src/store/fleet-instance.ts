import { sql, type Transaction } from 'kysely';
import { recordset } from './bulk.ts';
import type { DB } from './schema.ts';

export interface NewFleetInstance {
  readonly accountId: string;
  readonly region: string;
  readonly fleetId: string;
  readonly instanceId: string;
  readonly pool: number;
  readonly lifecycle: 'on-demand' | 'spot';
  readonly weight: number;
  readonly description: string;
}

/** Enters launched machines into their fleets, with their history, in the transaction of the launch. */
export async function enterFleets(
  trx: Transaction<DB>,
  machines: readonly NewFleetInstance[],
  at: Date,
): Promise<void> {
  const columns = `"accountId" text, region text, "fleetId" text, "instanceId" text, pool integer, lifecycle text,
    weight double precision, description text`;
  await sql`
    WITH launched AS (SELECT * FROM ${recordset(machines, columns)}),
    counted AS (
      UPDATE fleet f SET launches = f.launches + c.launches
      FROM (SELECT "fleetId", count(DISTINCT (pool, lifecycle)) AS launches FROM launched GROUP BY 1) c
      WHERE f.fleet_id = c."fleetId"),
    told AS (
      INSERT INTO fleet_event (account_id, region, fleet_id, event_type, event_sub_type, instance_id, description, occurred_at)
      SELECT "accountId", region, "fleetId", 'instance', 'launched', "instanceId", description, ${at} FROM launched)
    INSERT INTO fleet_instance (account_id, region, fleet_id, instance_id, pool, lifecycle, weight)
    SELECT "accountId", region, "fleetId", "instanceId", pool, lifecycle, weight FROM launched`.execute(trx);
}

/** Makes fleets due, for something happened to their machines. */
export async function wakeFleets(trx: Transaction<DB>, fleetIds: readonly string[], at: Date): Promise<void> {
  await sql`
    UPDATE fleet SET due_at = ${at} WHERE fleet_id IN (
      SELECT fleet_id FROM fleet WHERE fleet_id = ANY(${fleetIds}) ORDER BY 1 FOR UPDATE)`.execute(trx);
}

/** Takes machines that are gone out of their fleet, each once, with its history. */
export async function leaveFleet(trx: Transaction<DB>, instanceIds: readonly string[]): Promise<void> {
  if (instanceIds.length === 0) return;
  await sql`
    WITH gone AS (
      DELETE FROM fleet_instance WHERE instance_id = ANY(${instanceIds})
      RETURNING account_id, region, fleet_id, instance_id)
    INSERT INTO fleet_event (account_id, region, fleet_id, event_type, event_sub_type, instance_id, occurred_at)
    SELECT account_id, region, fleet_id, 'instance', 'terminated', instance_id, clock_timestamp() FROM gone`.execute(
    trx,
  );
}

export interface NewFleetEvent {
  readonly type: 'fleet' | 'error' | 'information';
  readonly subType: string;
  readonly description?: string;
}

/** Adds to a fleet's history. */
export async function insertFleetEvents(
  trx: Transaction<DB>,
  fleetId: string,
  events: readonly NewFleetEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await sql`
    INSERT INTO fleet_event (account_id, region, fleet_id, event_type, event_sub_type, description, occurred_at)
    SELECT f.account_id, f.region, f.fleet_id, r.type, r."subType", r.description, clock_timestamp()
    FROM fleet f, ${recordset(events, 'type text, "subType" text, description text')}
    WHERE f.fleet_id = ${fleetId}`.execute(trx);
}
