import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { Association } from '../domain/facts.ts';
import type { ResourceType } from '../domain/resource.ts';
import { recordset, type Statement } from './bulk.ts';
import type { DB } from './schema.ts';

export interface AssociationRow {
  account_id: string;
  region: string;
  license_configuration_id: string;
  resource_id: string;
  resource_type: ResourceType;
  resource_owner_id: string;
  ami_scope: string | null;
  discovered: boolean;
}

/** All associations of resources, of whichever account the licenses are, in the order they were made. */
export const selectAssociations = (resourceIds: readonly string[]): RawBuilder<AssociationRow> => sql`
  SELECT account_id, region, license_configuration_id, resource_id, resource_type, resource_owner_id, ami_scope,
    discovered
  FROM license_association WHERE resource_id = ANY(${resourceIds})
  ORDER BY associated_at, license_configuration_id`;

/** The association of a row. */
export const toAssociation = (row: AssociationRow): Association => ({
  licenseId: row.license_configuration_id,
  licenseAccountId: row.account_id,
  resource: { type: row.resource_type, id: row.resource_id, ownerId: row.resource_owner_id, region: row.region },
  ...(row.ami_scope && { amiScope: row.ami_scope }),
  ...(row.discovered && { discovered: true }),
});

/**
 * Lets one transaction at a time change what images are tied to. A public image has no row that could be locked, and what
 * is to be locked of licenses is known only once the ties are read.
 */
export async function lockTiesOf(trx: Transaction<DB>, imageIds: readonly string[]): Promise<void> {
  await sql`
    SELECT pg_advisory_xact_lock(hashtextextended(id, 0))
    FROM (SELECT unnest(${imageIds}::text[]) AS id ORDER BY 1) image`.execute(trx);
}

/** Ties resources to licenses. */
export function insertAssociations(associations: readonly Association[], at: Date): Statement {
  const rows = associations.map(({ licenseId, licenseAccountId, resource, amiScope, discovered = false }) => ({
    account_id: licenseAccountId,
    region: resource.region,
    license_configuration_id: licenseId,
    resource_id: resource.id,
    resource_type: resource.type,
    resource_owner_id: resource.ownerId,
    ami_scope: amiScope,
    discovered,
  }));
  const columns = `account_id text, region text, license_configuration_id text, resource_id text, resource_type text,
    resource_owner_id text, ami_scope text, discovered boolean`;
  return sql`
    INSERT INTO license_association (account_id, region, license_configuration_id, resource_id, resource_type,
      resource_owner_id, ami_scope, discovered, associated_at)
    SELECT r.*, ${at}::timestamptz FROM ${recordset(rows, columns)}`;
}

/** Unties resources from licenses; returns how many were tied. */
export async function deleteAssociations(
  trx: Transaction<DB>,
  pairs: readonly { licenseId: string; resourceId: string }[],
): Promise<number> {
  const result = await sql`
    DELETE FROM license_association a USING ${recordset(pairs, '"licenseId" text, "resourceId" text')}
    WHERE a.license_configuration_id = r."licenseId" AND a.resource_id = r."resourceId"`.execute(trx);
  return Number(result.numAffectedRows);
}
