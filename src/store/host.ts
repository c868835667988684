import { sql, type Transaction } from 'kysely';
import type { Scope } from '../domain/decision.ts';
import type { Host, HostState } from '../domain/hosts/host.ts';
import type { Instance } from '../domain/instances/instance.ts';
import { recordset } from './bulk.ts';
import { type InstanceRow, toInstance } from './instance.ts';
import type { DB } from './schema.ts';

const COLUMNS = `account_id text, region text, host_id text, availability_zone text, family text, instance_type text,
  sockets integer, cores integer, estimated boolean, auto_placement boolean, host_recovery boolean, host_maintenance boolean,
  state text, group_arn text, client_token text, allocated_at timestamptz, released_at timestamptz`;
const NAMES = sql.raw(COLUMNS.replace(/ (text|integer|boolean|timestamptz)/g, ''));

/** A row of the table `host`. */
export interface HostRow {
  account_id: string;
  region: string;
  host_id: string;
  availability_zone: string;
  family: string;
  instance_type: string | null;
  sockets: number;
  cores: number;
  estimated: boolean;
  auto_placement: boolean;
  host_recovery: boolean;
  host_maintenance: boolean;
  state: string;
  group_arn: string | null;
  client_token: string | null;
  allocated_at: Date;
  released_at: Date | null;
}

const toRow = (host: Host): HostRow => ({
  account_id: host.accountId,
  region: host.region,
  host_id: host.id,
  availability_zone: host.availabilityZone,
  family: host.family,
  instance_type: host.instanceType ?? null,
  sockets: host.sockets,
  cores: host.cores,
  estimated: host.estimated,
  auto_placement: host.autoPlacement,
  host_recovery: host.hostRecovery,
  host_maintenance: host.hostMaintenance,
  state: host.state,
  group_arn: host.groupArn ?? null,
  client_token: host.clientToken ?? null,
  allocated_at: host.allocatedAt,
  released_at: host.releasedAt ?? null,
});

/** The host of a row. */
export const toHost = (row: HostRow): Host => ({
  accountId: row.account_id,
  region: row.region,
  id: row.host_id,
  availabilityZone: row.availability_zone,
  family: row.family,
  instanceType: row.instance_type ?? undefined,
  sockets: row.sockets,
  cores: row.cores,
  estimated: row.estimated,
  autoPlacement: row.auto_placement,
  hostRecovery: row.host_recovery,
  hostMaintenance: row.host_maintenance,
  state: row.state as HostState,
  groupArn: row.group_arn ?? undefined,
  clientToken: row.client_token ?? undefined,
  allocatedAt: row.allocated_at,
  releasedAt: row.released_at ?? undefined,
});

/** The available hosts of a group, or those of an account and Region that are of a family and in no group. */
export type HostSearch = (Scope & { readonly family: string }) | { readonly groupArn: string };

/** Locks hosts for change, in id order: those that are named, and those that searches find. */
export async function lockHosts(
  trx: Transaction<DB>,
  ids: readonly string[],
  searches: readonly HostSearch[],
): Promise<Host[]> {
  const { rows } = await sql<HostRow>`
    SELECT h.* FROM host h
    WHERE h.host_id = ANY(${ids}) OR EXISTS (
      SELECT FROM ${recordset(searches, '"accountId" text, region text, family text, "groupArn" text')}
      WHERE h.state = 'available' AND (h.group_arn = r."groupArn"
        OR (h.account_id, h.region, h.family) = (r."accountId", r.region, r.family) AND h.group_arn IS NULL))
    ORDER BY h.host_id FOR UPDATE OF h`.execute(trx);
  return rows.map(toHost);
}

/**
 * Lets one transaction at a time bring hosts into groups. Comes before the hosts are read: who waited for it then sees
 * the host that the one before brought, which may have room or be of a type that no other goes with, and which no lock on
 * hosts could have made it wait for.
 */
export async function lockAllocation(trx: Transaction<DB>, groupArns: readonly string[]): Promise<void> {
  await sql`
    SELECT pg_advisory_xact_lock(hashtextextended(arn, 0))
    FROM (SELECT unnest(${groupArns}::text[]) AS arn ORDER BY 1) host_group`.execute(trx);
}

/** The machines on hosts, which nobody can change while the hosts are locked. */
export async function readMachinesOn(trx: Transaction<DB>, hostIds: readonly string[]): Promise<Instance[]> {
  const { rows } = await sql<InstanceRow>`
    SELECT * FROM current_instance WHERE host_id = ANY(${hostIds}) AND state <> 'terminated'`.execute(trx);
  return rows.map(toInstance);
}

/** Inserts allocated hosts. */
export async function insertHosts(trx: Transaction<DB>, hosts: readonly Host[]): Promise<void> {
  await sql`INSERT INTO host (${NAMES}) SELECT ${NAMES} FROM ${recordset(hosts.map(toRow), COLUMNS)}`.execute(trx);
}

/** Writes what may change in a host. */
export async function updateHosts(trx: Transaction<DB>, hosts: readonly Host[]): Promise<void> {
  await sql`
    UPDATE host h
    SET family = r.family, instance_type = r.instance_type, auto_placement = r.auto_placement, host_recovery = r.host_recovery,
      host_maintenance = r.host_maintenance, state = r.state, group_arn = r.group_arn, released_at = r.released_at
    FROM ${recordset(hosts.map(toRow), COLUMNS)} WHERE h.host_id = r.host_id`.execute(trx);
}

/** Deletes the records of hosts that were released before `before`, but for those that hold a license or that a machine names. */
export async function deleteReleasedHosts(trx: Transaction<DB>, before: Date): Promise<void> {
  await sql`
    WITH gone AS (
      DELETE FROM host h
      WHERE h.released_at < ${before}
        AND NOT EXISTS (SELECT FROM instance i WHERE i.host_id = h.host_id)
        AND NOT EXISTS (
          SELECT FROM consumption c
          WHERE c.resource_id = h.host_id AND c.resource_type = 'EC2_HOST' AND c.consumed_until IS NULL)
      RETURNING host_id)
    DELETE FROM tag USING gone WHERE tag.resource_id = gone.host_id`.execute(trx);
}
