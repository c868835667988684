import { sql, type Transaction } from 'kysely';
import { keyNameOf, type LaunchSubnet, type NetworkFacts, NO_NETWORK } from '../domain/networks/network-facts.ts';
import type { SecurityGroup } from '../domain/networks/security-group.ts';
import { placementGroupRef } from '../domain/records/placement-group.ts';
import type { Ec2Record } from '../domain/records/record.ts';
import type { DB } from './schema.ts';

/** What launches name of networks: ids of subnets, ids or names of security groups, names of key pairs, ids or names of placement groups. */
export interface NamedNetwork {
  readonly accounts: Set<string>;
  readonly subnets: Set<string>;
  readonly groups: Set<string>;
  readonly keyNames: Set<string>;
  readonly placementGroups: Set<string>;
}

/** Subnets, groups and placement groups that are named cannot be deleted until the transaction ends, so that no machine is without. */
export async function readNetworkFacts(trx: Transaction<DB>, named: NamedNetwork): Promise<NetworkFacts> {
  const { subnets, groups, keyNames, placementGroups } = named;
  if (subnets.size + groups.size + keyNames.size + placementGroups.size === 0) return NO_NETWORK;
  const [ofSubnets, securityGroups, ofKeys, placements] = await Promise.all([
    subnets.size > 0 ? readSubnets(trx, [...subnets]) : NO_NETWORK.subnets,
    groups.size > 0 ? readGroups(trx, named) : NO_NETWORK.securityGroups,
    keyNames.size > 0 ? readKeyNames(trx, named) : NO_NETWORK.keyNames,
    placementGroups.size > 0 ? readPlacementGroups(trx, named) : NO_NETWORK.placementGroups,
  ]);
  return { subnets: ofSubnets, securityGroups, keyNames: ofKeys, placementGroups: placements };
}

async function readSubnets(trx: Transaction<DB>, ids: readonly string[]): Promise<Map<string, LaunchSubnet>> {
  const { rows } = await sql<LaunchSubnet>`
    SELECT s.account_id AS "accountId", s.region, s.subnet_id AS "subnetId", s.vpc_id AS "vpcId",
      s.availability_zone AS "availabilityZone", s.cidr_block AS "cidrBlock",
      s.map_public_ip_on_launch AS "mapPublicIpOnLaunch", coalesce(v.instance_tenancy, 'default') AS "vpcTenancy"
    FROM subnet s LEFT JOIN vpc v USING (vpc_id)
    WHERE s.subnet_id = ANY(${ids}) ORDER BY s.subnet_id FOR KEY SHARE OF s`.execute(trx);
  return new Map(rows.map((subnet) => [subnet.subnetId, subnet]));
}

async function readGroups(trx: Transaction<DB>, { accounts, groups }: NamedNetwork): Promise<SecurityGroup[]> {
  const { rows } = await sql<SecurityGroup>`
    SELECT account_id AS "accountId", region, security_group_id AS id, vpc_id AS "vpcId", name, description
    FROM security_group
    WHERE account_id = ANY(${[...accounts]}) AND (security_group_id = ANY(${[...groups]}) OR name = ANY(${[...groups]}))
    ORDER BY security_group_id FOR KEY SHARE`.execute(trx);
  return rows;
}

async function readKeyNames(trx: Transaction<DB>, { accounts, keyNames }: NamedNetwork): Promise<Set<string>> {
  const { rows } = await sql<{ accountId: string; region: string; name: string }>`
    SELECT account_id AS "accountId", region, name FROM key_pair
    WHERE account_id = ANY(${[...accounts]}) AND name = ANY(${[...keyNames]})`.execute(trx);
  return new Set(rows.map((row) => keyNameOf(row, row.name)));
}

async function readPlacementGroups(
  trx: Transaction<DB>,
  { accounts, placementGroups }: NamedNetwork,
): Promise<Ec2Record<'placement-group'>[]> {
  const [ids, refs] = [[...placementGroups], Array.from(placementGroups, placementGroupRef)];
  const { rows } = await sql<Ec2Record<'placement-group'>>`
    SELECT account_id AS "accountId", region, record_id AS id, kind, details, created_at AS "createdAt"
    FROM ec2_record
    WHERE account_id = ANY(${[...accounts]}) AND kind = 'placement-group' AND (record_id = ANY(${ids}) OR refs && ${refs})
    ORDER BY record_id FOR KEY SHARE`.execute(trx);
  return rows;
}
