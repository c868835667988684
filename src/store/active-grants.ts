import { type Kysely, sql } from 'kysely';
import type { IssuedGrant } from '../domain/issued/grant.ts';
import { GRANT_COLUMNS } from './issued-grant.ts';
import type { DB } from './schema.ts';

/** The grants in use of the same issuer's product to the accounts that a grant is to, but for those by that grant. */
export async function listOtherActive(db: Kysely<DB>, grant: IssuedGrant): Promise<IssuedGrant[]> {
  const { id, productSku, ownerId, principal, granteeId } = grant;
  const accounts =
    granteeId === null
      ? sql`organization_account m JOIN organizational_unit u ON u.unit_id = m.parent_id AND ${principal} = ANY(u.path)`
      : sql`(SELECT ${granteeId}::text AS account_id) m`;
  const { rows } = await sql<IssuedGrant>`
    SELECT x.* FROM ${accounts} CROSS JOIN LATERAL (
      SELECT ${GRANT_COLUMNS} FROM received_grants(m.account_id) g JOIN issued_license l USING (license_id)
      WHERE g.product_sku = ${productSku} AND g.status = 'ACTIVE' AND l.account_id = ${ownerId}
        AND g.grant_id <> ${id} AND g.parent_id IS DISTINCT FROM ${id}) x
    ORDER BY x.id`.execute(db);
  return rows;
}
