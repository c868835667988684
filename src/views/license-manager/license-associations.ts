import { type Kysely, sql } from 'kysely';
import type { Resource } from '../../domain/resource.ts';
import type { DB } from '../../store/schema.ts';

/** A resource that a license is tied to. */
export interface LicenseAssociationRow {
  readonly resource: Resource;
  readonly associatedAt: Date;
  readonly amiScope: string | null;
}

export interface LicenseAssociationQuery {
  readonly licenseId: string;
  /** The resource id of the last row of the page before. */
  readonly after: string | undefined;
  readonly limit: number;
  /** Only resources of this account. */
  readonly ownerId: string | undefined;
}

/** The resources that a license is tied to, ordered by resource id. */
export async function listLicenseAssociations(
  db: Kysely<DB>,
  { licenseId, after = '', limit, ownerId }: LicenseAssociationQuery,
): Promise<LicenseAssociationRow[]> {
  const { rows } = await sql<Resource & Omit<LicenseAssociationRow, 'resource'>>`
    SELECT resource_id AS id, resource_type AS type, resource_owner_id AS "ownerId", region,
      associated_at AS "associatedAt", ami_scope AS "amiScope"
    FROM license_association
    WHERE license_configuration_id = ${licenseId} AND resource_id > ${after}
      ${ownerId === undefined ? sql`` : sql`AND resource_owner_id = ${ownerId}`}
    ORDER BY resource_id LIMIT ${limit}`.execute(db);
  return rows.map(({ id, type, ownerId, region, ...row }) => ({ resource: { id, type, ownerId, region }, ...row }));
}
