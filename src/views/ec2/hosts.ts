import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { Host } from '../../domain/hosts/host.ts';
import type { InstanceState } from '../../domain/instances/instance.ts';
import type { DB } from '../../store/schema.ts';

/** A machine that is on a host, running or not. */
export interface MachineOnHost {
  readonly id: string;
  readonly instanceType: string;
  readonly ownerId: string;
  readonly state: InstanceState;
}

export interface ListedHost extends Host {
  readonly machines: readonly MachineOnHost[];
}

interface HostQuery {
  /** All hosts that the account sees in the Region where it is not given. */
  readonly ids?: readonly string[] | undefined;
  /** Hosts that were released before are left out. */
  readonly releasedAfter: Date;
}

/**
 * The hosts that an account sees in the Region, its own and those in groups that are shared with it, with all machines on
 * them, in the order they were allocated.
 */
export async function listHosts(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { ids, releasedAfter }: HostQuery,
): Promise<ListedHost[]> {
  const { rows } = await sql<Row>`
    SELECT h.account_id AS "accountId", h.region, h.host_id AS id, h.availability_zone AS "availabilityZone", h.family,
      h.instance_type AS "instanceType", h.sockets, h.cores, h.estimated, h.auto_placement AS "autoPlacement",
      h.host_recovery AS "hostRecovery", h.host_maintenance AS "hostMaintenance", h.state, h.group_arn AS "groupArn",
      h.client_token AS "clientToken", h.allocated_at AS "allocatedAt", h.released_at AS "releasedAt",
      coalesce((
        SELECT json_agg(json_build_object('id', i.instance_id, 'instanceType', i.instance_type,
          'ownerId', i.account_id, 'state', i.state) ORDER BY i.sequence)
        FROM current_instance i WHERE i.host_id = h.host_id AND i.state <> 'terminated'), '[]') AS machines
    FROM host h
    WHERE h.region = ${region} AND (h.account_id = ${accountId} OR h.group_arn = ANY (ARRAY (
        SELECT s.group_arn FROM resource_group_share s
        WHERE s.shared_with_account_id = ${accountId} AND s.region = ${region})))
      AND (h.released_at IS NULL OR h.released_at > ${releasedAfter})
      ${ids ? sql`AND h.host_id = ANY(${ids})` : sql``}
    ORDER BY h.allocated_at, h.host_id COLLATE "C"`.execute(db);
  return rows.map(({ instanceType, groupArn, clientToken, releasedAt, ...row }) => ({
    ...row,
    instanceType: instanceType ?? undefined,
    groupArn: groupArn ?? undefined,
    clientToken: clientToken ?? undefined,
    releasedAt: releasedAt ?? undefined,
  }));
}

type Row = {
  [Member in keyof ListedHost]: undefined extends ListedHost[Member]
    ? Exclude<ListedHost[Member], undefined> | null
    : ListedHost[Member];
};
