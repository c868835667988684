import type { Kysely, Transaction } from 'kysely';
import { grantArn, issuedLicenseArn, parseGrantArn } from '../../../domain/arn.ts';
import type { IssuedGrant } from '../../../domain/issued/grant.ts';
import { accountPrincipalArn, type GrantAct, nextStatus } from '../../../domain/issued/grant.ts';
import { Fault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import { findGrant, keepGrant } from '../../../store/issued-grant.ts';
import { type LockedIssuedLicense, lockIssuedLicense } from '../../../store/issued-license.ts';
import type { DB } from '../../../store/schema.ts';

export const invalid = (message: string): Fault => new Fault('ValidationException', message);

export const unknownGrant = (arn: string): Fault =>
  new Fault(
    'InvalidParameterValueException',
    `There is no grant ${arn} that this account gave or received; ListDistributedGrants and ListReceivedGrants name those there are.`,
  );

/** The grant that an ARN names, where the caller gave or received it, or issued the license; faults on every other. */
export async function readGrant(
  db: Kysely<DB>,
  arn: string,
  { accountId }: Pick<RequestContext, 'accountId'>,
): Promise<IssuedGrant> {
  const ref = parseGrantArn(arn);
  const grant = ref && (await findGrant(db, ref.id));
  const isKnown = grant && [grant.accountId, grant.granteeId, grant.ownerId].includes(accountId);
  if (!isKnown || grant.accountId !== ref.accountId) throw unknownGrant(arn);
  return grant;
}

/** A grant with its license, which is locked, and with it all grants of it. It is a row from now on. */
export interface LockedGrant {
  readonly grant: IssuedGrant;
  readonly license: LockedIssuedLicense;
}

export async function lockGrant(trx: Transaction<DB>, arn: string, context: RequestContext): Promise<LockedGrant> {
  const { ownerId, licenseId } = await readGrant(trx, arn, context);
  const license = await lockIssuedLicense(trx, { accountId: ownerId, id: licenseId });
  if (!license) throw unknownGrant(arn);
  const grant = await readGrant(trx, arn, context);
  await keepGrant(trx, grant);
  return { grant, license };
}

/** Faults where a grant is another's to do that with; the text is AWS's (a report of Terraform's users). */
export function checkIsOf(accountIds: readonly (string | null)[], act: string, { accountId }: RequestContext): void {
  if (accountIds.includes(accountId)) return;
  throw invalid(`Caller ${accountPrincipalArn(accountId)} is not allowed to ${act} this grant.`);
}

/** The status once that is done with a grant; faults where it cannot be. */
export function statusAfter(act: GrantAct, { status }: IssuedGrant) {
  const next = nextStatus(act, status);
  if (typeof next === 'object') throw invalid(next.problem);
  return next;
}

/** A grant that changed, the ids of those that were deleted with it, and how much was checked in thereby. */
export interface Ended {
  readonly after: IssuedGrant;
  readonly deleted?: readonly string[];
  readonly checkedIn?: number | undefined;
}

/** The audit event of a change of a grant, which both sides are told of. */
export const recordOf = (grant: IssuedGrant, detail?: Readonly<Record<string, unknown>>) => ({
  resources: [grantArn(grant.accountId, grant.id), issuedLicenseArn(grant.ownerId, grant.licenseId)],
  ...(detail && { detail }),
  tells: [grant.accountId, ...(grant.granteeId === null ? [] : [grant.granteeId])],
});
