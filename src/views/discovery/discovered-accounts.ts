import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { DB } from '../../store/schema.ts';

/** An account of an organization, with its place in it. */
export interface DiscoveredAccount {
  readonly accountId: string;
  readonly place: number;
}

/** Of the accounts beside its own that an account's licenses look in, in a Region, the next from a place on. */
export async function findDiscoveredAccount(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { from }: { from: number },
): Promise<DiscoveredAccount | undefined> {
  const { rows } = await sql<DiscoveredAccount>`
    SELECT m.account_id AS "accountId", m.sequence AS place
    FROM organization o JOIN organization_account m USING (organization_id)
    WHERE o.management_account_id = ${accountId} AND m.account_id <> ${accountId} AND m.sequence >= ${from}
      AND EXISTS (SELECT FROM service_settings s WHERE s.account_id = ${accountId} AND s.region = ${region}
        AND s.organization_integration AND s.cross_accounts_discovery)
    ORDER BY m.sequence LIMIT 1`.execute(db);
  return rows[0];
}

/** The licenses of an account that look for software in other accounts: in a Region, or in all. */
export async function listAcrossLicenses(db: Kysely<DB>, accountId: string, region?: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT l.license_configuration_id AS id FROM license_configuration l JOIN service_settings s USING (account_id, region)
    WHERE l.account_id = ${accountId} AND l.product_information <> '[]' AND l.status = 'AVAILABLE'
      AND (${region ?? null}::text IS NULL OR l.region = ${region ?? null})
      AND s.organization_integration AND s.cross_accounts_discovery`.execute(db);
  return rows.map(({ id }) => id);
}
