import { sql, type Transaction } from 'kysely';
import { licenseConfigurationArn } from '../domain/arn.ts';
import type { Scope } from '../domain/decision.ts';
import {
  type GroupConfigurationItem,
  type GroupUse,
  type HostGroup,
  parseHostGroupConfiguration,
  type ResourceGroupRef,
  resourceGroupArn,
} from '../domain/hosts/host-resource-group.ts';
import type { DB } from './schema.ts';
import { deleteAllTags } from './tag.ts';

interface GroupRow {
  account_id: string;
  region: string;
  group_name: string;
  group_arn: string;
  configuration: GroupConfigurationItem[];
}

/**
 * Host resource groups by ARN, in ARN order. Until the transaction ends they stay as they are: a configuration changes
 * and a group is deleted only under a stronger lock, so hosts can be placed by what is read here. Shares are read by
 * `readGroupShares`.
 */
export async function lockHostGroups(trx: Transaction<DB>, arns: readonly string[]): Promise<HostGroup[]> {
  if (arns.length === 0) return [];
  const { rows } = await sql<GroupRow>`
    SELECT account_id, region, group_name, group_arn, configuration FROM resource_group
    WHERE group_arn = ANY(${arns}) AND configuration IS NOT NULL ORDER BY group_arn FOR SHARE`.execute(trx);
  return rows.map(toHostGroup);
}

/** The host resource groups of accounts in Regions, not locked: what they are to be is read again under lock. */
export async function readHostGroups(trx: Transaction<DB>, owners: readonly Scope[]): Promise<HostGroup[]> {
  const { rows } = await sql<GroupRow>`
    SELECT account_id, region, group_name, group_arn, configuration FROM resource_group
    WHERE (account_id, region) IN (
      SELECT o."accountId", o.region FROM jsonb_to_recordset(${JSON.stringify(owners.map(({ accountId, region }) => ({ accountId, region })))}::jsonb)
        AS o ("accountId" text, region text))
      AND configuration IS NOT NULL
    ORDER BY group_arn`.execute(trx);
  return rows.map(toHostGroup);
}

/** Which of these accounts groups are shared with, by the group's ARN. */
export async function readGroupShares(
  trx: Transaction<DB>,
  arns: readonly string[],
  accounts: readonly string[],
): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ arn: string; accounts: string[] }>`
    SELECT s.group_arn AS arn, array_agg(DISTINCT a.id) AS accounts
    FROM unnest(${accounts}::text[]) AS a (id)
    JOIN resource_group_share s ON s.shared_with = ANY(sharing_principals(a.id))
    WHERE s.group_arn = ANY(${arns}) GROUP BY 1`.execute(trx);
  return new Map(rows.map((row) => [row.arn, row.accounts]));
}

/** A group at its creation. */
export interface NewResourceGroup extends ResourceGroupRef {
  readonly description: string | undefined;
  readonly createdAt: Date;
}

/** Either a configuration, which makes a host resource group, or a query with its types. */
export interface GroupKind {
  readonly configuration?: readonly GroupConfigurationItem[] | undefined;
  readonly query?: { readonly text: string; readonly types: readonly string[] } | undefined;
}

/** Inserts a group; false where the account has one of that name in the Region. */
export async function insertResourceGroup(
  trx: Transaction<DB>,
  group: NewResourceGroup,
  { configuration, query }: GroupKind,
): Promise<boolean> {
  const { accountId, region, name, description, createdAt } = group;
  const { rows } = await sql`
    INSERT INTO resource_group (account_id, region, group_name, group_arn, description, configuration, query, query_types,
      created_at)
    VALUES (${accountId}, ${region}, ${name}, ${resourceGroupArn(group, name)}, ${description},
      ${configuration && JSON.stringify(configuration)}, ${query?.text}, ${query?.types}::text[], ${createdAt})
    ON CONFLICT DO NOTHING RETURNING 1`.execute(trx);
  return rows.length > 0;
}

/**
 * Locks a group for change, so that no host, machine or license comes into it or leaves it meanwhile, and reads what is in
 * use there; undefined where there is no such group.
 */
export async function lockResourceGroup(trx: Transaction<DB>, arn: string): Promise<GroupUse | undefined> {
  const group = await sql`SELECT FROM resource_group WHERE group_arn = ${arn} FOR UPDATE`.execute(trx);
  if (group.rows.length === 0) return undefined;
  const { rows } = await sql<{ family: string }>`SELECT family FROM host WHERE group_arn = ${arn}`.execute(trx);
  return { hostFamilies: rows.map((row) => row.family), licenses: await readLicensesIn(trx, arn) };
}

/** The Core and Socket licenses that are tied to hosts of a group or to machines there that are not stopped. */
async function readLicensesIn(trx: Transaction<DB>, groupArn: string): Promise<GroupUse['licenses']> {
  const { rows } = await sql<{ id: string; accountId: string; region: string; usedBy: string }>`
    SELECT l.license_configuration_id AS id, l.account_id AS "accountId", l.region, min(a.resource_id) AS "usedBy"
    FROM host h
    LEFT JOIN instance i ON i.host_id = h.host_id AND i.state NOT IN ('stopped', 'terminated')
    JOIN license_association a ON a.resource_id IN (h.host_id, i.instance_id)
    JOIN license_configuration l USING (license_configuration_id)
    WHERE h.group_arn = ${groupArn} AND l.counting_type IN ('Core', 'Socket')
    GROUP BY l.license_configuration_id, l.account_id, l.region ORDER BY l.license_configuration_id`.execute(trx);
  return rows.map(({ id, usedBy, ...at }) => ({ arn: licenseConfigurationArn(at, id), usedBy }));
}

/** Writes what is given of a group. */
export async function updateResourceGroup(
  trx: Transaction<DB>,
  arn: string,
  { description, configuration, query }: GroupKind & { readonly description?: string | undefined },
): Promise<void> {
  await sql`
    UPDATE resource_group SET description = coalesce(${description}, description),
      configuration = coalesce(${configuration && JSON.stringify(configuration)}::jsonb, configuration),
      query = coalesce(${query?.text}, query), query_types = coalesce(${query?.types}::text[], query_types)
    WHERE group_arn = ${arn}`.execute(trx);
}

/** Deletes a group with its tags, and takes it out of the shares that it is in. */
export async function deleteResourceGroup(trx: Transaction<DB>, arn: string): Promise<void> {
  await sql`DELETE FROM resource_share_resource WHERE resource_id = ${arn}`.execute(trx);
  await sql`DELETE FROM resource_group WHERE group_arn = ${arn}`.execute(trx);
  await deleteAllTags(trx, [arn]);
}

function toHostGroup(row: GroupRow): HostGroup {
  const parsed = parseHostGroupConfiguration(row.configuration);
  if (!parsed.ok)
    throw new Error(`${row.group_arn} is stored with a configuration that is not valid: ${parsed.problem}`);
  const { account_id: accountId, region, group_name: name, group_arn: arn } = row;
  return { ...parsed.group, arn, accountId, region, name, sharedWith: [] };
}
