import type { Scope } from '../decision.ts';

export const REPORT_PERIODS = ['DAY', 'WEEK', 'MONTH', 'ONE_TIME'] as const;
export type ReportPeriod = (typeof REPORT_PERIODS)[number];

export const REPORT_TYPES = ['LicenseConfigurationSummaryReport', 'LicenseConfigurationUsageReport'] as const;
export type ReportType = (typeof REPORT_TYPES)[number];

/** From when until when a report looks; `until` itself is outside. */
export interface ReportSpan {
  readonly from: Date;
  readonly until: Date;
}

/** Where a file is, by the names that License Manager would give. */
export interface ReportPlace {
  readonly bucket: string;
  readonly prefix: string;
  readonly key: string;
}

/** A file of a report, in the bucket of its account. */
export interface ReportFile extends Omit<ReportPlace, 'bucket'> {
  readonly type: ReportType;
}

const DAY_MS = 24 * 3600_000;

/**
 * When the n-th report's period is over, where that of report 0 is at `first`. In UTC, so that no clock change makes a
 * day longer. A month that has no such day ends a report on its last; the next goes by the first again.
 */
export function reportTime(first: Date, period: Exclude<ReportPeriod, 'ONE_TIME'>, n: number): Date {
  if (period !== 'MONTH') return new Date(first.getTime() + n * (period === 'DAY' ? 1 : 7) * DAY_MS);
  const [year, month] = [first.getUTCFullYear(), first.getUTCMonth() + n];
  const day = Math.min(first.getUTCDate(), new Date(Date.UTC(year, month + 1, 0)).getUTCDate());
  return new Date(Date.UTC(year, month, day) + (first.getTime() % DAY_MS));
}

/** What the n-th report of a generator looks at; undefined where there is none. */
export function reportSpan(
  generator: { readonly period: ReportPeriod; readonly firstAt: Date; readonly once: ReportSpan | undefined },
  n: number,
): ReportSpan | undefined {
  const { period, firstAt, once } = generator;
  if (period === 'ONE_TIME') return n === 0 ? once : undefined;
  return { from: reportTime(firstAt, period, n - 1), until: reportTime(firstAt, period, n) };
}

/** The name of the folder of an account's reports in a Region, in the form of the bucket that License Manager makes. */
export const reportBucket = ({ accountId, region }: Scope): string =>
  `aws-license-manager-service-${accountId}-${region}`;

/** Where a generator's reports are, by the user guide (report storage). What no folder may be called so is replaced. */
export const reportPrefix = (name: string): string => `Reports/${name.replace(/[^\w.-]+/g, '_').replace(/^\.+/, '_')}`;

/** The key of one report behind the prefix: by the day on which its period is over. */
export function reportKey(type: ReportType, generatorId: string, until: Date): string {
  const [date = '', time = ''] = until.toISOString().split('T');
  const at = `${date}T${time}`.replace(/[-:.]/g, '');
  return `${date.replaceAll('-', '/')}/${type}-${at}-${generatorId}.csv`;
}
