import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Instance, InstanceState } from '../../domain/instances/instance.ts';
import type { DB } from '../../store/schema.ts';
import { fits, hasTags, type TagTexts, type Texts } from './tag-conditions.ts';

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

/** An instance with its place in the order of launches, which lists are continued by. */
export interface ListedInstance extends Instance {
  readonly sequence: number;
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
  readonly tags?: readonly TagTexts[];
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
  const { rows } = await instancesQuery(scope, selection).execute(db);
  return rows.map(({ hostId, stateDue, stateReason, ...row }) => ({
    ...row,
    hostId: hostId ?? undefined,
    stateDue: stateDue ?? undefined,
    stateReason: stateReason ?? undefined,
  }));
}

/** What `readInstances` asks the database. */
export const instancesQuery = (scope: Scope, selection: InstanceSelection): RawBuilder<Row> => sql<Row>`
    SELECT sequence, account_id AS "accountId", region, instance_id AS id, reservation_id AS "reservationId",
      launch_index AS "launchIndex", image_id AS "imageId", instance_type AS "instanceType", core_count AS "coreCount",
      threads_per_core AS "threadsPerCore", tenancy, host_id AS "hostId", availability_zone AS "availabilityZone",
      subnet_id AS "subnetId", private_ip AS "privateIp", state, state_due AS "stateDue",
      state_changed_at AS "stateChangedAt", state_reason AS "stateReason", launched_at AS "launchedAt", settings
    FROM current_instance WHERE ${sql.join(conditionsOf(scope, selection), sql` AND `)}
    ORDER BY sequence LIMIT ${selection.limit}`;

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
    ...hasTags(sql.ref('instance_id'), { accountId, region }, tags),
  ];
}

/** The states of machines that have volumes and are in a subnet: all but terminated ones. */
export const LASTING_STATES: readonly InstanceState[] = ['pending', 'running', 'stopping', 'stopped', 'shutting-down'];

/** The instances whose column is one of these values. */
export const whole = (column: InstanceColumn, values: readonly string[]) => ({
  columns: [{ column, texts: { whole: values, patterns: [] } }],
});
