import { headroom } from '../../aws/headroom.ts';
import { type AwsList, useAws, useAwsList } from '../../aws/use-aws.ts';

/** What held how much of a license. Times are seconds since 1970. */
export interface LicenseUse {
  readonly ResourceArn: string;
  readonly ResourceType: string;
  readonly ResourceOwnerId: string;
  readonly ConsumedLicenses: number;
  readonly ConsumedFrom: number;
  /** Absent while it lasts. */
  readonly ConsumedUntil?: number;
}

interface Asked {
  readonly arn: string;
  /** In UTC, as reports have it: "2026-11-28". */
  readonly day: string;
}

const DAY_SECONDS = 86_400;

/** Of a day that is not over, until now: what comes is not known. */
function periodOf({ arn, day }: Asked) {
  const From = Date.parse(`${day}T00:00:00Z`) / 1000;
  const now = Date.now() / 1000;
  return { arn, From, ...(From + DAY_SECONDS <= now && { To: From + DAY_SECONDS }) };
}

const isWhole = ({ arn, day }: Asked): boolean => arn !== '' && /^\d{4}-\d{2}-\d{2}$/.test(day);

/** Who used what of a license on a day, by when each began. */
export const useUses = (asked: Asked): AwsList<LicenseUse> =>
  useAwsList({
    key: ['uses', asked],
    enabled: isWhole(asked),
    refreshMs: 60_000,
    ask: async (region, NextToken) => {
      const { arn, ...period } = periodOf(asked);
      const { LicenseUses: items, NextToken: nextToken } = await headroom(region).send<{
        LicenseUses: LicenseUse[];
        NextToken?: string;
      }>({ operation: 'ListLicenseUses', input: { LicenseConfigurationArn: arn, ...period, NextToken } });
      return { items, nextToken };
    },
  });

/** The most that was used at any one instant of a day, and when that was first. */
export const usePeak = (asked: Asked) =>
  useAws({
    key: ['peak', asked],
    enabled: isWhole(asked),
    refreshMs: 60_000,
    ask: async (region) => {
      const { arn, ...period } = periodOf(asked);
      const { Peaks } = await headroom(region).send<{
        Peaks: { PeakLicenses: number; PeakAt: number }[];
      }>({ operation: 'GetPeakLicenseUsage', input: { LicenseConfigurationArns: [arn], ...period } });
      return Peaks[0]!;
    },
  });
