import type { Transaction } from 'kysely';
import type { IssuedGrant } from '../../../domain/issued/grant.ts';
import type { RequestContext } from '../../../operation.ts';
import { listOtherActive } from '../../../store/active-grants.ts';
import { changeGrant, keepGrant } from '../../../store/issued-grant.ts';
import { lockIssuedLicense } from '../../../store/issued-license.ts';
import type { DB } from '../../../store/schema.ts';
import { readGrant } from './named-grant.ts';

/** Locks the license of a grant and those of the grants that its activation is to replace, in one order for all. Returns their ids. */
export async function lockReplaced(trx: Transaction<DB>, arn: string, context: RequestContext): Promise<string[]> {
  const grant = await readGrant(trx, arn, context);
  const { ownerId: accountId } = grant;
  const others = await listOtherActive(trx, grant);
  const ids = [...new Set([grant, ...others].map(({ licenseId }) => licenseId))].sort();
  for (const id of ids) await lockIssuedLicense(trx, { accountId, id });
  return ids;
}

/** Disables the other grants of the same product, of licenses that are locked, that the accounts have which a grant is to. */
export async function replace(trx: Transaction<DB>, grant: IssuedGrant, locked: readonly string[]): Promise<void> {
  for (const other of await listOtherActive(trx, grant)) {
    if (!locked.includes(other.licenseId)) continue;
    await keepGrant(trx, other);
    const reason = `Replaced by the grant ${grant.id}.`;
    await changeGrant(trx, other, { isVersion: true, change: { status: 'DISABLED', reason } });
  }
}
