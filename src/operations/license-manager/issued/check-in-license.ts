import type { CheckInLicenseRequest, CheckInLicenseResponse } from '@aws-sdk/client-license-manager';
import { keptUntilTheEnd, settle } from '../../../domain/issued/checkout.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { changeCheckout, type IssuedCheckout, writeUsage } from '../../../store/issued-checkout.ts';
import type { LockedIssuedLicense } from '../../../store/issued-license.ts';
import { change } from '../../change.ts';
import { checkGranted } from './granted-license.ts';
import { line } from './issued-terms.ts';
import { type Held, lockCheckout } from './named-checkout.ts';

export const checkInLicense: Operation<CheckInLicenseRequest, CheckInLicenseResponse> = {
  constraints: { LicenseConsumptionToken: { length: [1, 128] }, Beneficiary: line(255) },

  async handle({ LicenseConsumptionToken: token, Beneficiary: beneficiary }, context) {
    await change(context, recordOf, async (trx) => {
      const held = await lockCheckout(trx, token!, context);
      const { checkout, license, usage } = held;
      if (checkout.endedAt) throw ended(checkout.endedAt);
      if (beneficiary !== undefined && beneficiary !== checkout.beneficiary)
        throw invalid(
          `Beneficiary is ${beneficiary}, but it was checked out for ${checkout.beneficiary ?? 'nobody in particular'}.`,
        );
      await checkGranted(trx, held, 'CheckInLicense');
      checkReturnable(checkout, license);
      await changeCheckout(trx, checkout.token, { endedAt: license.now });
      await writeUsage(trx, license.id, settle(license.terms, usage, [checkout], license.now));
      return held;
    });
    return {};
  },
};

const recordOf = ({ arn, checkout: { entitlements, takenAt, ownerId } }: Held) => ({
  resources: [arn],
  detail: { entitlements, takenAt },
  tells: [ownerId],
});

/** Faults where the license does not let this be given back before it lapses. */
function checkReturnable({ type, entitlements, expiresAt }: IssuedCheckout, { terms }: LockedIssuedLicense): void {
  const until = expiresAt ? `; it lapses at ${expiresAt.toISOString()}` : '';
  if (type === 'BORROW' && terms.ConsumptionConfiguration.BorrowConfiguration?.AllowEarlyCheckIn !== true)
    throw invalid(`The license does not let what is borrowed be checked in early (AllowEarlyCheckIn)${until}.`);
  const kept = keptUntilTheEnd(terms, entitlements);
  if (kept !== undefined) throw invalid(`The license does not let ${kept} be checked in (AllowCheckIn)${until}.`);
}

const invalid = (message: string): Fault => new Fault('ValidationException', message);

const ended = (at: Date): Fault =>
  new Fault('ConflictException', `It was checked in already, or lapsed, at ${at.toISOString()}.`);
