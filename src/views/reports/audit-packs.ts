import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { DB } from '../../store/schema.ts';
import { ofAccount, ownedBy } from '../owned-by.ts';

export interface ListedPack {
  readonly id: string;
  readonly sequence: number;
  readonly licenseId: string;
  readonly licenseArn: string;
  readonly from: Date;
  readonly until: Date;
  readonly timeZone: string;
  readonly requestedAt: Date;
  readonly requestedBy: string;
  readonly lastFailure: string | null;
  /** Null until it is there, as the digest is. */
  readonly bytes: number | null;
  readonly sha256: string | null;
}

interface PacksQuery {
  readonly id?: string | undefined;
  readonly licenseId?: string | undefined;
  /** The sequence of the last one of the page before. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** An account's packs in a Region, the latest first. */
export async function listPacks(
  db: Kysely<DB>,
  scope: Scope,
  { id, licenseId, before, limit }: PacksQuery,
): Promise<ListedPack[]> {
  const { rows } = await sql<ListedPack>`
    SELECT audit_pack_id AS id, sequence, license_configuration_id AS "licenseId",
      license ->> 'LicenseConfigurationArn' AS "licenseArn", from_time AS "from", until_time AS until,
      time_zone AS "timeZone", requested_at AS "requestedAt", requested_by AS "requestedBy", last_failure AS "lastFailure",
      bytes, sha256
    FROM audit_pack
    WHERE ${id === undefined ? ofAccount(scope) : sql`audit_pack_id = ${id} AND ${ownedBy(scope)}`}
      ${licenseId === undefined ? sql`` : sql`AND license_configuration_id = ${licenseId}`}
      ${before === undefined ? sql`` : sql`AND sequence < ${before}`}
    ORDER BY sequence DESC LIMIT ${limit}`.execute(db);
  return rows;
}

/** Whether the database knows a time zone by that name. */
export async function isTimeZone(db: Kysely<DB>, name: string): Promise<boolean> {
  const { rows } = await sql`SELECT FROM pg_timezone_names WHERE name = ${name}`.execute(db);
  return rows.length > 0;
}
