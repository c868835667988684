import { type Kysely, sql } from 'kysely';
import type { HostState } from '../../domain/hosts/host.ts';
import type { InstanceState } from '../../domain/instances/instance.ts';
import type { Resource, ResourceType } from '../../domain/resource.ts';
import type { DB } from '../../store/schema.ts';

/** What one resource holds of a license now. */
export interface LicenseUsageRow {
  readonly resource: Resource;
  readonly associatedAt: Date;
  readonly amount: number;
  /** Of an instance or a host. */
  readonly state: InstanceState | HostState | null;
}

export interface LicenseUsageQuery {
  readonly licenseId: string;
  /** The resource id of the last row of the page before. */
  readonly after: string | undefined;
  readonly limit: number;
  readonly resources: readonly Pick<Resource, 'id' | 'ownerId'>[] | undefined;
  readonly types: readonly string[] | undefined;
  readonly ownerIds: readonly string[] | undefined;
  /** Only resources of this account. */
  readonly viewerId: string | undefined;
  /** Among how many rows it is looked for; all without it. */
  readonly look?: number;
}

interface Row extends Omit<LicenseUsageRow, 'resource'>, Omit<Resource, 'type'> {
  readonly type: ResourceType;
}

/**
 * The open consumption of a license, ordered by resource id. What is known of a resource is looked up for each row, so
 * that the rows are read in the order of an index and no further than the page.
 */
export async function listLicenseUsage(db: Kysely<DB>, query: LicenseUsageQuery): Promise<LicenseUsageRow[]> {
  const { limit, resources, ownerIds, viewerId } = query;
  const ids = resources?.map((resource) => resource.id);
  const owners = resources?.map((resource) => resource.ownerId);
  const { rows } = await sql<Row>`
    SELECT c.resource_id AS id, c.resource_type AS type, c.resource_owner_id AS "ownerId", c.region, c.amount,
      coalesce((SELECT a.associated_at FROM license_association a
        WHERE a.license_configuration_id = c.license_configuration_id AND a.resource_id = c.resource_id),
        c.consumed_from) AS "associatedAt",
      coalesce((SELECT i.state FROM current_instance i WHERE i.instance_id = c.resource_id),
        (SELECT h.state FROM host h WHERE h.host_id = c.resource_id)) AS state
    FROM (${openOf(query)}) c
    WHERE true
      ${resources ? sql`AND (c.resource_id, c.resource_owner_id) IN (SELECT * FROM unnest(${ids}::text[], ${owners}::text[]))` : sql``}
      ${viewerId === undefined ? sql`` : sql`AND c.resource_owner_id = ${viewerId}`}
      ${ownerIds ? sql`AND c.resource_owner_id = ANY(${ownerIds})` : sql``}
    ORDER BY c.resource_id LIMIT ${limit}`.execute(db);
  return rows.map(({ id, type, ownerId, region, ...row }) => ({ resource: { id, type, ownerId, region }, ...row }));
}

/** The resource id of the last of the rows that are looked at; undefined where there are fewer. */
export async function findLicenseUsageEnd(
  db: Kysely<DB>,
  query: Omit<LicenseUsageQuery, 'limit'> & { readonly look: number },
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    SELECT resource_id AS id FROM (${openOf(query)}) c ORDER BY resource_id OFFSET ${query.look - 1} LIMIT 1`.execute(
    db,
  );
  return rows[0]?.id;
}

/** What is open of a license in the order of resources, of the types that are asked for: what an index has. */
function openOf({ licenseId, after = '', types, look }: Omit<LicenseUsageQuery, 'limit'>) {
  const byType = types?.includes('EC2_INSTANCE') === false ? sql`AND resource_type <> 'EC2_INSTANCE'` : sql``;
  const most = look === undefined ? sql`` : sql`ORDER BY resource_id LIMIT ${look}`;
  return sql`
    SELECT * FROM consumption
    WHERE license_configuration_id = ${licenseId} AND consumed_until IS NULL AND resource_id > ${after}
      ${types ? sql`AND resource_type = ANY(${types}) ${byType}` : sql``} ${most}`;
}
