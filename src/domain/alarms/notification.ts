import type { AlarmDatapoint, AlarmWindow } from './evaluate.ts';
import { type AlarmDefinition, type AlarmState, alarmArn } from './metric-alarm.ts';

/** An alarm as it is kept. */
export interface MetricAlarm {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
  readonly definition: AlarmDefinition;
  readonly actionsEnabled: boolean;
  readonly configuredAt: Date;
  readonly state: AlarmState;
  readonly stateReason: string;
  readonly stateReasonData: string | null;
  readonly stateUpdatedAt: Date;
  /** Since when it is in that state. */
  readonly stateChangedAt: Date;
}

/** The state that an alarm goes into. */
export interface StateChange {
  readonly state: AlarmState;
  readonly reason: string;
  /** JSON. */
  readonly reasonData?: string | undefined;
  readonly at: Date;
}

/** CloudWatch writes times of notifications so. */
const timestamp = (at: Date | number): string => new Date(at).toISOString().replace('Z', '+0000');

/** The subject and the message by which a topic is told that an alarm changed its state, as CloudWatch writes them. */
export function alarmNotification(
  alarm: MetricAlarm,
  { state, reason, at }: StateChange,
): { readonly subject: string; readonly message: string } {
  const { accountId, region, name, definition } = alarm;
  const message = {
    AlarmName: name,
    AlarmDescription: definition.AlarmDescription ?? null,
    AWSAccountId: accountId,
    AlarmConfigurationUpdatedTimestamp: timestamp(alarm.configuredAt),
    NewStateValue: state,
    NewStateReason: reason,
    StateChangeTime: timestamp(at),
    Region: region,
    AlarmArn: alarmArn(alarm, name),
    OldStateValue: alarm.state,
    OKActions: definition.OKActions,
    AlarmActions: definition.AlarmActions,
    InsufficientDataActions: definition.InsufficientDataActions,
    Trigger: triggerOf(definition),
  };
  return { subject: `${state}: "${name}" in ${region}`.slice(0, 100), message: JSON.stringify(message) };
}

const triggerOf = (definition: AlarmDefinition) => ({
  MetricName: definition.MetricName,
  Namespace: definition.Namespace,
  StatisticType: 'Statistic',
  Statistic: definition.Statistic.toUpperCase(),
  Unit: definition.Unit ?? null,
  Dimensions: definition.Dimensions.map(({ Name, Value }) => ({ value: Value, name: Name })),
  Period: definition.Period,
  EvaluationPeriods: definition.EvaluationPeriods,
  DatapointsToAlarm: definition.DatapointsToAlarm ?? definition.EvaluationPeriods,
  ComparisonOperator: definition.ComparisonOperator,
  Threshold: definition.Threshold,
  TreatMissingData: definition.TreatMissingData ?? 'missing',
  EvaluateLowSampleCountPercentile: '',
});

/** The values that a state was told from, as an alarm shows them. */
export const reasonData = (
  { Statistic, Unit, Period, Threshold }: AlarmDefinition,
  { window: { from }, points, now }: { window: AlarmWindow; points: readonly AlarmDatapoint[]; now: Date },
): string =>
  JSON.stringify({
    version: '1.0',
    queryDate: timestamp(now),
    startDate: timestamp(points[0]?.start ?? from),
    ...(Unit && { unit: Unit }),
    statistic: Statistic,
    period: Period,
    recentDatapoints: points.map(({ value }) => value),
    threshold: Threshold,
    evaluatedDatapoints: points.toReversed().map(({ start, value }) => ({ timestamp: timestamp(start), value })),
  });
