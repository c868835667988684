import { type Kysely, sql } from 'kysely';
import type { KeptStatus } from '../../domain/issued/issued-license.ts';
import type { DB } from '../../store/schema.ts';

/** A refresh token as the account that made it sees it. */
export interface IssuedTokenRow {
  readonly id: string;
  readonly sequence: number;
  /** Whose license it is. */
  readonly ownerId: string;
  readonly licenseId: string;
  readonly roleArns: readonly string[];
  readonly properties: readonly string[];
  readonly expiresAt: Date;
  /** Of the license. */
  readonly status: KeptStatus;
  /** When the license ends. */
  readonly until: Date | null;
}

export interface IssuedTokenQuery {
  readonly accountId: string;
  readonly now: Date;
  readonly ids: readonly string[] | undefined;
  readonly licenseIds: readonly string[] | undefined;
  /** The sequence of the last one of the page before. */
  readonly after: number | undefined;
  readonly limit: number;
}

/** An account's refresh tokens that have not expired, in the order of creation; of each license no more than the page needs are read. */
export async function listIssuedTokens(db: Kysely<DB>, query: IssuedTokenQuery): Promise<IssuedTokenRow[]> {
  const { accountId, now, ids, licenseIds, after = 0, limit } = query;
  const chosen = sql`t.account_id = ${accountId} AND t.sequence > ${after} AND t.expires_at > ${now}
    ${ids ? sql`AND t.token_id = ANY(${ids})` : sql``} ORDER BY t.sequence LIMIT ${limit}`;
  const from = licenseIds
    ? sql`(SELECT DISTINCT unnest(${licenseIds}::text[]) AS license_id) named CROSS JOIN LATERAL (
        SELECT * FROM issued_token t WHERE t.license_id = named.license_id AND ${chosen}) t`
    : sql`(SELECT * FROM issued_token t WHERE ${chosen}) t`;
  const { rows } = await sql<IssuedTokenRow>`
    SELECT t.token_id AS id, t.sequence, l.account_id AS "ownerId", t.license_id AS "licenseId",
      t.role_arns AS "roleArns", t.properties, t.expires_at AS "expiresAt", l.status, v.valid_until AS until
    FROM ${from} JOIN issued_license l ON l.license_id = t.license_id
      JOIN issued_license_version v ON v.license_id = l.license_id AND v.version = l.version
    ORDER BY t.sequence LIMIT ${limit}`.execute(db);
  return rows;
}
