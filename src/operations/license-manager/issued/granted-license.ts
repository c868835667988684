import type { Transaction } from 'kysely';
import { parseIssuedLicenseArn } from '../../../domain/arn.ts';
import type { IssuedGrant } from '../../../domain/issued/grant.ts';
import { type Grantable, whyNotGranted } from '../../../domain/issued/grant.ts';
import { Fault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import { listGrantsOfLicense } from '../../../store/issued-grant.ts';
import { type LockedIssuedLicense, lockIssuedLicense } from '../../../store/issued-license.ts';
import type { DB } from '../../../store/schema.ts';
import type { Held } from './named-checkout.ts';
import { unknownLicense } from './named-issued-license.ts';

/** Account and id in the ARN of a license that the caller's account issued or was granted; faults on every other. */
export async function readableIssued(arn: string, context: RequestContext): Promise<{ accountId: string; id: string }> {
  const { accountId, db } = context;
  const ref = parseIssuedLicenseArn(arn);
  const isOwn = ref?.accountId === accountId;
  if (!ref || !(isOwn || (await isReceived(ref.id)))) throw unknownLicense(context, arn);
  return ref;

  async function isReceived(licenseId: string): Promise<boolean> {
    const grants = await listGrantsOfLicense(db, { accountId, licenseId });
    return grants.some(({ status, chain }) => status !== 'REJECTED' && status !== 'DELETED' && chain[0]!.isReached);
  }
}

interface Granted {
  readonly license: LockedIssuedLicense;
  /** By which the caller has it; undefined where it is the caller's own. */
  readonly grant: IssuedGrant | undefined;
}

/** A license that the caller issued, or has by a grant that allows an operation, locked; faults where there is none. */
export async function lockGranted(
  trx: Transaction<DB>,
  arn: string,
  { operation, context }: { readonly operation: Grantable; readonly context: RequestContext },
): Promise<Granted> {
  const { accountId } = context;
  const ref = parseIssuedLicenseArn(arn);
  const license = ref && (await lockIssuedLicense(trx, ref));
  const isOwn = license?.accountId === accountId;
  if (license && isOwn && license.status !== 'DELETED') return { license, grant: undefined };
  const grants = license && !isOwn ? await listGrantsOfLicense(trx, { accountId, licenseId: license.id }) : [];
  if (!license || grants.length === 0) throw unknownLicense(context, arn);
  const grant = grants.find(({ chain }) => whyNotGranted(chain, operation) === undefined);
  if (!grant) throw notGranted(arn, whyNotGranted(grants[0]!.chain, operation)!);
  return { license, grant };
}

/** Faults where what is checked out is held by a grant that does not, or no longer, allow an operation. Giving back is possible also by one that ended. */
export async function checkGranted(
  trx: Transaction<DB>,
  { checkout: { grantId, accountId, licenseId }, arn }: Held,
  operation: 'CheckInLicense' | 'ExtendConsumptionLicense',
): Promise<void> {
  if (grantId === null) return;
  const grants = await listGrantsOfLicense(trx, { accountId, licenseId });
  const [own, ...parents] = grants.find(({ id }) => id === grantId)?.chain ?? [];
  if (operation === 'CheckInLicense' && (!own || own.operations.includes(operation))) return;
  const why = whyNotGranted(own ? [own, ...parents] : [], operation);
  if (why !== undefined) throw notGranted(arn, why);
}

const notGranted = (arn: string, why: string): Fault =>
  new Fault('ValidationException', `The license ${arn} cannot be used: ${why}.`);
