/** How much of a license is used, as every page says it. */
export interface Usage {
  readonly used: number;
  /** Undefined where the license has no limit. */
  readonly limit: number | undefined;
  readonly state: UsageState;
  /** How much is left; negative over the limit. */
  readonly headroom: number | undefined;
  /** 100 at the limit. A limit of 0 of which nothing is used is at its limit. */
  readonly percent: number | undefined;
  readonly unit: string;
}

export type UsageState = 'over' | 'full' | 'near' | 'within' | 'unlimited';

/** From how many percent of its limit a license is said to be near it. */
export const NEAR_PERCENT = 90;

export const USAGE_STATES: Readonly<Record<UsageState, string>> = {
  over: 'Over the limit',
  full: 'At the limit',
  near: 'Near the limit',
  within: 'Within the limit',
  unlimited: 'No limit',
};

const UNITS: Readonly<Record<string, string>> = {
  vCPU: 'vCPUs',
  Core: 'cores',
  Socket: 'sockets',
  Instance: 'instances',
};

/** What a license counts, as a word behind a number. */
export const unitOf = (countingType: string | undefined): string => UNITS[countingType ?? ''] ?? 'licenses';

interface Counted {
  readonly LicenseCount?: number | undefined;
  readonly ConsumedLicenses?: number | undefined;
  readonly LicenseCountingType?: string | undefined;
}

export function usageOf({
  LicenseCount: limit,
  ConsumedLicenses: used = 0,
  LicenseCountingType: type,
}: Counted): Usage {
  const unit = unitOf(type);
  if (limit === undefined) return { used, limit, unit, state: 'unlimited', headroom: undefined, percent: undefined };
  const percent = limit === 0 ? (used === 0 ? 100 : Number.POSITIVE_INFINITY) : (used / limit) * 100;
  return { used, limit, unit, state: stateAt(percent), headroom: limit - used, percent };
}

function stateAt(percent: number): UsageState {
  if (percent > 100) return 'over';
  if (percent === 100) return 'full';
  return percent >= NEAR_PERCENT ? 'near' : 'within';
}

export const formatCount = (count: number): string => count.toLocaleString('en-US');

/** "12 of 16 vCPUs", "20 of 16 vCPUs", "12 vCPUs". */
export const usageText = ({ used, limit, unit }: Usage): string =>
  limit === undefined ? `${formatCount(used)} ${unit}` : `${formatCount(used)} of ${formatCount(limit)} ${unit}`;

/** "4 left", "none left", "4 over". */
export function headroomText({ headroom }: Usage): string {
  if (headroom === undefined) return 'No limit';
  if (headroom < 0) return `${formatCount(-headroom)} over`;
  return headroom === 0 ? 'None left' : `${formatCount(headroom)} left`;
}
