import type { Transaction } from 'kysely';
import { issuedLicenseArn } from '../../../domain/arn.ts';
import type { Usage } from '../../../domain/issued/checkout.ts';
import { Fault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import { endLapsed, findCheckout, type IssuedCheckout } from '../../../store/issued-checkout.ts';
import { type LockedIssuedLicense, lockIssuedLicense } from '../../../store/issued-license.ts';
import type { DB } from '../../../store/schema.ts';

/** A checkout with its license, which is locked. */
export interface Held {
  readonly checkout: IssuedCheckout;
  readonly license: LockedIssuedLicense;
  /** What is used of the license, with this. */
  readonly usage: Usage;
  readonly arn: string;
}

/** What the caller's account checked out by a token, with its license locked; faults where there is none. It may have ended. */
export async function lockCheckout(trx: Transaction<DB>, token: string, context: RequestContext): Promise<Held> {
  const asked = { accountId: context.accountId, token };
  const found = await findCheckout(trx, asked);
  const license = found && (await lockIssuedLicense(trx, { accountId: found.ownerId, id: found.licenseId }));
  if (!license)
    throw new Fault(
      'ResourceNotFoundException',
      'Nothing was checked out with that LicenseConsumptionToken in this account.',
    );
  const usage = await endLapsed(trx, license, license.now);
  const checkout = (await findCheckout(trx, asked))!;
  return { checkout, license, usage, arn: issuedLicenseArn(license.accountId, license.id) };
}
