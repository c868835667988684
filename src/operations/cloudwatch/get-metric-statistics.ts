import type { Datapoint, GetMetricStatisticsInput, GetMetricStatisticsOutput } from '@aws-sdk/client-cloudwatch';
import { statisticNames, statisticOf } from '../../domain/metrics/statistics.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { findNamedMetrics, readUsagePoints } from '../../views/history/usage-points.ts';
import { checkPeriod, roundStart } from './periods.ts';

/** Datapoints of one answer (API reference). */
const MOST_DATAPOINTS = 1_440;

/** Usage over time, of one metric. Percentiles are not known of usage, which has no samples. */
export const getMetricStatistics: Operation<GetMetricStatisticsInput, GetMetricStatisticsOutput> = {
  constraints: {
    Statistics: { items: [0, 5] },
    'Statistics[]': { oneOf: [...statisticNames] },
    Dimensions: { items: [0, 30] },
  },
  async handle(request, context) {
    const { MetricName, Statistics = [], StartTime, EndTime, Period } = request;
    if (request.ExtendedStatistics?.length)
      throw new Fault(
        'InvalidParameterValue',
        `Percentiles are not known of usage: expected Statistics, of ${statisticNames.join(', ')}.`,
      );
    if (Statistics.length === 0)
      throw new Fault(
        'MissingRequiredParameterException',
        `Statistics has no value: expected some of ${statisticNames.join(', ')}.`,
      );
    checkPeriod('Period', Period!);
    const from = roundStart(StartTime!.getTime(), context.now.getTime());
    const periods = { from, until: EndTime!.getTime(), periodMs: Period! * 1000 };
    if (periods.from >= periods.until)
      throw new Fault(
        'InvalidParameterValue',
        'StartTime is not before EndTime: expected the beginning of a range and its end.',
      );
    const asked = Math.ceil((periods.until - periods.from) / periods.periodMs);
    if (asked > MOST_DATAPOINTS)
      throw new Fault(
        'InvalidParameterCombination',
        `The range has ${asked} periods: expected at most ${MOST_DATAPOINTS}. Take a longer Period or a shorter range, or call GetMetricData.`,
      );
    const [named] = await findNamedMetrics([request], context);
    if (!named || (request.Unit !== undefined && request.Unit !== named.metric.unit))
      return { Label: MetricName, Datapoints: [] };
    const points = await readUsagePoints(named.license, periods, context);
    const datapoints = points.flatMap((point): Datapoint[] => {
      const values = Statistics.map((name) => [name, statisticOf(name, point, named)] as const);
      if (values.some(([, value]) => value === undefined)) return [];
      return [{ Timestamp: new Date(point.start), Unit: named.metric.unit, ...Object.fromEntries(values) }];
    });
    return { Label: MetricName, Datapoints: datapoints };
  },
};
