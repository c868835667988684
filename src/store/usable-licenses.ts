import { type Kysely, sql } from 'kysely';
import { type CountedRow, countedColumns, type UsageOfTerms, usedOf } from './issued-checkout.ts';
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
}

/**
 * Licenses of an account for a product that can be used and have what is wanted, with what is used of them, among the `look`
 * newest: the first one to end first, of those that end alike the oldest.
 */
export async function listUsableLicenses(
  db: Kysely<DB>,
  { accountId, productSku, fingerprint, beneficiary, entitlements, now }: Wanted,
  look: number,
): Promise<UsableLicense[]> {
  const wanted = JSON.stringify(entitlements.map(({ Name, Unit }) => ({ Name, Unit })));
  const { rows } = await sql<CountedRow & Pick<UsableLicense, 'id' | 'accountId'>>`
    SELECT l.license_id AS id, l.account_id AS "accountId", ${countedColumns(now)}
    FROM (SELECT l.* FROM issued_license l WHERE l.account_id = ${accountId} AND l.product_sku = ${productSku}
          ${beneficiary === undefined ? sql`` : sql`AND l.beneficiary = ${beneficiary}`}
        ORDER BY l.sequence DESC LIMIT ${look}) l
      JOIN issued_license_version v USING (license_id, version)
    WHERE l.status = 'AVAILABLE' AND v.valid_from <= ${now} AND (v.valid_until > ${now} OR v.valid_until IS NULL)
      AND concat('aws:', l.account_id, ':', v.issuer_name, ':issuer-fingerprint') = ${fingerprint}
      AND v.terms -> 'Entitlements' @> ${wanted}::jsonb
    ORDER BY v.valid_until NULLS LAST, l.sequence`.execute(db);
  return rows.map((row) => ({ id: row.id, accountId: row.accountId, ...usedOf(row, now) }));
}
