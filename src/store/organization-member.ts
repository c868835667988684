import { type Kysely, sql, type Transaction } from 'kysely';
import type { AccountRequest, Organization } from '../domain/organizations/organization.ts';
import type { DB } from './schema.ts';

/** Writes what came of a request for an account. */
export async function insertCreateAccountRequest(
  trx: Transaction<DB>,
  organizationId: string,
  request: Omit<AccountRequest, 'sequence'>,
): Promise<void> {
  const { id, accountName, accountId, failureReason, requestedAt } = request;
  await sql`
    INSERT INTO create_account_request (request_id, organization_id, account_name, account_id, failure_reason, requested_at)
    VALUES (${id}, ${organizationId}, ${accountName}, ${accountId}, ${failureReason}, ${requestedAt})`.execute(trx);
}

/** Lets a service act in an organization. */
export async function insertTrustedService(
  trx: Transaction<DB>,
  organizationId: string,
  { servicePrincipal, at }: { servicePrincipal: string; at: Date },
): Promise<void> {
  await sql`
    INSERT INTO trusted_service (organization_id, service_principal, enabled_at)
    VALUES (${organizationId}, ${servicePrincipal}, ${at}) ON CONFLICT DO NOTHING`.execute(trx);
}

/** Ends a service's access to an organization. */
export async function deleteTrustedService(trx: Transaction<DB>, organizationId: string, servicePrincipal: string) {
  await sql`
    DELETE FROM trusted_service
    WHERE organization_id = ${organizationId} AND service_principal = ${servicePrincipal}`.execute(trx);
}

/** Whether a service is let into an organization. */
export async function isTrusted(db: Kysely<DB>, organizationId: string, servicePrincipal: string): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM trusted_service
    WHERE organization_id = ${organizationId} AND service_principal = ${servicePrincipal}`.execute(db);
  return rows.length > 0;
}

/** The accounts of an organization but for the one that manages it. */
export async function listMemberIds(db: Kysely<DB>, organization: Organization): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT account_id AS id FROM organization_account
    WHERE organization_id = ${organization.id} AND account_id <> ${organization.managementAccountId}`.execute(db);
  return rows.map(({ id }) => id);
}

export interface Delegation {
  readonly accountId: string;
  readonly servicePrincipal: string;
}

/** Lets an account administer a service for its organization; false where it does already. */
export async function insertDelegation(
  trx: Transaction<DB>,
  organizationId: string,
  { accountId, servicePrincipal, at }: Delegation & { readonly at: Date },
): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO delegated_administrator (organization_id, account_id, service_principal, delegated_at)
    VALUES (${organizationId}, ${accountId}, ${servicePrincipal}, ${at}) ON CONFLICT DO NOTHING RETURNING 1`.execute(
    trx,
  );
  return rows.length > 0;
}

/** Ends what an account administers; false where it does not. */
export async function deleteDelegation(trx: Transaction<DB>, { accountId, servicePrincipal }: Delegation) {
  const { rows } = await sql`
    DELETE FROM delegated_administrator
    WHERE account_id = ${accountId} AND service_principal = ${servicePrincipal} RETURNING 1`.execute(trx);
  return rows.length > 0;
}
