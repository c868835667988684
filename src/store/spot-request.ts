import { sql, type Transaction } from 'kysely';
import {
  SPOT_STATUS,
  type SpotRequest,
  type SpotRequestChange,
  type SpotRequestDetails,
  type SpotRequestState,
} from '../domain/fleets/spot-request.ts';
import type { Instance } from '../domain/instances/instance.ts';
import { recordset } from './bulk.ts';
import type { DB } from './schema.ts';

/** A request that was taken to be looked at, until `leaseEnd`. */
export interface TakenSpotRequest {
  readonly request: SpotRequest;
  readonly machine: Pick<Instance, 'id' | 'state' | 'stateReason' | 'stateChangedAt'> | undefined;
  readonly at: Date;
  readonly leaseEnd: Date;
}

export interface NewSpotRequest {
  readonly accountId: string;
  readonly region: string;
  readonly id: string;
  readonly details: SpotRequestDetails;
}

/** Inserts requests that are open and due at once. */
export async function insertSpotRequests(
  trx: Transaction<DB>,
  requests: readonly NewSpotRequest[],
  createdAt: Date,
): Promise<void> {
  const rows = requests.map((request) => ({ ...request, type: request.details.terms.type }));
  await sql`
    INSERT INTO spot_request (account_id, region, spot_request_id, type, details, state, status_code, status_message,
      status_at, due_at, created_at)
    SELECT r.*, 'open', 'pending-evaluation', ${SPOT_STATUS['pending-evaluation']}::text, ${createdAt}::timestamptz,
      clock_timestamp(), ${createdAt}::timestamptz
    FROM ${recordset(rows, '"accountId" text, region text, id text, type text, details jsonb')}`.execute(trx);
}

export interface LaunchedSpotMachine extends NewSpotRequest {
  readonly instanceId: string;
}

/**
 * Ties launched machines to their requests, in the transaction of the launch: to those that asked for them, and to new
 * ones where the launch itself is the request. A request that was cancelled in the meantime stays so.
 */
export async function fulfilSpotRequests(
  trx: Transaction<DB>,
  machines: readonly LaunchedSpotMachine[],
  at: Date,
): Promise<void> {
  const rows = machines.map((machine) => ({ ...machine, type: machine.details.terms.type }));
  await sql`
    INSERT INTO spot_request AS s (account_id, region, spot_request_id, type, details, instance_id, state, status_code,
      status_message, status_at, launches, created_at)
    SELECT r.*, 'active', 'fulfilled', ${SPOT_STATUS.fulfilled}::text, ${at}::timestamptz, 1, ${at}::timestamptz
    FROM ${recordset(rows, '"accountId" text, region text, id text, type text, details jsonb, "instanceId" text')}
    ON CONFLICT (spot_request_id) DO UPDATE SET
      instance_id = excluded.instance_id,
      launches = s.launches + 1,
      attempts = 0,
      due_at = NULL,
      state = CASE WHEN s.state = 'open' THEN 'active' ELSE s.state END,
      status_code = CASE WHEN s.state = 'open' THEN 'fulfilled' ELSE 'request-canceled-and-instance-running' END,
      status_message = CASE WHEN s.state = 'open' THEN excluded.status_message
        ELSE ${SPOT_STATUS['request-canceled-and-instance-running']} END,
      status_at = excluded.status_at`.execute(trx);
}

/** Makes the requests of machines due, for something happened to the machines. */
export async function wakeSpotRequests(trx: Transaction<DB>, instanceIds: readonly string[], at: Date): Promise<void> {
  await sql`
    UPDATE spot_request SET due_at = ${at} WHERE spot_request_id IN (
      SELECT spot_request_id FROM spot_request WHERE instance_id = ANY(${instanceIds}) AND state IN ('active', 'disabled', 'cancelled')
      ORDER BY 1 FOR UPDATE)`.execute(trx);
}

interface TakenRow {
  id: string;
  accountId: string;
  region: string;
  state: SpotRequestState;
  statusCode: string;
  instanceId: string | null;
  launches: number;
  attempts: number;
  details: SpotRequestDetails;
  leaseEnd: Date;
  at: Date;
  sequence: number;
}

/** Takes due requests of every account, the longest waiting first; until the lease ends nobody else takes them. */
export async function takeSpotRequests(
  trx: Transaction<DB>,
  { limit, leaseMs }: { limit: number; leaseMs: number },
): Promise<TakenSpotRequest[]> {
  const { rows } = await sql<TakenRow>`
    UPDATE spot_request s
    SET due_at = date_trunc('milliseconds', clock_timestamp()) + ${leaseMs} * interval '1 millisecond'
    WHERE spot_request_id IN (
      SELECT spot_request_id FROM spot_request WHERE due_at <= clock_timestamp()
      ORDER BY sequence LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING spot_request_id AS id, account_id AS "accountId", region, state, status_code AS "statusCode",
      instance_id AS "instanceId", launches, attempts, details, due_at AS "leaseEnd", clock_timestamp() AS at, sequence`.execute(
    trx,
  );
  const ids = rows.flatMap((row) => row.instanceId ?? []);
  const machines = ids.length > 0 ? await readMachines(trx, ids) : new Map();
  const inOrder = rows.sort((a, b) => a.sequence - b.sequence);
  return inOrder.map(({ leaseEnd, at, instanceId, sequence: _sequence, ...request }) => ({
    request: { ...request, instanceId: instanceId ?? undefined },
    machine: machines.get(instanceId),
    at,
    leaseEnd,
  }));
}

async function readMachines(trx: Transaction<DB>, ids: readonly string[]) {
  const { rows } = await sql<NonNullable<TakenSpotRequest['machine']>>`
    SELECT instance_id AS id, state, state_reason AS "stateReason", state_changed_at AS "stateChangedAt"
    FROM current_instance WHERE instance_id = ANY(${ids})`.execute(trx);
  return new Map(rows.map((machine) => [machine.id, machine]));
}

/**
 * Writes what became of a taken request, unless it was cancelled or fulfilled meanwhile. What woke it meanwhile stays
 * to be looked at.
 */
export async function settleSpotRequest(
  trx: Transaction<DB>,
  { request, leaseEnd }: Pick<TakenSpotRequest, 'request' | 'leaseEnd'>,
  change: SpotRequestChange,
): Promise<void> {
  await sql`
    UPDATE spot_request SET state = ${change.state}, status_code = ${change.statusCode},
      status_message = ${change.statusMessage}, attempts = ${change.attempts}, fault_kind = ${change.faultKind ?? null},
      status_at = CASE WHEN (status_code, status_message) = (${change.statusCode}::text, ${change.statusMessage}::text)
        THEN status_at ELSE clock_timestamp() END,
      due_at = CASE WHEN due_at = ${leaseEnd} THEN ${change.dueAt ?? null}::timestamptz ELSE due_at END
    WHERE spot_request_id = ${request.id} AND state = ${request.state} AND launches = ${request.launches}`.execute(trx);
}

/** Locks requests of the account for change, in id order. */
export async function lockSpotRequests(
  trx: Transaction<DB>,
  { accountId, region }: { accountId: string; region: string },
  ids: readonly string[],
): Promise<SpotRequest[]> {
  const { rows } = await sql<Omit<SpotRequest, 'instanceId'> & { instanceId: string | null }>`
    SELECT spot_request_id AS id, account_id AS "accountId", region, state, status_code AS "statusCode",
      instance_id AS "instanceId", launches, attempts, details
    FROM spot_request WHERE spot_request_id = ANY(${ids}) AND account_id = ${accountId} AND region = ${region}
    ORDER BY spot_request_id FOR UPDATE`.execute(trx);
  return rows.map((row) => ({ ...row, instanceId: row.instanceId ?? undefined }));
}

/** Writes changes of requests that are locked. */
export async function updateSpotRequests(
  trx: Transaction<DB>,
  changes: readonly { readonly id: string; readonly change: SpotRequestChange }[],
  at: Date,
): Promise<void> {
  const rows = changes.map(({ id, change }) => ({ id, ...change }));
  await sql`
    UPDATE spot_request s SET state = r.state, status_code = r."statusCode", status_message = r."statusMessage",
      status_at = ${at}, due_at = r."dueAt", attempts = r.attempts
    FROM ${recordset(rows, 'id text, state text, "statusCode" text, "statusMessage" text, attempts integer, "dueAt" timestamptz')}
    WHERE s.spot_request_id = r.id`.execute(trx);
}

/** Deletes requests that ended before `before` and have no machine any more. */
export async function deleteEndedSpotRequests(trx: Transaction<DB>, before: Date): Promise<void> {
  await sql`
    WITH gone AS (
      DELETE FROM spot_request s
      WHERE state IN ('closed', 'cancelled', 'failed') AND status_at < ${before}
        AND NOT EXISTS (SELECT FROM instance i WHERE i.instance_id = s.instance_id AND i.state <> 'terminated')
      RETURNING spot_request_id)
    DELETE FROM tag USING gone WHERE tag.resource_id = gone.spot_request_id`.execute(trx);
}
