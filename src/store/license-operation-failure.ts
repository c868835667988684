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
}

/** Records refused uses of licenses, for ListFailuresForLicenseConfigurationOperations. */
export function insertFailures(failures: readonly LicenseOperationFailure[], at: Date): Statement {
  const rows = failures.map(({ resource, ...failure }) => ({
    ...failure,
    region: resource.region,
    resource_id: resource.id,
    resource_type: resource.type,
    resource_owner_id: resource.ownerId,
  }));
  const columns = `"licenseAccountId" text, region text, "licenseId" text, resource_id text, resource_type text,
    resource_owner_id text, message text, "operationName" text, "requestedBy" text`;
  return sql`
    INSERT INTO license_operation_failure (account_id, region, license_configuration_id, resource_id, resource_type,
      resource_owner_id, error_message, operation_name, requested_by, failed_at)
    SELECT r.*, ${at}::timestamptz FROM ${recordset(rows, columns)}`;
}

/** Forgets failures from before `before`. */
export async function deleteFailures(trx: Transaction<DB>, before: Date): Promise<void> {
  await sql`DELETE FROM license_operation_failure WHERE failed_at < ${before}`.execute(trx);
}
