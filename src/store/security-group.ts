import { sql, type Transaction } from 'kysely';
import type { SecurityGroup, SecurityGroupRule } from '../domain/networks/security-group.ts';
import { recordset } from './bulk.ts';
import type { DB } from './schema.ts';

/** Inserts a group; false when it is there, or its VPC has one of that name. */
export async function insertSecurityGroup(trx: Transaction<DB>, group: SecurityGroup): Promise<boolean> {
  const { numAffectedRows } = await sql`
    INSERT INTO security_group (account_id, region, security_group_id, vpc_id, name, description)
    VALUES (${group.accountId}, ${group.region}, ${group.id}, ${group.vpcId}, ${group.name}, ${group.description})
    ON CONFLICT DO NOTHING`.execute(trx);
  return numAffectedRows === 1n;
}

/** Locks groups, so that none is deleted, or given to a machine, meanwhile. */
export async function lockSecurityGroups(trx: Transaction<DB>, groupIds: readonly string[]): Promise<void> {
  await sql`
    SELECT FROM security_group WHERE security_group_id = ANY(${groupIds}) ORDER BY security_group_id FOR UPDATE`.execute(
    trx,
  );
}

/** Deletes a group with its rules. */
export async function deleteSecurityGroupRow(trx: Transaction<DB>, groupId: string): Promise<void> {
  await sql`DELETE FROM security_group WHERE security_group_id = ${groupId}`.execute(trx);
}

const COLUMNS = `"accountId" text, region text, id text, "securityGroupId" text, "isEgress" boolean, "ipProtocol" text,
  "fromPort" integer, "toPort" integer, "cidrIpv4" text, "cidrIpv6" text, "prefixListId" text, "referencedGroupId" text,
  description text`;

/** Adds rules to groups that are locked. */
export async function insertSecurityGroupRules(
  trx: Transaction<DB>,
  rules: readonly SecurityGroupRule[],
): Promise<void> {
  await sql`
    INSERT INTO security_group_rule (account_id, region, security_group_rule_id, security_group_id, is_egress, ip_protocol,
      from_port, to_port, cidr_ipv4, cidr_ipv6, prefix_list_id, referenced_group_id, description)
    SELECT r.* FROM ${recordset(rules, COLUMNS)}`.execute(trx);
}

export async function deleteSecurityGroupRules(trx: Transaction<DB>, ruleIds: readonly string[]): Promise<void> {
  await sql`DELETE FROM security_group_rule WHERE security_group_rule_id = ANY(${ruleIds})`.execute(trx);
}
