import { type Kysely, sql } from 'kysely';
import type { Resource } from '../../domain/resource.ts';
import type { DB } from '../../store/schema.ts';

/** A refused use of a license. */
export interface LicenseFailureRow {
  readonly failureId: number;
  readonly resource: Resource;
  readonly message: string;
  readonly failedAt: Date;
  readonly operationName: string;
  readonly requestedBy: string;
}

export interface LicenseFailureQuery {
  readonly licenseId: string;
  /** The failure id of the last row of the page before. */
  readonly before: number | undefined;
  readonly limit: number;
  /** Only failures of requests that this account made. */
  readonly requesterId: string | undefined;
  /** Among how many failures they are looked for. */
  readonly look: number;
}

/** The refused uses of a license, the latest first. */
export async function listLicenseFailures(
  db: Kysely<DB>,
  { licenseId, before = Number.MAX_SAFE_INTEGER, limit, look, requesterId }: LicenseFailureQuery,
): Promise<LicenseFailureRow[]> {
  const { rows } = await sql<Resource & Omit<LicenseFailureRow, 'resource'>>`
    SELECT failure_id AS "failureId", resource_id AS id, resource_type AS type, resource_owner_id AS "ownerId", region,
      error_message AS message, failed_at AS "failedAt", operation_name AS "operationName", requested_by AS "requestedBy"
    FROM (
      SELECT * FROM license_operation_failure
      WHERE license_configuration_id = ${licenseId} AND failure_id < ${before}
      ORDER BY failure_id DESC LIMIT ${look}) f
    ${requesterId === undefined ? sql`` : sql`WHERE split_part(requested_by, ':', 5) = ${requesterId}`}
    ORDER BY failure_id DESC LIMIT ${limit}`.execute(db);
  return rows.map(({ id, type, ownerId, region, ...row }) => ({ resource: { id, type, ownerId, region }, ...row }));
}

/** The id of the last of the failures that are looked at; undefined where there are fewer. */
export async function findLicenseFailuresEnd(
  db: Kysely<DB>,
  { licenseId, before = Number.MAX_SAFE_INTEGER, look }: Pick<LicenseFailureQuery, 'licenseId' | 'before' | 'look'>,
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    SELECT failure_id AS id FROM license_operation_failure
    WHERE license_configuration_id = ${licenseId} AND failure_id < ${before}
    ORDER BY failure_id DESC OFFSET ${look - 1} LIMIT 1`.execute(db);
  return rows[0]?.id;
}
