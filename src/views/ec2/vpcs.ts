import { type Kysely, sql } from 'kysely';
import { defaultSubnets, defaultVpc, type Subnet, type Vpc } from '../../domain/networks/vpc.ts';
import type { DB } from '../../store/schema.ts';

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

/** The account's VPCs in the Region: the default one, then those it made in the order of their ids. */
export async function listVpcs(db: Kysely<DB>, scope: Scope): Promise<Vpc[]> {
  const { rows } = await sql<Vpc>`
    SELECT account_id AS "accountId", region, vpc_id AS id, cidr_block AS "cidrBlock",
      instance_tenancy AS "instanceTenancy", enable_dns_support AS "enableDnsSupport",
      enable_dns_hostnames AS "enableDnsHostnames",
      enable_network_address_usage_metrics AS "enableNetworkAddressUsageMetrics"
    FROM vpc WHERE account_id = ${scope.accountId} AND region = ${scope.region} ORDER BY vpc_id COLLATE "C"`.execute(
    db,
  );
  return [defaultVpc(scope), ...rows];
}

/** The account's subnets in the Region: the default ones by zone, then those it made in the order of their ids. */
export async function listSubnets(db: Kysely<DB>, scope: Scope): Promise<Subnet[]> {
  const { rows } = await sql<Subnet>`
    SELECT account_id AS "accountId", region, subnet_id AS id, vpc_id AS "vpcId", availability_zone AS "availabilityZone",
      cidr_block AS "cidrBlock", map_public_ip_on_launch AS "mapPublicIpOnLaunch", enable_dns64 AS "enableDns64",
      private_dns_hostname_type AS "privateDnsHostnameType", resource_name_dns_a_record AS "resourceNameDnsARecord",
      resource_name_dns_aaaa_record AS "resourceNameDnsAaaaRecord"
    FROM subnet WHERE account_id = ${scope.accountId} AND region = ${scope.region}
    ORDER BY subnet_id COLLATE "C"`.execute(db);
  return [...defaultSubnets(scope), ...rows];
}
