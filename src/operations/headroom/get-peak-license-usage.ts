import type { Operation } from '../../operation.ts';
import { readPeak } from '../../views/history/usage-at.ts';
import { arnOf, findOwnLicenses, readPeriod, someLicenses } from './own-licenses.ts';

interface GetPeakLicenseUsageRequest {
  readonly LicenseConfigurationArns: readonly string[];
  readonly From: Date;
  /** Outside; now where it is not given. */
  readonly To?: Date;
}

interface GetPeakLicenseUsageResponse {
  readonly Peaks: readonly {
    readonly LicenseConfigurationArn: string;
    readonly PeakLicenses: number;
    /** When so many were used first within the time. */
    readonly PeakAt: Date;
  }[];
}

/** The most that was used of licenses at any one instant of a time: an hour, a day, a quarter, a contract. */
export const getPeakLicenseUsage: Operation<GetPeakLicenseUsageRequest, GetPeakLicenseUsageResponse> = {
  constraints: { LicenseConfigurationArns: someLicenses },
  resources: ({ LicenseConfigurationArns: arns }) => [...arns],
  async handle({ LicenseConfigurationArns: arns, ...times }, context) {
    const period = readPeriod(times, context);
    const licenses = await findOwnLicenses(arns, context);
    const peaks = licenses.map(async (license) => {
      const { used, at } = await readPeak(context.db, license.id, period);
      return { LicenseConfigurationArn: arnOf(license), PeakLicenses: used, PeakAt: at };
    });
    return { Peaks: await Promise.all(peaks) };
  },
};
