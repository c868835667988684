import type { Transaction } from 'kysely';
import { parseIssuedLicenseArn } from '../../../domain/arn.ts';
import { statusAt } from '../../../domain/issued/issued-license.ts';
import { Fault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import { type LockedIssuedLicense, lockIssuedLicense } from '../../../store/issued-license.ts';
import type { DB } from '../../../store/schema.ts';
import { findIssuedLicense } from '../../../views/license-manager/issued-licenses.ts';

/** Operations whose model has ResourceNotFoundException; to the others an ARN of nothing is a wrong value. */
const KNOW_NOT_FOUND = /:(CreateLicenseVersion|CreateToken|DeleteToken|CheckoutBorrowLicense)$/;

/** Faults on what is not there, in the caller's account. */
export const notThere = ({ action }: Pick<RequestContext, 'action'>, message: string): Fault =>
  new Fault(KNOW_NOT_FOUND.test(action) ? 'ResourceNotFoundException' : 'InvalidParameterValueException', message);

export const unknownLicense = (context: Pick<RequestContext, 'action'>, arn: string): Fault =>
  notThere(context, `There is no license ${arn} in this account; ListLicenses names those there are.`);

/** Account and id in the ARN of a license of the caller's account; faults on every other. */
export function ownIssued(arn: string, context: RequestContext): { accountId: string; id: string } {
  const ref = parseIssuedLicenseArn(arn);
  if (ref?.accountId === context.accountId) return ref;
  throw unknownLicense(context, arn);
}

/** A license is changed in its home Region alone (user guide, seller issued licenses). */
export function checkHome(homeRegion: string, { region, action }: RequestContext): void {
  if (homeRegion === region) return;
  const name = action.slice(action.indexOf(':') + 1);
  throw new Fault(
    'RedirectException',
    `The home Region of the license is ${homeRegion}, and this request is for ${region}. Call ${name} in ${homeRegion}.`,
    undefined,
    { Location: homeRegion },
  );
}

/** The caller's license of that ARN, locked; faults where it is not there, or deleted. */
export async function lockOwn(
  trx: Transaction<DB>,
  arn: string,
  context: RequestContext,
): Promise<LockedIssuedLicense> {
  const license = await lockIssuedLicense(trx, ownIssued(arn, context));
  if (license && license.status !== 'DELETED') return license;
  throw unknownLicense(context, arn);
}

/** The same, for what is done in its home Region alone; faults elsewhere. */
export async function lockAtHome(
  trx: Transaction<DB>,
  arn: string,
  context: RequestContext,
): Promise<LockedIssuedLicense> {
  const license = await lockOwn(trx, arn, context);
  checkHome(license.homeRegion, context);
  return license;
}

/** Whether a license that is locked can be used. */
export const isUsable = (license: LockedIssuedLicense): boolean =>
  statusAt(license, license.now) === 'AVAILABLE' && license.from <= license.now;

/** The status of a license of the caller's account; one that is forgotten was deleted. */
export async function statusNow({ db, accountId, now }: RequestContext, id: string) {
  const license = await findIssuedLicense(db, { accountId, id });
  return license ? statusAt(license, now) : 'DELETED';
}

/** Faults where a license cannot be used now, though it is there. */
export function checkUsable(license: LockedIssuedLicense, arn: string): void {
  if (isUsable(license)) return;
  const status =
    license.from > license.now ? `good from ${license.from.toISOString()} on` : statusAt(license, license.now);
  throw new Fault(
    'ValidationException',
    `The license ${arn} is ${status}. CreateLicenseVersion with the Status AVAILABLE and a Validity that lasts makes it usable.`,
  );
}

/** Faults where a change was made of another version than the newest; the caller reads it, and decides anew. */
export function checkVersion(sourceVersion: string | undefined, version: number): void {
  if (sourceVersion === undefined || sourceVersion === String(version)) return;
  throw new Fault(
    'ConflictException',
    `SourceVersion is ${sourceVersion}, and the newest version of the license is ${version}. Read it with GetLicense and try again.`,
  );
}
