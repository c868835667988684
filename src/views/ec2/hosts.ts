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
  readonly sequence: number;
  readonly machines: readonly MachineOnHost[];
}

interface HostQuery {
  /** All hosts that the account sees in the Region where it is not given. */
  readonly ids?: readonly string[] | undefined;
  /** Hosts that were released before are left out. */
  readonly releasedAfter: Date;
  /** Hosts allocated after the one of this sequence, so many at the most. */
  readonly after?: number;
  readonly limit?: number;
}

/**
 * The hosts that an account sees in the Region, its own and those in groups that are shared with it, with all machines on
 * them, in the order they were allocated. The next of its own and of each group are found by their index, by themselves.
 */
export async function listHosts(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { ids, releasedAfter, after = 0, limit }: HostQuery,
): Promise<ListedHost[]> {
  const most = limit ?? null;
  const behind = sql`sequence > ${after} AND (released_at IS NULL OR released_at > ${releasedAfter})
    ${ids ? sql`AND host_id = ANY(${ids})` : sql``} ORDER BY sequence LIMIT ${most}`;
  const { rows } = await sql<Row>`
    SELECT h.sequence, h.account_id AS "accountId", h.region, h.host_id AS id, h.availability_zone AS "availabilityZone", h.family,
      h.instance_type AS "instanceType", h.sockets, h.cores, h.estimated, h.auto_placement AS "autoPlacement",
      h.host_recovery AS "hostRecovery", h.host_maintenance AS "hostMaintenance", h.state, h.group_arn AS "groupArn",
      h.client_token AS "clientToken", h.allocated_at AS "allocatedAt", h.released_at AS "releasedAt",
      coalesce((
        SELECT json_agg(json_build_object('id', i.instance_id, 'instanceType', i.instance_type,
          'ownerId', i.account_id, 'state', i.state) ORDER BY i.sequence)
        FROM current_instance i WHERE i.host_id = h.host_id AND i.state <> 'terminated'), '[]') AS machines
    FROM (
      (SELECT * FROM host WHERE account_id = ${accountId} AND region = ${region} AND ${behind})
      UNION
      SELECT shared.* FROM resource_group_share s CROSS JOIN LATERAL (
        SELECT * FROM host WHERE group_arn = s.group_arn AND ${behind}) shared
      WHERE s.shared_with = ANY(sharing_principals(${accountId})) AND s.region = ${region}
      ORDER BY sequence LIMIT ${most}) h
    ORDER BY h.sequence`.execute(db);
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
