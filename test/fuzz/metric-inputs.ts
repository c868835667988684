import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import type { Caller } from '../signed-request.ts';

/** What requests about metrics name. */
export interface MetricWorld {
  readonly licenseArn: string;
  readonly alarmName: string;
  readonly alarmArn: string;
  readonly spareAlarmName: string;
}

/** Two alarms on a license. */
export async function createMetricWorld({ url, ...credentials }: Caller, licenseArn: string): Promise<MetricWorld> {
  const cloudWatch = new CloudWatch({ endpoint: url, region: 'us-east-1', credentials });
  const [alarmName, spareAlarmName] = ['fuzz', 'spare'];
  const named = { licenseArn, alarmName, alarmArn: '', spareAlarmName };
  for (const AlarmName of [alarmName, spareAlarmName]) await cloudWatch.putMetricAlarm({ ...alarm(named), AlarmName });
  const { MetricAlarms } = await cloudWatch.describeAlarms({ AlarmNames: [alarmName] });
  return { ...named, alarmArn: MetricAlarms![0]!.AlarmArn! };
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

const alarm = (world: MetricWorld) => ({
  ...metric(world),
  AlarmName: world.alarmName,
  AlarmDescription: 'Nearly all are used',
  Statistic: 'Maximum' as const,
  Period: 300,
  EvaluationPeriods: 2,
  DatapointsToAlarm: 1,
  Threshold: 60.5,
  ComparisonOperator: 'GreaterThanThreshold' as const,
  TreatMissingData: 'notBreaching',
  ActionsEnabled: false,
  Tags: [{ Key: 'team', Value: 'licensing' }],
});

/** Seconds, as JSON has times. */
const times = () => ({ StartTime: Date.now() / 1000 - 3_600, EndTime: Date.now() / 1000 });

export const metricInputs: Inputs = {
  DeleteAlarms: ({ spareAlarmName }) => ({ AlarmNames: [spareAlarmName] }),
  DescribeAlarmHistory: ({ alarmName }) => ({
    AlarmName: alarmName,
    HistoryItemType: 'ConfigurationUpdate',
    MaxRecords: 5,
    ScanBy: 'TimestampDescending',
  }),
  DescribeAlarms: ({ alarmName }) => ({ AlarmNames: [alarmName], AlarmTypes: ['MetricAlarm'], MaxRecords: 5 }),
  DescribeAlarmsForMetric: (world) => ({ ...metric(world), Statistic: 'Maximum', Period: 300 }),
  DisableAlarmActions: ({ alarmName }) => ({ AlarmNames: [alarmName] }),
  EnableAlarmActions: ({ alarmName }) => ({ AlarmNames: [alarmName] }),
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
  ListTagsForResource: ({ alarmArn }) => ({ ResourceARN: alarmArn }),
  PutMetricAlarm: alarm,
  SetAlarmState: ({ alarmName }) => ({ AlarmName: alarmName, StateValue: 'ALARM', StateReason: 'fuzz' }),
  TagResource: ({ alarmArn }) => ({ ResourceARN: alarmArn, Tags: [{ Key: 'fuzz', Value: 'yes' }] }),
  UntagResource: ({ alarmArn }) => ({ ResourceARN: alarmArn, TagKeys: ['fuzz'] }),
};
