import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { IssuedTerms, KeptStatus } from '../../domain/issued/issued-license.ts';
import type { DB } from '../../store/schema.ts';

/** A version of a license as its issuer sees it. */
export interface IssuedLicenseRow {
  readonly id: string;
  readonly accountId: string;
  readonly homeRegion: string;
  /** Its place in the order of creation. */
  readonly sequence: number;
  readonly productSku: string;
  readonly beneficiary: string;
  readonly version: number;
  /** Of the newest version what the license is, of an earlier one what it was. */
  readonly status: KeptStatus;
  readonly until: Date | null;
  readonly terms: IssuedTerms;
  readonly createdAt: Date;
}

/** Its columns, of a license `l` and its version `v`. */
export const LICENSE_COLUMNS = sql`
  l.license_id AS id, l.account_id AS "accountId", l.home_region AS "homeRegion", l.sequence,
  l.product_sku AS "productSku", l.beneficiary, v.version, v.valid_until AS until, v.terms, l.created_at AS "createdAt",
  CASE WHEN l.version = v.version THEN l.status ELSE v.status END AS status`;

interface Named {
  readonly accountId: string;
  readonly id: string;
}

/** A version of an account's license, the newest unless another is asked for; undefined where there is none. */
export async function findIssuedLicense(
  db: Kysely<DB>,
  { accountId, id }: Named,
  version?: number,
): Promise<IssuedLicenseRow | undefined> {
  const { rows } = await sql<IssuedLicenseRow>`
    SELECT ${LICENSE_COLUMNS} FROM issued_license l JOIN issued_license_version v USING (license_id)
    WHERE license_id = ${id} AND l.account_id = ${accountId}
      AND v.version = ${version === undefined ? sql`l.version` : version}`.execute(db);
  return rows[0];
}

/** The versions of an account's license, the first one first. */
export async function listIssuedVersions(
  db: Kysely<DB>,
  { accountId, id }: Named,
  { after = 0, limit }: { readonly after: number | undefined; readonly limit: number },
): Promise<IssuedLicenseRow[]> {
  const { rows } = await sql<IssuedLicenseRow>`
    SELECT ${LICENSE_COLUMNS} FROM issued_license l JOIN issued_license_version v USING (license_id)
    WHERE license_id = ${id} AND l.account_id = ${accountId} AND v.version > ${after}
    ORDER BY v.version LIMIT ${limit}`.execute(db);
  return rows;
}

export interface IssuedLicenseQuery {
  readonly accountId: string;
  readonly ids: readonly string[] | undefined;
  readonly productSkus: readonly string[] | undefined;
  readonly beneficiaries: readonly string[] | undefined;
  readonly fingerprints: readonly string[] | undefined;
  readonly issuerNames?: readonly string[] | undefined;
  readonly statuses: readonly string[] | undefined;
  readonly now: Date;
}

interface Start {
  /** The sequence of the last one of the page before. */
  readonly after: number | undefined;
  readonly look: number;
}

/** What an account issued, in the order of creation: what fits among those that are looked at. */
export async function listIssuedLicenses(
  db: Kysely<DB>,
  query: IssuedLicenseQuery,
  { after, look, limit }: Start & { readonly limit: number },
): Promise<IssuedLicenseRow[]> {
  const { rows } = await sql<IssuedLicenseRow>`
    SELECT ${LICENSE_COLUMNS}
    FROM (SELECT l.* FROM issued_license l WHERE ${lookedAt(query, after)} ORDER BY l.sequence LIMIT ${look}) l
      JOIN issued_license_version v USING (license_id, version)
    WHERE ${fitsLicense(query)} ORDER BY l.sequence LIMIT ${limit}`.execute(db);
  return rows;
}

/** The last of those that a page looks at, where there may be more. */
export async function findIssuedLicensesEnd(
  db: Kysely<DB>,
  query: IssuedLicenseQuery,
  { after, look }: Start,
): Promise<number | undefined> {
  const { rows } = await sql<{ sequence: number }>`
    SELECT l.sequence FROM issued_license l WHERE ${lookedAt(query, after)}
    ORDER BY l.sequence OFFSET ${look - 1} LIMIT 1`.execute(db);
  return rows[0]?.sequence;
}

const and = (conditions: readonly RawBuilder<unknown>[]) => sql.join([sql`true`, ...conditions], sql` AND `);

/** What an index narrows the list to: names, or one product, or one beneficiary. */
function lookedAt({ accountId, ids, productSkus, beneficiaries }: IssuedLicenseQuery, after = 0): RawBuilder<unknown> {
  const only = (values: readonly string[] | undefined) => (values?.length === 1 ? values : undefined);
  const [sku] = only(productSkus) ?? [];
  const [beneficiary] = sku === undefined ? (only(beneficiaries) ?? []) : [];
  return and([
    sql`l.account_id = ${accountId} AND l.sequence > ${after}`,
    ...(ids ? [sql`l.license_id = ANY(${ids})`] : []),
    ...(sku === undefined ? [] : [sql`l.product_sku = ${sku}`]),
    ...(beneficiary === undefined ? [] : [sql`l.beneficiary = ${beneficiary}`]),
  ]);
}

/** What a license `l` and its version `v` are narrowed to. */
export const fitsLicense = ({
  productSkus,
  beneficiaries,
  fingerprints,
  issuerNames,
  statuses,
  now,
}: Omit<IssuedLicenseQuery, 'accountId'>) =>
  and([
    ...(productSkus ? [sql`l.product_sku = ANY(${productSkus})`] : []),
    ...(beneficiaries ? [sql`l.beneficiary = ANY(${beneficiaries})`] : []),
    ...(fingerprints
      ? [sql`concat('aws:', l.account_id, ':', v.issuer_name, ':issuer-fingerprint') = ANY(${fingerprints})`]
      : []),
    ...(issuerNames ? [sql`v.issuer_name = ANY(${issuerNames})`] : []),
    ...(statuses
      ? [
          sql`CASE WHEN l.status <> 'DELETED' AND v.valid_until <= ${now} THEN 'EXPIRED' ELSE l.status END = ANY(${statuses})`,
        ]
      : []),
  ]);
