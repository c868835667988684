import { type Kysely, sql } from 'kysely';
import type { GrantLink } from '../domain/issued/grant.ts';
import { type CountedRow, countedColumns, type UsageOfTerms, usedOf } from './issued-checkout.ts';
import { CHAIN } from './issued-grant.ts';
import type { DB } from './schema.ts';

interface Wanted {
  readonly accountId: string;
  readonly productSku: string;
  readonly fingerprint: string;
  /** Any where it is undefined. */
  readonly beneficiary: string | undefined;
  /** Which it has, by name and unit. */
  readonly entitlements: readonly { readonly Name: string; readonly Unit: string }[];
  readonly now: Date;
}

interface UsableLicense extends UsageOfTerms {
  readonly accountId: string;
  readonly id: string;
  /** The grant by which the account has it; null where it is its own. */
  readonly grantId: string | null;
  /** That grant, and those that it comes from. */
  readonly chain: readonly GrantLink[] | null;
}

/**
 * Licenses that an account issued, or was granted and has activated, for a product that can be used and have what is wanted,
 * with what is used of them, among the `look` newest of each kind: the first one to end first, of those that end alike the oldest.
 */
export async function listUsableLicenses(
  db: Kysely<DB>,
  { accountId, productSku, fingerprint, beneficiary, entitlements, now }: Wanted,
  look: number,
): Promise<UsableLicense[]> {
  const wanted = JSON.stringify(entitlements.map(({ Name, Unit }) => ({ Name, Unit })));
  const isFor = beneficiary === undefined ? sql`` : sql`AND l.beneficiary = ${beneficiary}`;
  const { rows } = await sql<CountedRow & Omit<UsableLicense, keyof UsageOfTerms>>`
    SELECT l.license_id AS id, l.account_id AS "accountId", w."grantId", w.chain, ${countedColumns(now)}
    FROM ((SELECT l.license_id, NULL AS "grantId", NULL::json AS chain FROM issued_license l
        WHERE l.account_id = ${accountId} AND l.product_sku = ${productSku} ${isFor} ORDER BY l.sequence DESC LIMIT ${look})
      UNION ALL (SELECT g.license_id, g.grant_id, ${CHAIN} FROM (SELECT * FROM received_grants(${accountId}) g
        WHERE g.product_sku = ${productSku} AND g.status = 'ACTIVE' ORDER BY g.sequence DESC LIMIT ${look}) g)) w
      JOIN issued_license l USING (license_id) JOIN issued_license_version v USING (license_id, version)
    WHERE l.status = 'AVAILABLE' AND v.valid_from <= ${now} AND (v.valid_until > ${now} OR v.valid_until IS NULL)
      AND concat('aws:', l.account_id, ':', v.issuer_name, ':issuer-fingerprint') = ${fingerprint}
      AND v.terms -> 'Entitlements' @> ${wanted}::jsonb ${isFor}
    ORDER BY v.valid_until NULLS LAST, l.sequence`.execute(db);
  return rows.map((row) => {
    const { id, accountId: ownerId, grantId, chain } = row;
    return { id, accountId: ownerId, grantId, chain, ...usedOf(row, now) };
  });
}
