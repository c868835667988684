import type {
  EntitlementUsage,
  GetLicenseUsageRequest,
  GetLicenseUsageResponse,
} from '@aws-sdk/client-license-manager';
import type { Operation } from '../../../operation.ts';
import { readUsage } from '../../../store/issued-checkout.ts';
import { readClock } from '../../../views/clock.ts';
import { arnConstraint } from '../named-license.ts';
import { ownIssued, unknownLicense } from './named-issued-license.ts';

/** What lapsed is not counted, also where nobody has looked since. */
export const getLicenseUsage: Operation<GetLicenseUsageRequest, GetLicenseUsageResponse> = {
  resources: ({ LicenseArn: arn }) => [arn!],
  constraints: { LicenseArn: arnConstraint },

  async handle({ LicenseArn: arn }, context) {
    const now = await readClock(context.db);
    const counted = await readUsage(context.db, ownIssued(arn!, context), now);
    if (!counted) throw unknownLicense(context, arn!);
    const { terms, usage } = counted;
    const consumed = new Map(Object.entries(usage.consumed));
    const usages = terms.Entitlements.map(({ Name, Unit, MaxCount }) => ({
      ...{ Name, Unit, ConsumedValue: String(consumed.get(Name) ?? 0) },
      MaxCount: MaxCount === undefined ? undefined : String(MaxCount),
    }));
    return { LicenseUsage: { EntitlementUsages: usages as EntitlementUsage[] } };
  },
};
