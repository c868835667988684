import type { DescribeAlarmsForMetricInput, DescribeAlarmsForMetricOutput } from '@aws-sdk/client-cloudwatch';
import { haveSameDimensions } from '../../domain/metrics/license-metrics.ts';
import type { Operation } from '../../operation.ts';
import { listAlarmsOn } from '../../views/cloudwatch/alarms.ts';
import { alarmShape } from './alarm-shape.ts';

/** The alarms on one metric, which is named by all its dimensions. An account has a bounded number of alarms. */
export const describeAlarmsForMetric: Operation<DescribeAlarmsForMetricInput, DescribeAlarmsForMetricOutput> = {
  constraints: { MetricName: { length: [1, 255] }, Namespace: { length: [1, 255] }, Dimensions: { items: [0, 30] } },
  weight: 500,
  async handle({ MetricName, Namespace, Dimensions = [], Statistic, Period, Unit }, context) {
    const alarms = await listAlarmsOn(context.db, context, MetricName!);
    const fits = alarms.filter(
      ({ definition: watched }) =>
        watched.Namespace === Namespace &&
        haveSameDimensions(Dimensions, watched.Dimensions) &&
        (Statistic === undefined || watched.Statistic === Statistic) &&
        (Period === undefined || watched.Period === Period) &&
        (Unit === undefined || watched.Unit === Unit),
    );
    return { MetricAlarms: fits.map(alarmShape) };
  },
};
