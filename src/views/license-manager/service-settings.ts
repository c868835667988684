import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { DB } from '../../store/schema.ts';

/** What an account has set in a Region, or undefined where it never set anything. */
export const findServiceSettings = (db: Kysely<DB>, { accountId, region }: Scope) =>
  db
    .selectFrom('service_settings')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .executeTakeFirst();

/** An organization that is linked, as who administers License Manager in it sees it. */
export interface AdministeredOrganization {
  readonly id: string;
  readonly managementAccountId: string;
  /** Whether inventory is searched in all its accounts. */
  readonly discoversAcross: boolean;
}

/** The organization that is linked in the Region and whose management account or delegated administrator an account is. */
export async function findAdministered(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  servicePrincipal: string,
): Promise<AdministeredOrganization | undefined> {
  const { rows } = await sql<AdministeredOrganization>`
    SELECT o.organization_id AS id, o.management_account_id AS "managementAccountId",
      s.cross_accounts_discovery AS "discoversAcross"
    FROM organization_account m JOIN organization o USING (organization_id)
    JOIN service_settings s ON s.account_id = o.management_account_id AND s.region = ${region}
    WHERE m.account_id = ${accountId} AND s.organization_integration
      AND (o.management_account_id = ${accountId} OR EXISTS (SELECT FROM delegated_administrator d
        WHERE d.account_id = ${accountId} AND d.service_principal = ${servicePrincipal}))`.execute(db);
  return rows[0];
}
