import { type Kysely, sql, type Transaction } from 'kysely';
import { attachedIdsOf } from '../domain/instances/attached.ts';
import type { Instance, InstanceSettings, InstanceState } from '../domain/instances/instance.ts';
import { leftBehindBy } from '../domain/instances/left-behind.ts';
import type { Tenancy } from '../domain/licenses/license.ts';
import { recordset, type Statement } from './bulk.ts';
import type { DB } from './schema.ts';
import { deleteServers } from './server.ts';
import { deleteAllTags } from './tag.ts';

const COLUMNS = `account_id text, region text, instance_id text, reservation_id text, launch_index integer, image_id text,
  instance_type text, core_count integer, threads_per_core integer, tenancy text, host_id text, availability_zone text,
  subnet_id text, private_ip text, state text, state_due timestamptz, state_changed_at timestamptz, state_reason text,
  launched_at timestamptz, settings jsonb`;
const NAMES = sql.raw(COLUMNS.replace(/ (text|integer|timestamptz|jsonb)/g, ''));

/** A row of `current_instance`, as which machines are read, or of the table `instance`, to which they are written. */
export interface InstanceRow {
  account_id: string;
  region: string;
  instance_id: string;
  reservation_id: string;
  launch_index: number;
  image_id: string;
  instance_type: string;
  core_count: number;
  threads_per_core: number;
  tenancy: string;
  host_id: string | null;
  availability_zone: string;
  subnet_id: string;
  private_ip: string;
  state: string;
  state_due: Date | null;
  state_changed_at: Date;
  state_reason: string | null;
  launched_at: Date;
  settings: unknown;
}

const toRow = (instance: Instance): InstanceRow => ({
  account_id: instance.accountId,
  region: instance.region,
  instance_id: instance.id,
  reservation_id: instance.reservationId,
  launch_index: instance.launchIndex,
  image_id: instance.imageId,
  instance_type: instance.instanceType,
  core_count: instance.coreCount,
  threads_per_core: instance.threadsPerCore,
  tenancy: instance.tenancy,
  host_id: instance.hostId ?? null,
  availability_zone: instance.availabilityZone,
  subnet_id: instance.subnetId,
  private_ip: instance.privateIp,
  state: instance.state,
  state_due: instance.stateDue ?? null,
  state_changed_at: instance.stateChangedAt,
  state_reason: instance.stateReason ?? null,
  launched_at: instance.launchedAt,
  settings: instance.settings,
});

/** The instance of a row. */
export const toInstance = (row: InstanceRow): Instance => ({
  accountId: row.account_id,
  region: row.region,
  id: row.instance_id,
  reservationId: row.reservation_id,
  launchIndex: row.launch_index,
  imageId: row.image_id,
  instanceType: row.instance_type,
  coreCount: row.core_count,
  threadsPerCore: row.threads_per_core,
  tenancy: row.tenancy as Tenancy,
  hostId: row.host_id ?? undefined,
  availabilityZone: row.availability_zone,
  subnetId: row.subnet_id,
  privateIp: row.private_ip,
  state: row.state as InstanceState,
  stateDue: row.state_due ?? undefined,
  stateChangedAt: row.state_changed_at,
  stateReason: row.state_reason ?? undefined,
  launchedAt: row.launched_at,
  settings: row.settings as InstanceSettings,
});

/** Locks instances for change, in id order. */
export async function lockInstances(trx: Transaction<DB>, ids: readonly string[]): Promise<Instance[]> {
  const { rows } = await sql<InstanceRow>`
    SELECT * FROM current_instance WHERE instance_id = ANY(${ids}) ORDER BY instance_id FOR UPDATE`.execute(trx);
  return rows.map(toInstance);
}

/** Machines by their ids, not locked. */
export async function readMachines(db: Kysely<DB>, ids: readonly string[]): Promise<Instance[]> {
  const { rows } = await sql<InstanceRow>`SELECT * FROM current_instance WHERE instance_id = ANY(${ids})`.execute(db);
  return rows.map(toInstance);
}

/** Inserts launched instances. */
export function insertInstances(instances: readonly Instance[]): Statement {
  return sql`INSERT INTO instance (${NAMES}) SELECT ${NAMES} FROM ${recordset(instances.map(toRow), COLUMNS)}`;
}

/** Writes what may change in an instance: its state, its type with the cores, and its settings. */
export function updateInstances(instances: readonly Instance[]): Statement {
  return sql`
    UPDATE instance i
    SET state = r.state, state_due = r.state_due, state_changed_at = r.state_changed_at, state_reason = r.state_reason,
      launched_at = r.launched_at, tenancy = r.tenancy, host_id = r.host_id, instance_type = r.instance_type, core_count = r.core_count,
      threads_per_core = r.threads_per_core, settings = r.settings
    FROM ${recordset(instances.map(toRow), COLUMNS)}
    WHERE i.instance_id = r.instance_id`;
}

/**
 * Deletes the records of machines that were terminated before `before`, and what their agents reported; their consumption
 * and audit trail stay.
 */
export async function deleteTerminatedInstances(trx: Transaction<DB>, before: Date): Promise<void> {
  const { rows } = await sql<InstanceRow>`
    DELETE FROM instance WHERE state = 'terminated' AND state_changed_at < ${before} RETURNING *`.execute(trx);
  const last = rows.map((row): Instance => ({ ...toInstance(row), state: 'stopped' }));
  await deleteServers(
    trx,
    last.map(({ id }) => id),
  );
  await deleteAllTags(
    trx,
    last.flatMap((instance) => {
      const stays = new Set(leftBehindBy(instance).records.map(({ id }) => id));
      return [instance.id, ...attachedIdsOf(instance).filter((id) => !stays.has(id))];
    }),
  );
}
