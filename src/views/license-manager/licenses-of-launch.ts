import { type Kysely, sql } from 'kysely';
import { licenseConfigurationArn } from '../../domain/arn.ts';
import type { Scope } from '../../domain/decision.ts';
import type { DB } from '../../store/schema.ts';

/**
 * The ARNs of the licenses that a launch of an image, or a start of instances, can come upon: the account's own, and those
 * that the image's owner tied to it. Under lock some may turn out not to count.
 */
export async function readLicensesOfLaunch(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  resourceIds: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string; accountId: string; region: string }>`
    SELECT DISTINCT license_configuration_id AS id, account_id AS "accountId", region FROM license_association
    WHERE resource_id = ANY(${resourceIds}) AND region = ${region}
      AND (resource_type <> 'EC2_AMI' OR account_id = ${accountId} OR resource_owner_id = ${accountId}
        OR ami_scope = 'cross-account')`.execute(db);
  return rows.map((row) => licenseConfigurationArn(row, row.id));
}
