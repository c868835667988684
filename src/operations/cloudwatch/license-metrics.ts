import type { Dimension, Metric, StandardUnit } from '@aws-sdk/client-cloudwatch';
import { licenseConfigurationArn, parseLicenseConfigurationArn } from '../../domain/arn.ts';
import type { RequestContext } from '../../operation.ts';
import { type MeteredLicense, readMeteredLicenses } from '../../views/history/license-usage.ts';

/** The namespace in which License Manager keeps its metrics (user guide, monitoring with CloudWatch). */
export const NAMESPACE = 'AWSLicenseManager/licenseUsage';

interface LicenseMetric {
  readonly unit: StandardUnit;
  /** The metric for a number of licenses in use; undefined where the license has none. */
  readonly of: (used: number, license: MeteredLicense) => number | undefined;
}

const count: LicenseMetric = { unit: 'Count', of: (used) => used };

/**
 * The metrics of license configurations. How the two counts differ is not published; here both are what is in use in all
 * accounts. The percentage is of the limit that is set now.
 */
const METRICS: Readonly<Record<string, LicenseMetric>> = {
  LicenseConfigurationUsageCount: count,
  LicenseConfigurationUsagePercentage: {
    unit: 'Percent',
    of: (used, { licenseCount: limit }) => (limit === null || limit === 0 ? undefined : (used * 100) / limit),
  },
  TotalLicenseConfigurationUsageCount: count,
};

export const metricNames: readonly string[] = Object.keys(METRICS);

export const findLicenseMetric = (name = ''): LicenseMetric | undefined =>
  Object.hasOwn(METRICS, name) ? METRICS[name] : undefined;

export const dimensionsOf = (license: MeteredLicense): Dimension[] => [
  { Name: 'LicenseConfigurationArn', Value: licenseConfigurationArn(license, license.id) },
  { Name: 'LicenseConfigurationType', Value: license.countingType },
];

/** A metric of a license that a request names. */
export interface NamedMetric {
  readonly license: MeteredLicense;
  readonly metric: LicenseMetric;
}

/** What metrics name, each in its place; undefined where there is no such metric, which to CloudWatch is no fault. */
export async function findNamedMetrics(
  metrics: readonly Metric[],
  context: RequestContext,
): Promise<(NamedMetric | undefined)[]> {
  const ids = metrics.map(licenseIdOf);
  const licenses = await readMeteredLicenses(context.db, context, [...new Set(ids.flatMap((id) => id ?? []))]);
  return metrics.map((named, index) => {
    const license = licenses.find(({ id }) => id === ids[index]);
    const metric = named.Namespace === NAMESPACE ? findLicenseMetric(named.MetricName) : undefined;
    return license && metric && isSame(named.Dimensions ?? [], dimensionsOf(license)) ? { license, metric } : undefined;
  });
}

function licenseIdOf({ Dimensions = [] }: Metric): string | undefined {
  const arn = Dimensions.find(({ Name }) => Name === 'LicenseConfigurationArn')?.Value;
  return arn === undefined ? undefined : parseLicenseConfigurationArn(arn)?.id;
}

/** A metric is named by all its dimensions, in any order. */
const isSame = (given: readonly Dimension[], expected: readonly Dimension[]): boolean =>
  given.length === expected.length &&
  expected.every(({ Name, Value }) => given.some((one) => one.Name === Name && one.Value === Value));
