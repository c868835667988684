import { type Kysely, sql, type Transaction } from 'kysely';
import type { Usage } from '../domain/issued/checkout.ts';
import type { IssuedTerms, KeptStatus, Validity } from '../domain/issued/issued-license.ts';
import type { DB } from './schema.ts';

/** A license that is to be issued. */
export interface NewIssuedLicense extends IssuedVersion {
  readonly accountId: string;
  readonly homeRegion: string;
  readonly productSku: string;
  readonly beneficiary: string;
}

export interface IssuedVersion {
  readonly id: string;
  readonly terms: IssuedTerms;
  readonly validity: Validity;
  readonly status: Exclude<KeptStatus, 'DELETED'>;
  readonly at: Date;
}

export async function insertIssuedLicense(trx: Transaction<DB>, license: NewIssuedLicense): Promise<void> {
  const { id, accountId, homeRegion, productSku, beneficiary, status, at } = license;
  await sql`
    INSERT INTO issued_license (license_id, account_id, home_region, product_sku, beneficiary, created_at, version, status)
    VALUES (${id}, ${accountId}, ${homeRegion}, ${productSku}, ${beneficiary}, ${at}, 1, ${status})`.execute(trx);
  await insertVersion(trx, license, 1);
}

/** Writes the next version of a license that is locked, and makes it the current one. */
export async function addIssuedVersion(trx: Transaction<DB>, next: IssuedVersion, version: number): Promise<void> {
  const { id, status } = next;
  await insertVersion(trx, next, version);
  await sql`UPDATE issued_license SET version = ${version}, status = ${status} WHERE license_id = ${id}`.execute(trx);
}

async function insertVersion(trx: Transaction<DB>, license: IssuedVersion, version: number): Promise<void> {
  const { id, terms, validity, status, at } = license;
  await sql`
    INSERT INTO issued_license_version (license_id, version, status, issuer_name, valid_from, valid_until, terms, created_at)
    VALUES (${id}, ${version}, ${status}, ${terms.Issuer.Name}, ${validity.from}, ${validity.until},
      ${JSON.stringify(terms)}, ${at})`.execute(trx);
}

export async function markIssuedLicenseDeleted(trx: Transaction<DB>, id: string, at: Date): Promise<void> {
  await sql`UPDATE issued_license SET status = 'DELETED', deleted_at = ${at} WHERE license_id = ${id}`.execute(trx);
}

/** A license as who changes it, or takes something of it, finds it. */
export interface LockedIssuedLicense {
  readonly id: string;
  readonly accountId: string;
  readonly homeRegion: string;
  readonly productSku: string;
  readonly version: number;
  readonly status: KeptStatus;
  readonly from: Date;
  readonly until: Date | null;
  readonly terms: IssuedTerms;
  readonly usage: Usage;
  /** The database's time once it was locked: servers whose clocks differ agree on what has lapsed. */
  readonly now: Date;
}

type LockedVersion = Pick<LockedIssuedLicense, 'from' | 'until' | 'terms' | 'now'>;

/** An account's license, which nobody else changes until the transaction ends; undefined where there is none. */
export async function lockIssuedLicense(
  trx: Transaction<DB>,
  { accountId, id }: { readonly accountId: string; readonly id: string },
): Promise<LockedIssuedLicense | undefined> {
  const { rows } = await sql<Omit<LockedIssuedLicense, keyof LockedVersion>>`
    SELECT license_id AS id, account_id AS "accountId", home_region AS "homeRegion", product_sku AS "productSku",
      version, status, json_build_object('consumed', consumed, 'since', consumed_since) AS usage
    FROM issued_license WHERE license_id = ${id} AND account_id = ${accountId} FOR NO KEY UPDATE`.execute(trx);
  const [row] = rows;
  if (!row) return undefined;
  // Once it is locked: a version that another transaction made meanwhile is the one that counts.
  const { rows: versions } = await sql<LockedVersion>`
    SELECT valid_from AS "from", valid_until AS until, terms, clock_timestamp() AS now FROM issued_license_version
    WHERE license_id = ${id} AND version = ${row.version}`.execute(trx);
  const { consumed, since } = row.usage;
  return { ...row, ...versions[0]!, usage: { consumed, since: new Date(since) } };
}

/** Forgets licenses that were deleted before `before`, with all that was theirs. Returns how many. */
export async function forgetIssuedLicenses(trx: Transaction<DB>, before: Date, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    DELETE FROM issued_license WHERE license_id = ANY(ARRAY(
      SELECT license_id FROM issued_license WHERE deleted_at < ${before} ORDER BY deleted_at LIMIT ${limit}))`.execute(
    trx,
  );
  return Number(numAffectedRows);
}

/** The home Region of an account's license that is not deleted; undefined where there is none. */
export async function findHomeRegion(
  db: Kysely<DB>,
  { accountId, id }: { readonly accountId: string; readonly id: string },
): Promise<string | undefined> {
  const { rows } = await sql<{ homeRegion: string }>`
    SELECT home_region AS "homeRegion" FROM issued_license
    WHERE license_id = ${id} AND account_id = ${accountId} AND status <> 'DELETED'`.execute(db);
  return rows[0]?.homeRegion;
}
