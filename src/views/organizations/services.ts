import { type Kysely, sql } from 'kysely';
import type { DB } from '../../store/schema.ts';
import type { Member } from './members.ts';

/** Whether an account administers any service for its organization. */
export async function isDelegated(db: Kysely<DB>, accountId: string): Promise<boolean> {
  const { rows } = await sql`SELECT FROM delegated_administrator WHERE account_id = ${accountId} LIMIT 1`.execute(db);
  return rows.length > 0;
}

interface Page {
  readonly after: string | undefined;
  readonly limit: number;
}

export interface EnabledService {
  readonly servicePrincipal: string;
  readonly since: Date;
}

/** The services that may act in an organization, in the order of their names. */
export async function listTrustedServices(db: Kysely<DB>, organizationId: string, { after = '', limit }: Page) {
  const { rows } = await sql<EnabledService>`
    SELECT service_principal AS "servicePrincipal", enabled_at AS since FROM trusted_service
    WHERE organization_id = ${organizationId} AND service_principal > ${after}
    ORDER BY service_principal LIMIT ${limit}`.execute(db);
  return rows;
}

/** The services that an account administers, in the order of their names. */
export async function listDelegatedServices(db: Kysely<DB>, accountId: string, { after = '', limit }: Page) {
  const { rows } = await sql<EnabledService>`
    SELECT service_principal AS "servicePrincipal", delegated_at AS since FROM delegated_administrator
    WHERE account_id = ${accountId} AND service_principal > ${after}
    ORDER BY service_principal LIMIT ${limit}`.execute(db);
  return rows;
}

/** The delegated administrators of an organization, of any service or of one, in the order of their ids. */
export async function listDelegatedAdministrators(
  db: Kysely<DB>,
  organizationId: string,
  { servicePrincipal, after = '', limit }: Page & { readonly servicePrincipal: string | undefined },
): Promise<(Member & { readonly since: Date })[]> {
  const { rows } = await sql<Member & { readonly since: Date }>`
    SELECT m.account_id AS "accountId", m.sequence, m.parent_id AS "parentId", '{}'::text[] AS path, a.name, a.email,
      a.closed_at IS NOT NULL AS "isClosed", m.joined_method AS "joinedMethod", m.joined_at AS "joinedAt", d.since
    FROM (
      SELECT account_id, min(delegated_at) AS since FROM delegated_administrator
      WHERE organization_id = ${organizationId} AND account_id > ${after}
        AND (${servicePrincipal ?? null}::text IS NULL OR service_principal = ${servicePrincipal ?? null})
      GROUP BY account_id ORDER BY account_id LIMIT ${limit}) d
    JOIN organization_account m USING (account_id) JOIN account a USING (account_id)
    ORDER BY account_id`.execute(db);
  return rows;
}

/** Whether a service may act in an organization. */
export async function isTrusted(db: Kysely<DB>, organizationId: string, servicePrincipal: string): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM trusted_service
    WHERE organization_id = ${organizationId} AND service_principal = ${servicePrincipal}`.execute(db);
  return rows.length > 0;
}
