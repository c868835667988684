import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Instance, InstanceState } from '../../domain/instances/instance.ts';
import type { DB } from '../../store/schema.ts';

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

/** An instance with its place in the order of launches, which lists are continued by. */
export interface ListedInstance extends Instance {
  readonly sequence: number;
}

/** Texts of which one fits: one that is the same, or a pattern of LIKE. */
export interface Texts {
  readonly whole: readonly string[];
  readonly patterns: readonly string[];
}

export type InstanceColumn =
  | 'availability_zone'
  | 'host_id'
  | 'image_id'
  | 'instance_id'
  | 'instance_type'
  | 'private_ip'
  | 'reservation_id'
  | 'state'
  | 'subnet_id'
  | 'tenancy';

/** What the database narrows a list by: an instance is in it if it fits every entry. */
export interface InstanceSelection {
  readonly ids?: readonly string[];
  readonly columns?: readonly { readonly column: InstanceColumn; readonly texts: Texts }[];
  /** A tag that the instance has: its key and, if given, its value. */
  readonly tags?: readonly { readonly keys: Texts; readonly values?: Texts }[];
  /** Instances launched after the one of this sequence. */
  readonly after?: number;
  readonly limit: number;
}

/** The account's instances in the Region, in the order they were launched. */
export async function readInstances(
  db: Kysely<DB>,
  scope: Scope,
  selection: InstanceSelection,
): Promise<ListedInstance[]> {
  const { rows } = await sql<Row>`
    SELECT sequence, account_id AS "accountId", region, instance_id AS id, reservation_id AS "reservationId",
      launch_index AS "launchIndex", image_id AS "imageId", instance_type AS "instanceType", core_count AS "coreCount",
      threads_per_core AS "threadsPerCore", tenancy, host_id AS "hostId", availability_zone AS "availabilityZone",
      subnet_id AS "subnetId", private_ip AS "privateIp", state, state_due AS "stateDue",
      state_changed_at AS "stateChangedAt", state_reason AS "stateReason", launched_at AS "launchedAt", settings
    FROM current_instance WHERE ${sql.join(conditionsOf(scope, selection), sql` AND `)}
    ORDER BY sequence LIMIT ${selection.limit}`.execute(db);
  return rows.map(({ hostId, stateDue, stateReason, ...row }) => ({
    ...row,
    hostId: hostId ?? undefined,
    stateDue: stateDue ?? undefined,
    stateReason: stateReason ?? undefined,
  }));
}

type Row = Omit<ListedInstance, 'hostId' | 'stateDue' | 'stateReason'> & {
  hostId: string | null;
  stateDue: Date | null;
  stateReason: string | null;
};

function conditionsOf({ accountId, region }: Scope, selection: InstanceSelection): RawBuilder<unknown>[] {
  const { ids, columns = [], tags = [], after = 0 } = selection;
  return [
    sql`account_id = ${accountId} AND region = ${region} AND sequence > ${after}`,
    ...(ids ? [sql`instance_id = ANY(${ids})`] : []),
    ...columns.map(({ column, texts }) => fits(sql.ref(column), texts)),
    ...tags.map(
      ({ keys, values }) => sql`instance_id IN (
        SELECT t.resource_id FROM tag t
        WHERE t.account_id = ${accountId} AND t.region = ${region} AND ${fits(sql`t.key`, keys)}
          AND ${values ? fits(sql`t.value`, values) : sql`true`})`,
    ),
  ];
}

/** Without patterns a plain comparison, for which there are indexes. */
const fits = (value: RawBuilder<unknown>, { whole, patterns }: Texts): RawBuilder<unknown> =>
  patterns.length === 0
    ? sql`${value} = ANY(${whole})`
    : sql`(${value} = ANY(${whole}) OR ${value} LIKE ANY(${patterns}))`;

/** The states of machines that have volumes and are in a subnet: all but terminated ones. */
export const LASTING_STATES: readonly InstanceState[] = ['pending', 'running', 'stopping', 'stopped', 'shutting-down'];

/** The instances whose column is one of these values. */
export const whole = (column: InstanceColumn, values: readonly string[]) => ({
  columns: [{ column, texts: { whole: values, patterns: [] } }],
});
