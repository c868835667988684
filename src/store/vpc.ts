import { sql, type Transaction } from 'kysely';
import type { Subnet, Vpc } from '../domain/networks/vpc.ts';
import type { DB } from './schema.ts';

/** Makes those take turns who put something into a VPC or delete it, until the transaction ends; a default VPC has no row. */
export async function lockVpc(trx: Transaction<DB>, vpcId: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${vpcId}, 0))`.execute(trx);
}

export async function insertVpc(trx: Transaction<DB>, vpc: Vpc): Promise<void> {
  await sql`
    INSERT INTO vpc (account_id, region, vpc_id, cidr_block, instance_tenancy, enable_dns_support, enable_dns_hostnames,
      enable_network_address_usage_metrics)
    VALUES (${vpc.accountId}, ${vpc.region}, ${vpc.id}, ${vpc.cidrBlock}, ${vpc.instanceTenancy}, ${vpc.enableDnsSupport},
      ${vpc.enableDnsHostnames}, ${vpc.enableNetworkAddressUsageMetrics})`.execute(trx);
}

/** Writes what may change of a VPC. */
export async function updateVpc(trx: Transaction<DB>, vpc: Vpc): Promise<void> {
  await sql`
    UPDATE vpc SET instance_tenancy = ${vpc.instanceTenancy}, enable_dns_support = ${vpc.enableDnsSupport},
      enable_dns_hostnames = ${vpc.enableDnsHostnames},
      enable_network_address_usage_metrics = ${vpc.enableNetworkAddressUsageMetrics}
    WHERE vpc_id = ${vpc.id}`.execute(trx);
}

export async function deleteVpcRow(trx: Transaction<DB>, vpcId: string): Promise<void> {
  await sql`DELETE FROM vpc WHERE vpc_id = ${vpcId}`.execute(trx);
}

export async function insertSubnet(trx: Transaction<DB>, subnet: Subnet): Promise<void> {
  await sql`
    INSERT INTO subnet (account_id, region, subnet_id, vpc_id, availability_zone, cidr_block, map_public_ip_on_launch,
      enable_dns64, private_dns_hostname_type, resource_name_dns_a_record, resource_name_dns_aaaa_record)
    VALUES (${subnet.accountId}, ${subnet.region}, ${subnet.id}, ${subnet.vpcId}, ${subnet.availabilityZone},
      ${subnet.cidrBlock}, ${subnet.mapPublicIpOnLaunch}, ${subnet.enableDns64}, ${subnet.privateDnsHostnameType},
      ${subnet.resourceNameDnsARecord}, ${subnet.resourceNameDnsAaaaRecord})`.execute(trx);
}

/** Locks a subnet for change, so that no launch puts a machine into it meanwhile. */
export async function lockSubnet(trx: Transaction<DB>, subnetId: string): Promise<void> {
  await sql`SELECT FROM subnet WHERE subnet_id = ${subnetId} FOR UPDATE`.execute(trx);
}

/** Writes what may change of a subnet. */
export async function updateSubnet(trx: Transaction<DB>, subnet: Subnet): Promise<void> {
  await sql`
    UPDATE subnet SET map_public_ip_on_launch = ${subnet.mapPublicIpOnLaunch}, enable_dns64 = ${subnet.enableDns64},
      private_dns_hostname_type = ${subnet.privateDnsHostnameType},
      resource_name_dns_a_record = ${subnet.resourceNameDnsARecord},
      resource_name_dns_aaaa_record = ${subnet.resourceNameDnsAaaaRecord}
    WHERE subnet_id = ${subnet.id}`.execute(trx);
}

export async function deleteSubnetRow(trx: Transaction<DB>, subnetId: string): Promise<void> {
  await sql`DELETE FROM subnet WHERE subnet_id = ${subnetId}`.execute(trx);
}

/** Whether a machine has a network interface beside its primary one in the subnet. */
export async function hasInterfaceOfMachine(trx: Transaction<DB>, subnetId: string): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM instance
    WHERE settings ? 'interfaces' AND jsonb_path_query_array(settings, '$.interfaces[*].subnetId') ? ${subnetId}
      AND state <> 'terminated' LIMIT 1`.execute(trx);
  return rows.length > 0;
}
