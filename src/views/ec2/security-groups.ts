import { type Kysely, sql } from 'kysely';
import {
  defaultGroup,
  defaultRules,
  type SecurityGroup,
  type SecurityGroupRule,
} from '../../domain/networks/security-group.ts';
import { defaultVpc } from '../../domain/networks/vpc.ts';
import type { DB } from '../../store/schema.ts';
import { inWindow, type Window, windowOf } from './window.ts';

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

/** The account's security groups in the Region, in the order of their ids; by name those in the default VPC. */
export async function listSecurityGroups(
  db: Kysely<DB>,
  scope: Scope,
  { names, ...window }: Window & { readonly names?: readonly string[] | undefined } = {},
): Promise<SecurityGroup[]> {
  const { rows } = await sql<SecurityGroup>`
    SELECT account_id AS "accountId", region, security_group_id AS id, vpc_id AS "vpcId", name, description
    FROM security_group WHERE ${names ? sql`vpc_id = ${defaultVpc(scope).id} AND name = ANY(${names}) AND` : sql``}
      ${inWindow(scope, sql.ref('security_group_id'), window)}`.execute(db);
  const first = [defaultGroup(defaultVpc(scope))].filter(({ name }) => !names || names.includes(name));
  const unchanged = windowOf(first, window, ({ id }) => id);
  const groups = [...rows, ...unchanged.filter((group) => !rows.some(({ id }) => id === group.id))];
  return groups.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, window.limit);
}

type RuleRow = { [Key in keyof Required<SecurityGroupRule>]: SecurityGroupRule[Key] | null };

/** The rules of groups, in the order of their ids. */
export async function listSecurityGroupRules(
  db: Kysely<DB>,
  groups: readonly SecurityGroup[],
): Promise<SecurityGroupRule[]> {
  const { rows } = await sql<RuleRow>`
    SELECT ${RULE} FROM security_group_rule
    WHERE security_group_id = ANY(${groups.map((group) => group.id)})`.execute(db);
  const rules = [...rows.map(withoutNulls), ...(await rulesOfUnchanged(db, groups))];
  return rules.sort((a, b) => (a.id < b.id ? -1 : 1));
}

const RULE = sql`account_id AS "accountId", region, security_group_rule_id AS id, security_group_id AS "securityGroupId",
  is_egress AS "isEgress", ip_protocol AS "ipProtocol", from_port AS "fromPort", to_port AS "toPort",
  cidr_ipv4 AS "cidrIpv4", cidr_ipv6 AS "cidrIpv6", prefix_list_id AS "prefixListId",
  referenced_group_id AS "referencedGroupId", description`;

/** A window of the account's rules in the Region, in the order of their ids; those of some groups where these are given. */
export async function listRules(
  db: Kysely<DB>,
  scope: Scope,
  { groupIds, ...window }: Window & { readonly groupIds?: readonly string[] | undefined } = {},
): Promise<SecurityGroupRule[]> {
  const column = sql.ref('security_group_rule_id');
  const { rows } = await sql<RuleRow>`
    SELECT ${RULE} FROM security_group_rule
    WHERE ${groupIds ? sql`security_group_id = ANY(${groupIds}) AND` : sql``}
      ${inWindow(scope, column, window, groupIds !== undefined)}`.execute(db);
  const first = defaultGroup(defaultVpc(scope));
  const asked = !groupIds || groupIds.includes(first.id) ? await rulesOfUnchanged(db, [first]) : [];
  const rules = [...rows.map(withoutNulls), ...windowOf(asked, window, ({ id }) => id)];
  return rules.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, window.limit);
}

const withoutNulls = (row: RuleRow): SecurityGroupRule =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as SecurityGroupRule;

/** A default VPC's group has its first rules, and no row, until they change. */
async function rulesOfUnchanged(db: Kysely<DB>, groups: readonly SecurityGroup[]): Promise<SecurityGroupRule[]> {
  const derived = groups.filter((group) => group.id === defaultGroup(defaultVpc(group)).id);
  if (derived.length === 0) return [];
  const ids = derived.map((group) => group.id);
  const { rows } = await sql<{ id: string }>`
    SELECT security_group_id AS id FROM security_group WHERE security_group_id = ANY(${ids})`.execute(db);
  return derived.filter((group) => !rows.some((row) => row.id === group.id)).flatMap(defaultRules);
}

/** Whether a machine or a network interface of the account has the group, or a rule of another group names it. */
export async function isGroupInUse(db: Kysely<DB>, { accountId, region, id }: SecurityGroup): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM instance
    WHERE account_id = ${accountId} AND region = ${region} AND state <> 'terminated'
      AND (settings->'securityGroupIds' ? ${id}
        OR jsonb_path_exists(settings, '$.interfaces[*].groupIds[*] ? (@ == $id)', ${JSON.stringify({ id })}::jsonb))
    UNION ALL
    SELECT FROM ec2_record WHERE kind = 'network-interface' AND refs @> ${[id]}
    UNION ALL
    SELECT FROM security_group_rule WHERE referenced_group_id = ${id} AND security_group_id <> ${id}
    LIMIT 1`.execute(db);
  return rows.length > 0;
}
