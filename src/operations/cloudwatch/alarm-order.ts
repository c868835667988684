import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { type AlarmDefinition, comparisons, missingData } from '../../domain/alarms/metric-alarm.ts';
import { parseArn } from '../../domain/arn.ts';
import type { Constraints } from '../../domain/constraints.ts';
import { statisticNames } from '../../domain/metrics/statistics.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';
import { checkPeriod } from './periods.ts';

export const alarmName = { length: [1, 255] } as const;
const actions = { items: [0, 5] } as const;
const actionArn = { length: [1, 1024] } as const;

export const alarmConstraints: Constraints = {
  AlarmName: alarmName,
  AlarmDescription: { length: [0, 1024] },
  OKActions: actions,
  'OKActions[]': actionArn,
  AlarmActions: actions,
  'AlarmActions[]': actionArn,
  InsufficientDataActions: actions,
  'InsufficientDataActions[]': actionArn,
  MetricName: { length: [1, 255] },
  Namespace: { length: [1, 255] },
  Statistic: { oneOf: [...statisticNames] },
  Dimensions: { items: [0, 30] },
  'Dimensions[].Name': { length: [1, 255] },
  'Dimensions[].Value': { length: [1, 1024] },
  EvaluationPeriods: { range: [1, 1_000_000], integer: true },
  DatapointsToAlarm: { range: [1, 1_000_000], integer: true },
  ComparisonOperator: { oneOf: comparisons },
  TreatMissingData: { oneOf: [...missingData] },
};

/** What alarms on one metric that is counted exactly have no use for, or that needs metric math. */
const NOT_OFFERED = [
  'Metrics',
  'ExtendedStatistic',
  'EvaluateLowSampleCountPercentile',
  'ThresholdMetricId',
  'EvaluationWindow',
  'WarmUpConfiguration',
  'EvaluationCriteria',
  'EvaluationInterval',
  'ActionConfiguration',
] as const;

const NEEDED = [
  'MetricName',
  'Namespace',
  'Statistic',
  'Period',
  'EvaluationPeriods',
  'Threshold',
  'ComparisonOperator',
] as const;

const DAY_S = 86_400;

const invalid = (message: string): Fault => new Fault('ValidationError', message, 400);

/** What a request asks an alarm to watch and do. Faults where that is not whole, or is not offered. */
export function readAlarmDefinition(request: PutMetricAlarmInput, scope: RequestContext): AlarmDefinition {
  const given = NOT_OFFERED.find((member) => request[member] !== undefined);
  if (given)
    throw invalid(`${given} is not offered: expected an alarm on one metric, by MetricName, Namespace and Statistic.`);
  const absent = NEEDED.filter((member) => request[member] === undefined);
  if (absent.length > 0) throw invalid(`${absent.join(', ')} must be given for an alarm on a metric.`);
  const { Period, EvaluationPeriods, DatapointsToAlarm, Dimensions = [] } = request;
  checkPeriod('Period', Period!);
  const longest = Period! >= 3600 ? 7 * DAY_S : DAY_S;
  if (Period! * EvaluationPeriods! > longest)
    throw invalid(
      `Period times EvaluationPeriods is ${Period! * EvaluationPeriods!} seconds: expected at most ${longest}, which is ${longest / DAY_S} day(s) for this Period.`,
    );
  if ((DatapointsToAlarm ?? 1) > EvaluationPeriods!)
    throw invalid(
      `DatapointsToAlarm is ${DatapointsToAlarm}: expected at most EvaluationPeriods, which is ${EvaluationPeriods}.`,
    );
  const { AlarmDescription, Namespace, MetricName, Statistic, Unit, Threshold, ComparisonOperator } = request;
  return {
    AlarmDescription,
    Namespace: Namespace!,
    MetricName: MetricName!,
    Dimensions: Dimensions.map(({ Name, Value }) => ({ Name: Name!, Value: Value! })),
    Statistic: Statistic!,
    Unit,
    Period: Period!,
    EvaluationPeriods: EvaluationPeriods!,
    DatapointsToAlarm,
    Threshold: Threshold!,
    ComparisonOperator: ComparisonOperator as AlarmDefinition['ComparisonOperator'],
    TreatMissingData: request.TreatMissingData as AlarmDefinition['TreatMissingData'],
    OKActions: topics('OKActions', request.OKActions, scope),
    AlarmActions: topics('AlarmActions', request.AlarmActions, scope),
    InsufficientDataActions: topics('InsufficientDataActions', request.InsufficientDataActions, scope),
  };
}

/** An alarm's actions are topics of its account and Region. */
function topics(
  member: string,
  arns: readonly string[] = [],
  { accountId, region }: RequestContext,
): readonly string[] {
  for (const text of arns) {
    const arn = parseArn(text);
    if (arn?.service !== 'sns' || arn.region !== region || arn.accountId !== accountId || /[:/]/.test(arn.resource))
      throw invalid(
        `${member} has "${text.slice(0, 200)}": expected the ARN of an SNS topic of this account and Region, arn:aws:sns:${region}:${accountId}:NAME.`,
      );
  }
  return [...new Set(arns)];
}
