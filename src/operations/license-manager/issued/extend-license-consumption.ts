import type {
  ExtendLicenseConsumptionRequest,
  ExtendLicenseConsumptionResponse,
} from '@aws-sdk/client-license-manager';
import type { Transaction } from 'kysely';
import { lapsesAt } from '../../../domain/issued/checkout.ts';
import { Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { changeCheckout, writeUsage } from '../../../store/issued-checkout.ts';
import type { DB } from '../../../store/schema.ts';
import { change } from '../../change.ts';
import { checkGranted } from './granted-license.ts';
import { type Held, lockCheckout } from './named-checkout.ts';
import { checkUsable } from './named-issued-license.ts';

type Request = ExtendLicenseConsumptionRequest;

/** A provisional checkout lapses as much later as if it began now. A dry run says when that would be. */
export const extendLicenseConsumption: Operation<Request, ExtendLicenseConsumptionResponse> = {
  constraints: { LicenseConsumptionToken: { length: [1, 128] } },

  async handle({ LicenseConsumptionToken: token, DryRun: dryRun }, context) {
    const { db } = context;
    const { expiresAt } = dryRun
      ? await db.transaction().execute((trx) => extended(trx, token!, context))
      : await change(context, recordOf, async (trx) => {
          const held = await extended(trx, token!, context);
          await changeCheckout(trx, held.checkout.token, held);
          await writeUsage(trx, held.license.id, held.usage);
          return held;
        });
    return { LicenseConsumptionToken: token, Expiration: expiresAt.toISOString() };
  },
};

interface Extended extends Held {
  readonly expiresAt: Date;
}

const recordOf = ({ arn, expiresAt, checkout: { ownerId } }: Extended) => ({
  resources: [arn],
  detail: { expiresAt },
  tells: [ownerId],
});

/** When a checkout lapses if it is extended now; faults where it cannot be. */
async function extended(trx: Transaction<DB>, token: string, context: RequestContext): Promise<Extended> {
  const held = await lockCheckout(trx, token, context);
  const { checkout, license, arn } = held;
  if (checkout.type !== 'PROVISIONAL')
    throw invalid(`A ${checkout.type} checkout cannot be extended, only a PROVISIONAL one.`);
  if (checkout.endedAt)
    throw new Fault(
      'ResourceNotFoundException',
      `It was checked in already, or lapsed, at ${checkout.endedAt.toISOString()}. Check out anew.`,
    );
  await checkGranted(trx, held, 'ExtendConsumptionLicense');
  checkUsable(license, arn);
  const { ProvisionalConfiguration: provisional } = license.terms.ConsumptionConfiguration;
  if (!provisional) throw invalid(`The license ${arn} has no ProvisionalConfiguration any more.`);
  return { ...held, expiresAt: lapsesAt(license.now, provisional.MaxTimeToLiveInMinutes, license.until)! };
}

const invalid = (message: string): Fault => new Fault('ValidationException', message);
