import { type Kysely, sql } from 'kysely';
import type {
  ActivityStatus,
  FleetError,
  FleetKind,
  FleetPlan,
  FleetState,
  FleetType,
  Lifecycle,
} from '../../domain/fleets/fleet.ts';
import type { DB } from '../../store/schema.ts';

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

export interface ListedFleet {
  readonly sequence: number;
  readonly id: string;
  readonly type: FleetType;
  readonly state: FleetState;
  readonly activityStatus: ActivityStatus | null;
  readonly plan: FleetPlan;
  readonly config: Readonly<Record<string, unknown>>;
  readonly errors: readonly FleetError[];
  readonly createdAt: Date;
  /** Units. */
  readonly fulfilled: number;
  readonly fulfilledOnDemand: number;
}

/**
 * The account's fleets of a kind in the Region, in the order they were made: those of these ids, or all; `listed` leaves
 * out those of type instant.
 */
export async function readFleets(
  db: Kysely<DB>,
  { accountId, region, kind, listed = false }: Scope & { kind: FleetKind; listed?: boolean },
  { ids, after = 0, limit }: { ids?: readonly string[]; after?: number; limit: number },
): Promise<ListedFleet[]> {
  const { rows } = await sql<ListedFleet>`
    SELECT f.sequence, f.fleet_id AS id, f.type, f.state, f.activity_status AS "activityStatus", f.plan, f.config, f.errors,
      f.created_at AS "createdAt", coalesce(m.fulfilled, 0) AS fulfilled, coalesce(m.on_demand, 0) AS "fulfilledOnDemand"
    FROM fleet f LEFT JOIN LATERAL (
      SELECT sum(weight) AS fulfilled, sum(weight) FILTER (WHERE lifecycle = 'on-demand') AS on_demand
      FROM fleet_instance JOIN instance i USING (instance_id)
      WHERE fleet_instance.fleet_id = f.fleet_id AND i.state NOT IN ('shutting-down', 'terminated')) m ON true
    WHERE f.account_id = ${accountId} AND f.region = ${region} AND f.kind = ${kind} AND f.sequence > ${after}
      AND ${ids ? sql`f.fleet_id = ANY(${ids})` : sql`true`} AND ${listed ? sql`f.type <> 'instant'` : sql`true`}
    ORDER BY f.sequence LIMIT ${limit}`.execute(db);
  return rows;
}

export interface ListedFleetInstance {
  readonly sequence: number;
  readonly instanceId: string;
  readonly instanceType: string;
  readonly pool: number;
  readonly lifecycle: Lifecycle;
  readonly availabilityZone: string;
  readonly subnetId: string;
  readonly platform: string | null;
}

/** The live machines of a fleet, in the order they were launched. */
export async function readFleetInstances(
  db: Kysely<DB>,
  fleetId: string,
  { after = 0, limit }: { after?: number; limit?: number } = {},
): Promise<ListedFleetInstance[]> {
  const { rows } = await sql<ListedFleetInstance>`
    SELECT f.sequence, f.instance_id AS "instanceId", i.instance_type AS "instanceType", f.pool, f.lifecycle,
      i.availability_zone AS "availabilityZone", i.subnet_id AS "subnetId", i.settings->>'platform' AS platform
    FROM fleet_instance f JOIN instance i USING (instance_id)
    WHERE f.fleet_id = ${fleetId} AND f.sequence > ${after} AND i.state NOT IN ('shutting-down', 'terminated')
    ORDER BY f.sequence LIMIT ${limit ?? null}`.execute(db);
  return rows;
}

export interface ListedFleetEvent {
  readonly sequence: number;
  readonly type: 'instance' | 'fleet' | 'error' | 'information';
  readonly subType: string;
  readonly instanceId: string | null;
  readonly description: string | null;
  readonly at: Date;
}

/** A fleet's history from a time on. */
export async function readFleetEvents(
  db: Kysely<DB>,
  fleetId: string,
  { since, after = 0, limit }: { since: Date; after?: number; limit: number },
): Promise<ListedFleetEvent[]> {
  const { rows } = await sql<ListedFleetEvent>`
    SELECT event_id AS sequence, event_type AS type, event_sub_type AS "subType", instance_id AS "instanceId", description,
      occurred_at AS at
    FROM fleet_event
    WHERE fleet_id = ${fleetId} AND occurred_at >= ${since} AND event_id > ${after}
    ORDER BY event_id LIMIT ${limit}`.execute(db);
  return rows;
}
