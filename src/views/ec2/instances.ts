import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Instance, InstanceState } from '../../domain/instances/instance.ts';
import type { DB } from '../../store/schema.ts';
import { ofAccount, ownedBy } from '../owned-by.ts';
import { fits, hasTag, type TagTexts, type Texts } from './tag-conditions.ts';
import type { TagOfResource } from './tags.ts';

export interface Scope {
  readonly accountId: string;
  readonly region: string;
}

/** An instance with its place in the order of launches, which lists are continued by. */
export interface ListedInstance extends Instance {
  readonly sequence: number;
  /** Whether the VPC gives DNS names to public addresses; null for machines of the default one, which does. */
  readonly vpcDnsHostnames: boolean | null;
  /** These two are empty where a list does not ask for details. */
  readonly tags: readonly TagOfResource[];
  /** The licenses that it is tied to, in the order they were. */
  readonly licenses: readonly LicenseOfInstance[];
}

interface LicenseOfInstance {
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
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
export interface InstanceFilter {
  readonly ids?: readonly string[];
  readonly columns?: readonly { readonly column: InstanceColumn; readonly texts: Texts }[];
  readonly tags?: readonly TagTexts[];
}

/** The account's instances in the Region that fit, in the order they were launched: few, for all of them are read. */
export async function readInstances(
  db: Kysely<DB>,
  scope: Scope,
  { limit, details, ...filter }: InstanceFilter & { readonly limit: number; readonly details?: boolean | undefined },
): Promise<ListedInstance[]> {
  const { rows } = await sql<Row>`
    SELECT ${instanceColumns(details)} FROM current_instance
    WHERE ${sql.join(conditionsOf(scope, filter), sql` AND `)}
    ORDER BY sequence LIMIT ${limit}`.execute(db);
  return rows.map(toListed);
}

/** What is read of `current_instance` for a list: one statement asks for tags and licenses too. */
export const instanceColumns = (details = false): RawBuilder<unknown> =>
  details ? sql`${COLUMNS}, ${DETAILS}` : COLUMNS;

const COLUMNS = sql`
  sequence, account_id AS "accountId", region, instance_id AS id, reservation_id AS "reservationId",
  launch_index AS "launchIndex", image_id AS "imageId", instance_type AS "instanceType", core_count AS "coreCount",
  threads_per_core AS "threadsPerCore", tenancy, host_id AS "hostId", availability_zone AS "availabilityZone",
  subnet_id AS "subnetId", private_ip AS "privateIp", state, state_due AS "stateDue",
  state_changed_at AS "stateChangedAt", state_reason AS "stateReason", launched_at AS "launchedAt", settings,
  CASE WHEN settings ? 'vpcId' THEN
    (SELECT v.enable_dns_hostnames FROM vpc v WHERE v.vpc_id = settings ->> 'vpcId')
  END AS "vpcDnsHostnames"`;

const DETAILS = sql`
  (SELECT json_agg(json_build_object('Key', t.key, 'Value', t.value) ORDER BY t.key COLLATE "C")
    FROM tag t WHERE t.resource_id = instance_id) AS tags,
  (SELECT json_agg(json_build_object('id', a.license_configuration_id, 'accountId', a.account_id, 'region', a.region)
      ORDER BY a.associated_at, a.license_configuration_id)
    FROM license_association a WHERE a.resource_id = instance_id) AS licenses`;

export type Row = Omit<ListedInstance, 'hostId' | 'licenses' | 'stateDue' | 'stateReason' | 'tags'> & {
  hostId: string | null;
  licenses?: LicenseOfInstance[] | null;
  stateDue: Date | null;
  stateReason: string | null;
  tags?: TagOfResource[] | null;
};

export const toListed = ({ hostId, licenses, stateDue, stateReason, tags, ...row }: Row): ListedInstance => ({
  ...row,
  hostId: hostId ?? undefined,
  licenses: licenses ?? [],
  stateDue: stateDue ?? undefined,
  stateReason: stateReason ?? undefined,
  tags: tags ?? [],
});

/** That a row of `current_instance` is of the account and Region, and fits. */
export function conditionsOf(scope: Scope, filter: InstanceFilter): RawBuilder<unknown>[] {
  const { ids, columns = [], tags = [] } = filter;
  return [
    ...(ids ? [ownedBy(scope), sql`instance_id = ANY(${ids})`] : [ofAccount(scope)]),
    ...columns.map(({ column, texts }) => fits(sql.ref(column), texts)),
    ...tags.map((tag) => hasTag(sql.ref('instance_id'), tag)),
  ];
}

/** The states of machines that have volumes and are in a subnet: all but terminated ones. */
export const LASTING_STATES: readonly InstanceState[] = ['pending', 'running', 'stopping', 'stopped', 'shutting-down'];

/** The instances whose column is one of these values. */
export const whole = (column: InstanceColumn, values: readonly string[]) => ({
  columns: [{ column, texts: { whole: values, patterns: [] } }],
});
