import type { Operation } from '../../operation.ts';
import { readUsageAt } from '../../views/history/usage-at.ts';
import { readHolders } from '../../views/history/uses.ts';
import { arnOf, findOwnLicenses, invalid, someLicenses } from './own-licenses.ts';

interface GetLicenseUsageRequest {
  readonly LicenseConfigurationArns: readonly string[];
  /** Now where it is not given. */
  readonly At?: Date;
}

interface GetLicenseUsageResponse {
  readonly LicenseUsages: readonly {
    readonly LicenseConfigurationArn: string;
    readonly ConsumedLicenses: number;
    readonly Holders: readonly {
      readonly ResourceOwnerId: string;
      readonly ResourceType: string;
      readonly ConsumedLicenses: number;
    }[];
  }[];
}

/** How much of licenses was used at an instant, and by the resources of which accounts and types. */
export const getLicenseUsage: Operation<GetLicenseUsageRequest, GetLicenseUsageResponse> = {
  constraints: { LicenseConfigurationArns: someLicenses },
  resources: ({ LicenseConfigurationArns: arns }) => [...arns],
  async handle({ LicenseConfigurationArns: arns, At: at }, context) {
    if (at && at > context.now)
      throw invalid('At is in the future: expected a time of which all is known, until now at the latest.');
    const licenses = await findOwnLicenses(arns, context);
    const usages = licenses.map(async (license) => {
      const [used, holders] = await Promise.all([
        readUsageAt(context.db, license.id, at ?? context.now),
        readHolders(context.db, license.id, at ?? context.now),
      ]);
      return {
        LicenseConfigurationArn: arnOf(license),
        ConsumedLicenses: used,
        Holders: holders.map(({ ownerId, type, amount }) => ({
          ResourceOwnerId: ownerId,
          ResourceType: type,
          ConsumedLicenses: amount,
        })),
      };
    });
    return { LicenseUsages: await Promise.all(usages) };
  },
};
