/** What requests about metrics name. */
interface MetricWorld {
  readonly licenseArn: string;
}

type Inputs = Readonly<Record<string, (world: MetricWorld) => Record<string, unknown>>>;

const metric = ({ licenseArn }: MetricWorld) => ({
  Namespace: 'AWSLicenseManager/licenseUsage',
  MetricName: 'LicenseConfigurationUsageCount',
  Dimensions: [
    { Name: 'LicenseConfigurationArn', Value: licenseArn },
    { Name: 'LicenseConfigurationType', Value: 'vCPU' },
  ],
});

/** Seconds, as JSON has times. */
const times = () => ({ StartTime: Date.now() / 1000 - 3_600, EndTime: Date.now() / 1000 });

export const metricInputs: Inputs = {
  GetMetricData: (world) => ({
    ...times(),
    MetricDataQueries: [{ Id: 'm1', MetricStat: { Metric: metric(world), Period: 300, Stat: 'Maximum' } }],
    ScanBy: 'TimestampAscending',
    MaxDatapoints: 5,
  }),
  GetMetricStatistics: (world) => ({ ...metric(world), ...times(), Period: 300, Statistics: ['Maximum', 'Average'] }),
  ListMetrics: ({ licenseArn }) => ({
    Namespace: 'AWSLicenseManager/licenseUsage',
    Dimensions: [{ Name: 'LicenseConfigurationArn', Value: licenseArn }],
  }),
};
