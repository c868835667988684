import { GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { cloudWatch } from '../../../aws/cloudwatch.ts';
import { useAws } from '../../../aws/use-aws.ts';

/** Where License Manager keeps usage (License Manager User Guide, monitoring with CloudWatch). */
const NAMESPACE = 'AWSLicenseManager/licenseUsage';
const METRIC = 'LicenseConfigurationUsageCount';

export interface Point {
  /** The beginning of the period. */
  readonly time: Date;
  /** The most that was used at one time in the period. */
  readonly peak: number;
}

export interface Metered {
  readonly LicenseConfigurationArn?: string | undefined;
  readonly LicenseCountingType?: string | undefined;
}

export interface Range {
  readonly from: Date;
  readonly until: Date;
}

/** About how many periods a range is divided into. */
const PERIODS = 200;
const HOUR = 3_600;
const DAY = 24 * HOUR;
/** In seconds; what CloudWatch takes are whole minutes. */
const LENGTHS = [60, 300, 900, HOUR, 6 * HOUR, DAY, 7 * DAY];

/** Of what is older, usage by the minute is not kept. */
const MINUTES_KEPT_MS = 15 * DAY * 1000;

/** The length of the periods, in seconds. */
function periodOf({ from, until }: Range, periods: number): number {
  const seconds = (until.getTime() - from.getTime()) / 1000;
  const shortest = Date.now() - from.getTime() > MINUTES_KEPT_MS ? HOUR : 60;
  return LENGTHS.find((length) => length >= shortest && seconds / length <= periods) ?? LENGTHS.at(-1)!;
}

/** Periods begin at whole ones, so that each is the same the next time. */
const roundDown = (time: Date, seconds: number): Date =>
  new Date(Math.floor(time.getTime() / (seconds * 1000)) * seconds * 1000);

interface Asked {
  readonly licenses: readonly Metered[];
  /** What the range is known by while time goes on. */
  readonly name: string;
  readonly range: () => Range;
  readonly periods?: number;
}

/** The peaks of each license in each period of the range, in one request; in the order of the licenses. */
export function useUsageHistory({ licenses, name, range, periods = PERIODS }: Asked) {
  return useAws({
    key: ['usage-history', name, periods, ...licenses.map((license) => license.LicenseConfigurationArn)],
    enabled: licenses.length > 0,
    refreshMs: 60_000,
    async ask(region): Promise<Point[][]> {
      const asked = range();
      const period = periodOf(asked, periods);
      const command = new GetMetricDataCommand({
        StartTime: roundDown(asked.from, period),
        EndTime: asked.until,
        ScanBy: 'TimestampAscending',
        MetricDataQueries: licenses.map((license, at) => queryOf(license, at, period)),
      });
      const { MetricDataResults: results = [] } = await cloudWatch(region).send(command);
      return licenses.map((_license, at) => {
        const { Timestamps: times = [], Values: values = [] } = results.find(({ Id }) => Id === `m${at}`) ?? {};
        return times.map((time, nth) => ({ time, peak: values[nth]! }));
      });
    },
  });
}

const queryOf = (license: Metered, at: number, Period: number): MetricDataQuery => ({
  Id: `m${at}`,
  MetricStat: {
    Period,
    Stat: 'Maximum',
    Metric: {
      Namespace: NAMESPACE,
      MetricName: METRIC,
      Dimensions: [
        { Name: 'LicenseConfigurationArn', Value: license.LicenseConfigurationArn },
        { Name: 'LicenseConfigurationType', Value: license.LicenseCountingType },
      ],
    },
  },
});
