import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { ServerSoftware } from '../../domain/discovery/product-match.ts';
import { type StoredContent, unpackContent } from '../../domain/inventory/packed-content.ts';
import type { ProductInformation } from '../../domain/licenses/product-information.ts';
import type { Resource } from '../../domain/resource.ts';
import type { DB } from '../../store/schema.ts';

/** A license that looks for software on servers. */
export interface SearchingLicense {
  readonly id: string;
  readonly productInformation: readonly ProductInformation[];
}

/**
 * The licenses that look for software on the servers of an account and Region: its own, and those of its organization's
 * management account where that discovers across accounts. Those that are disabled do not.
 */
export async function readSearchingLicenses(db: Kysely<DB>, { accountId, region }: Scope): Promise<SearchingLicense[]> {
  const { rows } = await sql<SearchingLicense>`
    SELECT license_configuration_id AS id, product_information AS "productInformation"
    FROM license_configuration
    WHERE account_id = ANY(searching_accounts(${accountId}, ${region})) AND region = ${region}
      AND status = 'AVAILABLE' AND product_information <> '[]'
    ORDER BY 1`.execute(db);
  return rows;
}

/** Where a license looks for software, whatever its status; undefined where there is no such license. */
export async function findLicenseScope(db: Kysely<DB>, licenseId: string): Promise<Scope | undefined> {
  const { rows } = await sql<Scope>`
    SELECT account_id AS "accountId", region FROM license_configuration
    WHERE license_configuration_id = ${licenseId}`.execute(db);
  return rows[0];
}

/** A server with its software and what it is tied to. */
export interface SearchedServer {
  readonly resource: Resource;
  readonly software: ServerSoftware;
  readonly licenseIds: readonly string[];
}

interface Row extends StoredContent {
  instance_id: string;
  account_id: string;
  region: string;
  platform_name: string | null;
  platform_type: string | null;
  tags: Record<string, string>;
  usage_operation: string | null;
  product_codes: string[] | null;
  license_ids: string[];
}

const SERVERS = sql`
  SELECT m.instance_id, m.account_id, m.region, m.platform_name, m.platform_type, i.content, i.packed,
    (SELECT coalesce(json_object_agg(t.key, t.value), '{}') FROM tag t WHERE t.resource_id = m.instance_id) AS tags,
    e.settings ->> 'usageOperation' AS usage_operation, (e.settings -> 'productCodes')::json AS product_codes,
    ARRAY(SELECT a.license_configuration_id FROM license_association a WHERE a.resource_id = m.instance_id) AS license_ids
  FROM managed_instance m
  LEFT JOIN instance e USING (instance_id)
  LEFT JOIN inventory_item i ON i.instance_id = m.instance_id AND i.type_name = 'AWS:Application'`;

/** Servers by their ids. */
export async function readSearchedServers(db: Kysely<DB>, instanceIds: readonly string[]): Promise<SearchedServer[]> {
  const { rows } = await sql<Row>`${SERVERS} WHERE m.instance_id = ANY(${instanceIds})`.execute(db);
  return rows.map(toServer);
}

/** A page of the servers of an account and Region in order of their ids, behind the id `after`. */
export async function listSearchedServers(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { after, limit }: { after: string; limit: number },
): Promise<SearchedServer[]> {
  const { rows } = await sql<Row>`
    ${SERVERS} WHERE m.account_id = ${accountId} AND m.region = ${region} AND m.instance_id > ${after}
    ORDER BY m.instance_id LIMIT ${limit}`.execute(db);
  return rows.map(toServer);
}

const toServer = (row: Row): SearchedServer => ({
  resource: {
    type: row.instance_id.startsWith('i-') ? 'EC2_INSTANCE' : 'SYSTEMS_MANAGER_MANAGED_INSTANCE',
    id: row.instance_id,
    ownerId: row.account_id,
    region: row.region,
  },
  software: {
    accountId: row.account_id,
    platformName: row.platform_name ?? undefined,
    platformType: row.platform_type ?? undefined,
    applications: unpackContent(row),
    tags: row.tags,
    ...(row.usage_operation !== null && { usageOperation: row.usage_operation }),
    ...(row.product_codes && { productCodes: row.product_codes }),
  },
  licenseIds: row.license_ids,
});

/** Servers that hold licenses and were last heard of before `before`; so many at the most. */
export async function listSilentServers(db: Kysely<DB>, before: Date, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT DISTINCT c.resource_id AS id FROM consumption c JOIN managed_instance m ON m.instance_id = c.resource_id
    WHERE c.consumed_until IS NULL AND c.resource_type = 'SYSTEMS_MANAGER_MANAGED_INSTANCE'
      AND m.last_ping_at < ${before}
    LIMIT ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}
