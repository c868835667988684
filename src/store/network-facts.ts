import { sql, type Transaction } from 'kysely';
import { possibleOwners } from '../domain/instances/attached-id.ts';
import { interfacesOf } from '../domain/instances/interfaces.ts';
import { interfaceRecord } from '../domain/instances/left-behind.ts';
import {
  addressKeyOf,
  type ExistingInterface,
  keyNameOf,
  type LaunchSubnet,
  type NetworkFacts,
  NO_NETWORK,
  type SpreadMember,
} from '../domain/networks/network-facts.ts';
import type { SecurityGroup } from '../domain/networks/security-group.ts';
import { placementGroupRef } from '../domain/records/placement-group.ts';
import type { Ec2Record } from '../domain/records/record.ts';
import { readMachines } from './instance.ts';
import type { DB } from './schema.ts';

/** What launches name of networks: ids of subnets, ids or names of security groups, names of key pairs, ids or names of placement groups. */
export interface NamedNetwork {
  readonly accounts: Set<string>;
  readonly subnets: Set<string>;
  readonly groups: Set<string>;
  readonly keyNames: Set<string>;
  readonly placementGroups: Set<string>;
  /** Private addresses. */
  readonly addresses: Set<string>;
  /** Network interfaces that are there already. */
  readonly interfaces: Set<string>;
}

/**
 * Subnets, groups and placement groups that are named cannot be deleted until the transaction ends, so that no machine is
 * without; nor can those of network interfaces that are named, and nobody else gets these.
 */
export async function readNetworkFacts(trx: Transaction<DB>, named: NamedNetwork): Promise<NetworkFacts> {
  const { subnets, groups, keyNames, placementGroups, addresses } = named;
  const interfaces =
    named.interfaces.size > 0 ? await lockInterfaces(trx, [...named.interfaces]) : NO_NETWORK.interfaces;
  for (const { details } of interfaces.values()) {
    subnets.add(details.subnetId);
    for (const id of details.groupIds) groups.add(id);
  }
  if (subnets.size + groups.size + keyNames.size + placementGroups.size + addresses.size + named.interfaces.size === 0)
    return NO_NETWORK;
  const [ofSubnets, securityGroups, ofKeys, placements, takenAddresses] = await Promise.all([
    subnets.size > 0 ? readSubnets(trx, [...subnets]) : NO_NETWORK.subnets,
    groups.size > 0 ? readGroups(trx, named) : NO_NETWORK.securityGroups,
    keyNames.size > 0 ? readKeyNames(trx, named) : NO_NETWORK.keyNames,
    placementGroups.size > 0 ? readPlacementGroups(trx, named) : NO_PLACEMENTS,
    addresses.size > 0 ? readTakenAddresses(trx, named) : NO_NETWORK.takenAddresses,
  ]);
  return { subnets: ofSubnets, securityGroups, keyNames: ofKeys, takenAddresses, interfaces, ...placements };
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
): Promise<Pick<NetworkFacts, 'placementGroups' | 'spreadMembers'>> {
  const [ids, refs] = [[...placementGroups], Array.from(placementGroups, placementGroupRef)];
  const { rows } = await sql<Ec2Record<'placement-group'>>`
    SELECT account_id AS "accountId", region, record_id AS id, kind, details, created_at AS "createdAt"
    FROM ec2_record
    WHERE account_id = ANY(${[...accounts]}) AND kind = 'placement-group' AND (record_id = ANY(${ids}) OR refs && ${refs})
    ORDER BY record_id FOR KEY SHARE`.execute(trx);
  const spread = rows.filter(({ details }) => details.strategy === 'spread').map(({ id }) => id);
  return {
    placementGroups: rows,
    spreadMembers: Map.groupBy(await readSpreadMembers(trx, spread), (one) => one.groupId),
  };
}

const NO_PLACEMENTS = { placementGroups: NO_NETWORK.placementGroups, spreadMembers: NO_NETWORK.spreadMembers };

/** The machines that run in groups, into which nothing is launched or started by others until the transaction ends. */
async function readSpreadMembers(trx: Transaction<DB>, ids: readonly string[]): Promise<SpreadMember[]> {
  if (ids.length === 0) return [];
  await sql`SELECT FROM ec2_record WHERE record_id = ANY(${ids}) ORDER BY record_id FOR NO KEY UPDATE`.execute(trx);
  const { rows } = await sql<SpreadMember>`
    SELECT settings ->> 'placementGroupId' AS "groupId", instance_id AS "instanceId",
      availability_zone AS "availabilityZone"
    FROM instance WHERE settings ->> 'placementGroupId' = ANY(${ids}) AND state IN ('pending', 'running')`.execute(trx);
  return rows;
}

/**
 * The keys of those of the addresses that machines have, and network interfaces made alone. Whoever takes one holds it until
 * the transaction ends; `lockAddresses` is for all who do.
 */
export async function readTakenAddresses(
  trx: Transaction<DB>,
  named: Pick<NamedNetwork, 'accounts' | 'addresses'>,
): Promise<Set<string>> {
  await lockAddresses(trx, [...named.addresses]);
  const holders = await readAddressHolders(trx, named);
  return new Set(holders.map(({ subnetId, address }) => addressKeyOf(subnetId, address)));
}

/** Who has a private address: a machine, or a network interface that none has. */
export interface AddressHolder {
  readonly subnetId: string;
  readonly address: string;
  readonly instanceId?: string | undefined;
  readonly networkInterfaceId?: string | undefined;
}

/** Who has those of the addresses that somebody has. */
export async function readAddressHolders(
  trx: Transaction<DB>,
  { accounts, addresses }: Pick<NamedNetwork, 'accounts' | 'addresses'>,
): Promise<AddressHolder[]> {
  const [of, all] = [[...accounts], [...addresses]];
  const { rows } = await sql<{ subnetId: string; address: string; instanceId: string | null; recordId: string | null }>`
    SELECT subnet_id AS "subnetId", private_ip AS address, instance_id AS "instanceId", NULL AS "recordId" FROM instance
    WHERE account_id = ANY(${of}) AND private_ip = ANY(${all}) AND state <> 'terminated'
    UNION ALL
    SELECT one ->> 'subnetId', one ->> 'privateIp', instance_id, NULL FROM instance, jsonb_array_elements(settings -> 'interfaces') one
    WHERE settings ? 'interfaces' AND jsonb_path_query_array(settings, '$.interfaces[*].privateIp') ?| ${all}
      AND account_id = ANY(${of}) AND state <> 'terminated'
    UNION ALL
    SELECT subnet_id, address, instance_id, NULL FROM instance, jsonb_array_elements_text(settings -> 'secondaryIps') address
    WHERE settings ? 'secondaryIps' AND settings -> 'secondaryIps' ?| ${all}
      AND account_id = ANY(${of}) AND state <> 'terminated'
    UNION ALL
    SELECT one ->> 'subnetId', address, instance_id, NULL
    FROM instance, jsonb_array_elements(settings -> 'interfaces') one, jsonb_array_elements_text(one -> 'secondaryIps') address
    WHERE settings ? 'interfaces' AND jsonb_path_query_array(settings, '$.interfaces[*].secondaryIps[*]') ?| ${all}
      AND account_id = ANY(${of}) AND state <> 'terminated'
    UNION ALL
    SELECT details ->> 'subnetId', address, NULL, record_id
    FROM ec2_record, unnest(refs) address
    WHERE refs && ${all} AND address = ANY(${all}) AND kind = 'network-interface' AND account_id = ANY(${of})`.execute(
    trx,
  );
  return rows
    .filter(({ address }) => addresses.has(address))
    .map(({ instanceId, recordId, ...holder }) => ({
      ...holder,
      ...(instanceId !== null && { instanceId }),
      ...(recordId !== null && { networkInterfaceId: recordId }),
    }));
}

/** The network interfaces of these ids: records, which nobody else takes until the transaction ends, or those of machines. */
async function lockInterfaces(trx: Transaction<DB>, ids: readonly string[]): Promise<Map<string, ExistingInterface>> {
  const { rows } = await sql<ExistingInterface>`
    SELECT account_id AS "accountId", region, record_id AS id, kind, details, created_at AS "createdAt",
      held_by IS NOT NULL AS attached
    FROM ec2_record WHERE record_id = ANY(${ids}) AND kind = 'network-interface' ORDER BY record_id FOR UPDATE`.execute(
    trx,
  );
  const found = new Map(rows.map((one) => [one.id, one]));
  const owners = ids.filter((id) => !found.has(id)).flatMap(possibleOwners);
  for (const instance of owners.length > 0 ? await readMachines(trx, owners) : [])
    for (const one of interfacesOf(instance))
      if (ids.includes(one.id)) found.set(one.id, { ...interfaceRecord(instance, one), attached: true });
  return found;
}

/** Lets no other transaction take addresses of these texts until this one ends, whatever subnet they are of. */
async function lockAddresses(trx: Transaction<DB>, addresses: readonly string[]): Promise<void> {
  for (const address of addresses.toSorted())
    await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`address ${address}`}, 0))`.execute(trx);
}
