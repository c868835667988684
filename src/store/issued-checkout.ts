import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import {
  countedSince,
  type Ending,
  type EntitlementData,
  recount,
  settle,
  type Usage,
} from '../domain/issued/checkout.ts';
import type { IssuedTerms } from '../domain/issued/issued-license.ts';
import type { IssuedVersion, LockedIssuedLicense } from './issued-license.ts';
import type { DB } from './schema.ts';

/** What somebody has of a license. */
export interface IssuedCheckout {
  readonly token: string;
  readonly licenseId: string;
  /** Whose license it is. */
  readonly ownerId: string;
  /** Who checked out. */
  readonly accountId: string;
  /** The grant by which; null where the license is the account's own. */
  readonly grantId: string | null;
  readonly type: 'PROVISIONAL' | 'PERPETUAL' | 'BORROW';
  readonly beneficiary: string | null;
  readonly nodeId: string | null;
  readonly metadata: readonly { readonly Name: string; readonly Value: string }[] | null;
  readonly entitlements: readonly EntitlementData[];
  readonly takenAt: Date;
  readonly expiresAt: Date | null;
  readonly endedAt: Date | null;
}

const COLUMNS = sql`
  c.consumption_token AS token, c.license_id AS "licenseId", l.account_id AS "ownerId", c.account_id AS "accountId",
  c.grant_id AS "grantId", c.checkout_type AS type, c.beneficiary, c.node_id AS "nodeId", c.metadata, c.entitlements,
  c.taken_at AS "takenAt", c.expires_at AS "expiresAt", c.ended_at AS "endedAt"`;

/** What an account checked out by that token; undefined where there is none. */
export async function findCheckout(
  db: Kysely<DB>,
  { accountId, token }: { readonly accountId: string; readonly token: string },
): Promise<IssuedCheckout | undefined> {
  const { rows } = await sql<IssuedCheckout>`
    SELECT ${COLUMNS} FROM issued_checkout c JOIN issued_license l USING (license_id)
    WHERE c.consumption_token = ${token} AND c.account_id = ${accountId}`.execute(db);
  return rows[0];
}

export async function insertCheckout(
  trx: Transaction<DB>,
  checkout: Omit<IssuedCheckout, 'ownerId' | 'endedAt'>,
): Promise<void> {
  const { token, licenseId, accountId, grantId, type, beneficiary, nodeId, metadata, entitlements } = checkout;
  const { takenAt, expiresAt } = checkout;
  await sql`
    INSERT INTO issued_checkout (consumption_token, license_id, account_id, grant_id, checkout_type, beneficiary,
      node_id, metadata, entitlements, taken_at, expires_at)
    VALUES (${token}, ${licenseId}, ${accountId}, ${grantId}, ${type}, ${beneficiary}, ${nodeId},
      ${metadata && JSON.stringify(metadata)}, ${JSON.stringify(entitlements)}, ${takenAt}, ${expiresAt})`.execute(trx);
}

/** That it ends now, or later than it would have. */
export async function changeCheckout(
  trx: Transaction<DB>,
  token: string,
  { endedAt, expiresAt }: Partial<Pick<IssuedCheckout, 'endedAt' | 'expiresAt'>>,
): Promise<void> {
  await sql`
    UPDATE issued_checkout SET ended_at = coalesce(${endedAt ?? null}, ended_at),
      expires_at = coalesce(${expiresAt ?? null}, expires_at)
    WHERE consumption_token = ${token}`.execute(trx);
}

/** Ends what lapsed by `now` of a license that is locked. Returns what is used then, which is not written yet. */
export async function endLapsed(trx: Transaction<DB>, license: LockedIssuedLicense, now: Date): Promise<Usage> {
  const { rows } = await sql<Ending>`
    UPDATE issued_checkout SET ended_at = expires_at
    WHERE license_id = ${license.id} AND ended_at IS NULL AND expires_at <= ${now}
    RETURNING entitlements, taken_at AS "takenAt"`.execute(trx);
  return settle(license.terms, license.usage, rows, now);
}

/**
 * Makes what is checked out of a license that is locked go by its new version: it lapses with the license as that says, what is
 * PERPETUAL no sooner, and is counted as that says. What lapsed before has ended.
 */
export async function followVersion(
  trx: Transaction<DB>,
  license: LockedIssuedLicense,
  { terms, validity: { until } }: Pick<IssuedVersion, 'terms' | 'validity'>,
): Promise<void> {
  const { id, now } = license;
  await endLapsed(trx, license, now);
  await sql`
    UPDATE issued_checkout SET
      expires_at = CASE checkout_type WHEN 'PERPETUAL' THEN ${until ?? null}::timestamptz
        ELSE least(expires_at, ${until ?? null}) END
    WHERE license_id = ${id} AND ended_at IS NULL`.execute(trx);
  await endLapsed(trx, license, now);
  await writeUsage(trx, id, recount(terms, await sumOpen(trx, id, countedSince(terms, now)), now));
}

/** What is open of a license, each entitlement at most twice: what was taken before a time, and since. */
async function sumOpen(trx: Transaction<DB>, licenseId: string, since: Date): Promise<Ending[]> {
  const { rows } = await sql<EntitlementData & { readonly takenAt: Date }>`
    SELECT e->>'Name' AS "Name", e->>'Unit' AS "Unit", sum((e->>'Value')::numeric)::text AS "Value",
      max(taken_at) AS "takenAt"
    FROM issued_checkout, jsonb_array_elements(entitlements) e
    WHERE license_id = ${licenseId} AND ended_at IS NULL AND e->>'Unit' <> 'None'
    GROUP BY 1, 2, taken_at >= ${since}`.execute(trx);
  return rows.map(({ takenAt, ...entitlement }) => ({ entitlements: [entitlement], takenAt }));
}

/** Whether something of a license is checked out, once what lapsed has ended. */
export async function hasOpenCheckouts(trx: Transaction<DB>, licenseId: string): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM issued_checkout WHERE license_id = ${licenseId} AND ended_at IS NULL LIMIT 1`.execute(trx);
  return rows.length > 0;
}

export async function writeUsage(trx: Transaction<DB>, licenseId: string, { consumed, since }: Usage): Promise<void> {
  await sql`
    UPDATE issued_license SET consumed = ${JSON.stringify(consumed)}, consumed_since = ${since}
    WHERE license_id = ${licenseId}`.execute(trx);
}

/** The terms of a license, and what is used of it. */
export interface UsageOfTerms {
  readonly terms: IssuedTerms;
  readonly usage: Usage;
}

export async function readUsage(
  db: Kysely<DB>,
  { accountId, id }: { readonly accountId: string; readonly id: string },
  now: Date,
): Promise<UsageOfTerms | undefined> {
  const { rows } = await sql<CountedRow>`
    SELECT ${countedColumns(now)}
    FROM issued_license l JOIN issued_license_version v USING (license_id, version)
    WHERE license_id = ${id} AND l.account_id = ${accountId} AND l.status <> 'DELETED'`.execute(db);
  return rows[0] && usedOf(rows[0], now);
}

/** A license's terms with what is counted of it, and what lapsed and is counted all the same. */
export interface CountedRow extends Usage {
  readonly terms: IssuedTerms;
  readonly lapsed: readonly { readonly entitlements: readonly EntitlementData[]; readonly takenAt: string }[];
}

/** Those columns, of a license `l` and its version `v`. */
export const countedColumns = (now: Date): RawBuilder<unknown> => sql`
  l.consumed, l.consumed_since AS since, v.terms, (
    SELECT coalesce(json_agg(json_build_object('entitlements', c.entitlements, 'takenAt', c.taken_at)), '[]')
    FROM issued_checkout c WHERE c.license_id = l.license_id AND c.ended_at IS NULL AND c.expires_at <= ${now}) AS lapsed`;

/** What is used at that time. */
export function usedOf({ terms, lapsed, consumed, since }: CountedRow, now: Date): UsageOfTerms {
  const endings = lapsed.map(({ entitlements, takenAt }) => ({ entitlements, takenAt: new Date(takenAt) }));
  return { terms, usage: settle(terms, { consumed, since }, endings, now) };
}

/** Licenses of which something lapsed by `now` and is counted all the same, so many at the most. */
export async function listLapsing(
  db: Kysely<DB>,
  now: Date,
  limit: number,
): Promise<{ readonly id: string; readonly accountId: string }[]> {
  const { rows } = await sql<{ id: string; accountId: string }>`
    SELECT DISTINCT l.license_id AS id, l.account_id AS "accountId"
    FROM (SELECT license_id FROM issued_checkout WHERE ended_at IS NULL AND expires_at <= ${now}
        ORDER BY expires_at LIMIT ${limit}) c
      JOIN issued_license l USING (license_id) ORDER BY 1`.execute(db);
  return rows;
}

/** Forgets checkouts that ended before `before`. Returns how many. */
export async function forgetCheckouts(trx: Transaction<DB>, before: Date, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    DELETE FROM issued_checkout WHERE consumption_token = ANY(ARRAY(
      SELECT consumption_token FROM issued_checkout WHERE ended_at < ${before} ORDER BY ended_at LIMIT ${limit}))`.execute(
    trx,
  );
  return Number(numAffectedRows);
}
