import { sql, type Transaction } from 'kysely';
import type { Ending } from '../domain/issued/checkout.ts';
import { settle } from '../domain/issued/checkout.ts';
import { endLapsed, writeUsage } from './issued-checkout.ts';
import { deleteGrants, forgetMemberGrants, listUnreached } from './issued-grant.ts';
import { type LockedIssuedLicense, lockIssuedLicense } from './issued-license.ts';
import type { DB } from './schema.ts';

/**
 * Checks in what is checked out by grants of a license that is locked, but for what was borrowed: a machine that does not
 * reach the server has that until it lapses. Returns how many were checked in.
 */
export async function endCheckoutsOf(
  trx: Transaction<DB>,
  license: LockedIssuedLicense,
  grantIds: readonly string[],
): Promise<number> {
  const usage = await endLapsed(trx, license, license.now);
  const { rows } = await sql<Ending>`
    UPDATE issued_checkout SET ended_at = ${license.now}
    WHERE grant_id = ANY(${[...grantIds]}) AND ended_at IS NULL AND checkout_type <> 'BORROW'
    RETURNING entitlements, taken_at AS "takenAt"`.execute(trx);
  await writeUsage(trx, license.id, settle(license.terms, usage, rows, license.now));
  return rows.length;
}

interface Named {
  readonly accountId: string;
  readonly id: string;
}

/**
 * Changes where an account is in its organization. The grants that it has or gave inside that end where they no longer reach,
 * and what is checked out by them is checked in; their licenses are locked before, so that nobody checks out meanwhile.
 */
export async function movingGrants(
  trx: Transaction<DB>,
  { accountId, at }: { readonly accountId: string; readonly at: Date },
  move: () => Promise<void>,
): Promise<void> {
  const { rows: named } = await sql<Named>`
    SELECT DISTINCT l.license_id AS id, l.account_id AS "accountId"
    FROM (SELECT license_id FROM received_grants(${accountId}) WHERE organization_id IS NOT NULL AND status <> 'DELETED'
      UNION SELECT license_id FROM issued_grant
        WHERE account_id = ${accountId} AND organization_id IS NOT NULL AND status <> 'DELETED') g
      JOIN issued_license l USING (license_id) ORDER BY 1`.execute(trx);
  const licenses: LockedIssuedLicense[] = [];
  for (const one of named) {
    const license = await lockIssuedLicense(trx, one);
    if (license) licenses.push(license);
  }
  await move();
  for (const license of licenses) {
    const unreached = await listUnreached(trx, { accountId, licenseId: license.id });
    if (unreached.length === 0) continue;
    const reason = 'Its grantee or its granter is no longer in the organization, or in the unit.';
    const ended = await deleteGrants(trx, unreached, { at, reason });
    await endCheckoutsOf(trx, license, ended);
    await forgetMemberGrants(trx, ended);
  }
}
