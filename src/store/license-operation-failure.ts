import { sql, type Transaction } from 'kysely';
import type { Resource } from '../domain/resource.ts';
import { recordset, type Statement } from './bulk.ts';
import type { DB } from './schema.ts';

export interface LicenseOperationFailure {
  readonly licenseId: string;
  readonly licenseAccountId: string;
  readonly resource: Resource;
  readonly message: string;
  /** Such as `RunInstances`. */
  readonly operationName: string;
  /** The ARN of the principal whose request failed. */
  readonly requestedBy: string;
  /** Not again where the same was recorded already. */
  readonly once?: boolean;
}

/** Records refused uses of licenses, for ListFailuresForLicenseConfigurationOperations. */
export function insertFailures(failures: readonly LicenseOperationFailure[], at: Date): Statement {
  const rows = failures.map(({ resource, once = false, ...failure }) => ({
    ...failure,
    once,
    region: resource.region,
    resource_id: resource.id,
    resource_type: resource.type,
    resource_owner_id: resource.ownerId,
  }));
  const columns = `"licenseAccountId" text, region text, "licenseId" text, resource_id text, resource_type text,
    resource_owner_id text, message text, "operationName" text, "requestedBy" text, once boolean`;
  return sql`
    INSERT INTO license_operation_failure (account_id, region, license_configuration_id, resource_id, resource_type,
      resource_owner_id, error_message, operation_name, requested_by, failed_at)
    SELECT r."licenseAccountId", r.region, r."licenseId", r.resource_id, r.resource_type, r.resource_owner_id, r.message,
      r."operationName", r."requestedBy", ${at}::timestamptz
    FROM ${recordset(rows, columns)}
    WHERE NOT (r.once AND EXISTS (
      SELECT FROM license_operation_failure f
      WHERE f.license_configuration_id = r."licenseId" AND f.resource_id = r.resource_id AND f.error_message = r.message))`;
}

/** Forgets failures from before `before`. */
export async function deleteFailures(trx: Transaction<DB>, before: Date): Promise<void> {
  await sql`DELETE FROM license_operation_failure WHERE failed_at < ${before}`.execute(trx);
}
