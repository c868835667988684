import type { MetricAlarm as MetricAlarmShape } from '@aws-sdk/client-cloudwatch';
import { alarmArn } from '../../domain/alarms/metric-alarm.ts';
import type { MetricAlarm } from '../../domain/alarms/notification.ts';

/** An alarm as CloudWatch shows it. */
export const alarmShape = (alarm: MetricAlarm): MetricAlarmShape => {
  const { Dimensions, OKActions, AlarmActions, InsufficientDataActions, Statistic, Unit, ...rest } = alarm.definition;
  return {
    ...rest,
    Statistic: Statistic as MetricAlarmShape['Statistic'],
    Unit: Unit as MetricAlarmShape['Unit'],
    Dimensions: [...Dimensions],
    OKActions: [...OKActions],
    AlarmActions: [...AlarmActions],
    InsufficientDataActions: [...InsufficientDataActions],
    AlarmName: alarm.name,
    AlarmArn: alarmArn(alarm, alarm.name),
    ActionsEnabled: alarm.actionsEnabled,
    AlarmConfigurationUpdatedTimestamp: alarm.configuredAt,
    StateValue: alarm.state,
    StateReason: alarm.stateReason,
    StateReasonData: alarm.stateReasonData ?? undefined,
    StateUpdatedTimestamp: alarm.stateUpdatedAt,
    StateTransitionedTimestamp: alarm.stateChangedAt,
  };
};
