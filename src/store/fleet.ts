import { sql, type Transaction } from 'kysely';
import type {
  ActivityStatus,
  Fleet,
  FleetError,
  FleetKind,
  FleetMember,
  FleetPlan,
  FleetState,
  FleetType,
} from '../domain/fleets/fleet.ts';
import type { DB } from './schema.ts';

/** A fleet that was taken to be worked on, until `leaseEnd`. */
export interface TakenFleet {
  readonly fleet: Fleet;
  readonly at: Date;
  readonly leaseEnd: Date;
}

export interface NewFleet {
  readonly accountId: string;
  readonly region: string;
  readonly id: string;
  readonly kind: FleetKind;
  readonly type: FleetType;
  readonly plan: FleetPlan;
  readonly config: unknown;
  readonly createdAt: Date;
}

interface FleetRow extends Omit<Fleet, 'activityStatus'> {
  activityStatus: ActivityStatus | null;
}

const COLUMNS = sql`fleet_id AS id, account_id AS "accountId", region, kind, type, state,
  activity_status AS "activityStatus", launches, attempts, plan, errors`;

const toFleet = ({ activityStatus, ...row }: FleetRow): Fleet => ({
  ...row,
  activityStatus: activityStatus ?? undefined,
});

const LEASE = (leaseMs: number) =>
  sql`date_trunc('milliseconds', clock_timestamp()) + ${leaseMs} * interval '1 millisecond'`;

/** Inserts a fleet that is due at once. */
export async function insertFleet(trx: Transaction<DB>, fleet: NewFleet): Promise<void> {
  const { accountId, region, id, kind, type, createdAt } = fleet;
  await sql`
    INSERT INTO fleet (account_id, region, fleet_id, kind, type, state, activity_status, due_at, plan, config,
      created_at, state_at)
    VALUES (${accountId}, ${region}, ${id}, ${kind}, ${type}, 'submitted', 'pending_fulfillment', clock_timestamp(),
      ${JSON.stringify(fleet.plan)}::jsonb, ${JSON.stringify(fleet.config)}::jsonb, ${createdAt}, ${createdAt})`.execute(
    trx,
  );
}

/** Takes due fleets of every account, or of them the one, `id`. */
export async function takeFleets(
  trx: Transaction<DB>,
  { limit, leaseMs, id }: { limit: number; leaseMs: number; id?: string },
): Promise<TakenFleet[]> {
  const { rows } = await sql<FleetRow & { leaseEnd: Date; at: Date }>`
    UPDATE fleet SET due_at = ${LEASE(leaseMs)}
    WHERE fleet_id IN (
      SELECT fleet_id FROM fleet WHERE due_at <= clock_timestamp() AND ${id ? sql`fleet_id = ${id}` : sql`true`}
      ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING ${COLUMNS}, due_at AS "leaseEnd", clock_timestamp() AS at`.execute(trx);
  return rows.map(({ leaseEnd, at, ...row }) => ({ fleet: toFleet(row), at, leaseEnd }));
}

/** A taken fleet as it is now, its lease put off; undefined where it was deleted or another server has it now. */
export async function retakeFleet(
  trx: Transaction<DB>,
  { fleet, leaseEnd }: TakenFleet,
  leaseMs: number,
): Promise<TakenFleet | undefined> {
  const { rows } = await sql<FleetRow & { leaseEnd: Date; at: Date }>`
    UPDATE fleet SET due_at = ${LEASE(leaseMs)}
    WHERE fleet_id = ${fleet.id} AND (due_at = ${leaseEnd} OR due_at <= clock_timestamp()) AND state = ${fleet.state}
    RETURNING ${COLUMNS}, due_at AS "leaseEnd", clock_timestamp() AS at`.execute(trx);
  const [row] = rows;
  return row && { fleet: toFleet(row), at: row.at, leaseEnd: row.leaseEnd };
}

export interface FleetMachine extends FleetMember {
  /** Undefined: the record of the machine is gone. */
  readonly state: string | undefined;
}

/** The machines that a fleet launched and has not found gone yet, in the order of their launch. */
export async function readFleetMachines(trx: Transaction<DB>, fleetId: string): Promise<FleetMachine[]> {
  const { rows } = await sql<FleetMember & { state: string | null }>`
    SELECT f.instance_id AS "instanceId", f.pool, f.lifecycle, f.weight, i.state
    FROM fleet_instance f LEFT JOIN current_instance i USING (instance_id)
    WHERE f.fleet_id = ${fleetId} ORDER BY f.sequence`.execute(trx);
  return rows.map((row) => ({ ...row, state: row.state ?? undefined }));
}

export interface FleetChange {
  readonly state: FleetState;
  readonly activityStatus: ActivityStatus | undefined;
  readonly errors: readonly FleetError[];
  readonly attempts: number;
  readonly dueAt: Date | undefined;
}

/** Writes what became of a taken fleet, unless it was modified or deleted meanwhile; what woke it stays to be looked at. */
export async function settleFleet(
  trx: Transaction<DB>,
  { fleet, leaseEnd }: TakenFleet,
  change: FleetChange,
): Promise<void> {
  await sql`
    UPDATE fleet SET state = ${change.state}, activity_status = ${change.activityStatus ?? null},
      errors = ${JSON.stringify(change.errors)}::jsonb, attempts = ${change.attempts},
      state_at = CASE WHEN state = ${change.state} THEN state_at ELSE clock_timestamp() END,
      due_at = CASE WHEN due_at = ${leaseEnd} THEN ${change.dueAt ?? null}::timestamptz ELSE due_at END
    WHERE fleet_id = ${fleet.id} AND state = ${fleet.state}`.execute(trx);
}

/** Locks fleets of the account for change, in id order. */
export async function lockFleets(
  trx: Transaction<DB>,
  { accountId, region, kind }: { accountId: string; region: string; kind: FleetKind },
  ids: readonly string[],
): Promise<(Fleet & { readonly config: unknown })[]> {
  const { rows } = await sql<FleetRow & { config: unknown }>`
    SELECT ${COLUMNS}, config FROM fleet
    WHERE fleet_id = ANY(${ids}) AND account_id = ${accountId} AND region = ${region} AND kind = ${kind}
    ORDER BY fleet_id FOR UPDATE`.execute(trx);
  return rows.map((row) => ({ ...toFleet(row), config: row.config }));
}

/** Writes a change that a request makes to a locked fleet, which makes it due. */
export async function changeFleet(
  trx: Transaction<DB>,
  id: string,
  { state, plan, config }: { state: FleetState; plan?: FleetPlan; config?: unknown },
): Promise<void> {
  await sql`
    UPDATE fleet SET state = ${state}, state_at = clock_timestamp(), due_at = clock_timestamp(), attempts = 0,
      plan = coalesce(${plan ? JSON.stringify(plan) : null}::jsonb, plan),
      config = coalesce(${config ? JSON.stringify(config) : null}::jsonb, config)
    WHERE fleet_id = ${id}`.execute(trx);
}

/** Deletes fleets that were deleted before `before`. */
export async function deleteEndedFleets(trx: Transaction<DB>, before: Date): Promise<void> {
  await sql`
    WITH gone AS (DELETE FROM fleet WHERE state = 'deleted' AND state_at < ${before} RETURNING fleet_id)
    DELETE FROM tag USING gone WHERE tag.resource_id = gone.fleet_id`.execute(trx);
}
