import { licenseConfigurationArn, parseLicenseConfigurationArn } from '../arn.ts';

/** The namespace in which License Manager keeps its metrics (user guide, monitoring with CloudWatch). */
export const NAMESPACE = 'AWSLicenseManager/licenseUsage';

/** A license configuration as its metrics know it; one that is deleted keeps its history. */
export interface MeteredLicense {
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  /** The order of creation. */
  readonly sequence: number;
  readonly countingType: string;
  readonly licenseCount: number | null;
  readonly createdAt: Date;
  readonly deletedAt: Date | null;
}

interface LicenseMetric {
  readonly unit: 'Count' | 'Percent';
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

interface Dimension {
  readonly Name?: string | undefined;
  readonly Value?: string | undefined;
}

/** What a request calls a metric by, in CloudWatch's words. */
export interface MetricName {
  readonly Namespace?: string | undefined;
  readonly MetricName?: string | undefined;
  readonly Dimensions?: readonly Dimension[] | undefined;
}

export const dimensionsOf = (license: MeteredLicense): { Name: string; Value: string }[] => [
  { Name: 'LicenseConfigurationArn', Value: licenseConfigurationArn(license, license.id) },
  { Name: 'LicenseConfigurationType', Value: license.countingType },
];

/** A metric of a license that is named. */
export interface NamedMetric {
  readonly license: MeteredLicense;
  readonly metric: LicenseMetric;
}

/** The metric of one of these licenses that a name is of; undefined where there is none, which to CloudWatch is no fault. */
export function findNamedMetric(named: MetricName, licenses: readonly MeteredLicense[]): NamedMetric | undefined {
  const id = licenseIdOf(named);
  const license = licenses.find((one) => one.id === id);
  const { Namespace, MetricName: name = '', Dimensions = [] } = named;
  const metric = Namespace === NAMESPACE && Object.hasOwn(METRICS, name) ? METRICS[name] : undefined;
  return license && metric && haveSameDimensions(Dimensions, dimensionsOf(license)) ? { license, metric } : undefined;
}

/** The id of the license that a metric's dimensions name. */
export function licenseIdOf({ Dimensions = [] }: MetricName): string | undefined {
  const arn = Dimensions.find(({ Name }) => Name === 'LicenseConfigurationArn')?.Value;
  return arn === undefined ? undefined : parseLicenseConfigurationArn(arn)?.id;
}

/** A metric is named by all its dimensions, in any order. */
export const haveSameDimensions = (given: readonly Dimension[], expected: readonly Dimension[]): boolean =>
  given.length === expected.length &&
  expected.every(({ Name, Value }) => given.some((one) => one.Name === Name && one.Value === Value));
