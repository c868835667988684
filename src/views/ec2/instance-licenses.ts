import { type Kysely, sql } from 'kysely';
import { licenseConfigurationArn } from '../../domain/arn.ts';
import type { DB } from '../../store/schema.ts';

/** ARNs of the license configurations that resources are tied to, by resource id, in the order they were tied. */
export async function readLicenseArns(db: Kysely<DB>, resourceIds: readonly string[]): Promise<Map<string, string[]>> {
  if (resourceIds.length === 0) return new Map();
  const { rows } = await sql<{ resourceId: string; accountId: string; region: string; id: string }>`
    SELECT resource_id AS "resourceId", account_id AS "accountId", region, license_configuration_id AS id
    FROM license_association WHERE resource_id = ANY(${resourceIds})
    ORDER BY associated_at, license_configuration_id`.execute(db);
  const byResource = Map.groupBy(rows, (row) => row.resourceId);
  return new Map(
    Array.from(byResource, ([id, licenses]) => [
      id,
      licenses.map((license) => licenseConfigurationArn(license, license.id)),
    ]),
  );
}
