import { type Kysely, sql } from 'kysely';
import type { AccountRequest } from '../../domain/organizations/organization.ts';
import type { DB } from '../../store/schema.ts';

const REQUEST = sql`
  SELECT r.request_id AS id, r.sequence, r.account_name AS "accountName", r.account_id AS "accountId",
    r.failure_reason AS "failureReason", r.requested_at AS "requestedAt" FROM create_account_request r`;

/** A request of an organization for an account. */
export async function findCreateAccountRequest(db: Kysely<DB>, organizationId: string, id: string) {
  const { rows } = await sql<AccountRequest>`
    ${REQUEST} WHERE r.request_id = ${id} AND r.organization_id = ${organizationId}`.execute(db);
  return rows[0];
}

/** The requests of an organization for accounts, in their order; those that succeeded, or failed, where it is asked. */
export async function listCreateAccountRequests(
  db: Kysely<DB>,
  organizationId: string,
  { after = 0, limit, succeeded }: { after: number | undefined; limit: number; succeeded: boolean | undefined },
): Promise<AccountRequest[]> {
  const { rows } = await sql<AccountRequest>`
    ${REQUEST} WHERE r.organization_id = ${organizationId} AND r.sequence > ${after}
      AND ${succeeded === undefined ? sql`true` : sql`(r.failure_reason IS NULL) = ${succeeded}`}
    ORDER BY r.sequence LIMIT ${limit}`.execute(db);
  return rows;
}
