import { type Kysely, sql } from 'kysely';
import { defaultSubnets, defaultVpc, isDefaultVpc, type Subnet, type Vpc } from '../../domain/networks/vpc.ts';
import type { DB } from '../../store/schema.ts';
import { ownedBy } from '../owned-by.ts';
import { inWindow, type Window, windowOf } from './window.ts';

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

/** The account's VPCs in the Region: the default one, then those it made in the order of their ids. */
export async function listVpcs(db: Kysely<DB>, scope: Scope, window: Window = {}): Promise<Vpc[]> {
  const { rows } = await sql<Vpc>`
    SELECT account_id AS "accountId", region, vpc_id AS id, cidr_block AS "cidrBlock",
      instance_tenancy AS "instanceTenancy", enable_dns_support AS "enableDnsSupport",
      enable_dns_hostnames AS "enableDnsHostnames",
      enable_network_address_usage_metrics AS "enableNetworkAddressUsageMetrics"
    FROM vpc WHERE ${inWindow(scope, sql.ref('vpc_id'), window)}`.execute(db);
  return [...windowOf([defaultVpc(scope)], window, vpcKey), ...rows].slice(0, window.limit);
}

const SUBNET = sql`
  account_id AS "accountId", region, subnet_id AS id, vpc_id AS "vpcId", availability_zone AS "availabilityZone",
  cidr_block AS "cidrBlock", map_public_ip_on_launch AS "mapPublicIpOnLaunch", enable_dns64 AS "enableDns64",
  private_dns_hostname_type AS "privateDnsHostnameType", resource_name_dns_a_record AS "resourceNameDnsARecord",
  resource_name_dns_aaaa_record AS "resourceNameDnsAaaaRecord"`;

/** The account's subnets of VPCs, the default ones included. */
export async function listSubnetsOf(db: Kysely<DB>, scope: Scope, vpcIds: readonly string[]): Promise<Subnet[]> {
  const { rows } = await sql<Subnet>`
    SELECT ${SUBNET} FROM subnet WHERE vpc_id = ANY(${vpcIds}) AND ${ownedBy(scope)}
    ORDER BY subnet_id COLLATE "C"`.execute(db);
  return [...defaultSubnets(scope).filter(({ vpcId }) => vpcIds.includes(vpcId)), ...rows];
}

/** The account's subnets in the Region: the default ones by zone, then those it made in the order of their ids. */
export async function listSubnets(db: Kysely<DB>, scope: Scope, window: Window = {}): Promise<Subnet[]> {
  const { rows } = await sql<Subnet>`
    SELECT ${SUBNET} FROM subnet WHERE ${inWindow(scope, sql.ref('subnet_id'), window)}`.execute(db);
  return [...windowOf(defaultSubnets(scope), window, subnetKey), ...rows].slice(0, window.limit);
}

/** The place of a VPC in the list: the default one comes first. */
export const vpcKey = (vpc: Vpc): string => (isDefaultVpc(vpc) ? '!' : vpc.id);

/** The place of a subnet in the list: the default ones come first, by zone. */
export const subnetKey = (subnet: Subnet): string =>
  defaultSubnets(subnet).some(({ id }) => id === subnet.id) ? `!${subnet.availabilityZone}` : subnet.id;
