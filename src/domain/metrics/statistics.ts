import type { UsagePoint } from '../history/usage-series.ts';
import type { NamedMetric } from './license-metrics.ts';

const MINUTE_MS = 60_000;

/**
 * What a statistic makes of a period. Usage is known at every moment, so the average is by time, and a sample stands for a
 * minute: the sum over the samples is the average.
 */
const STATISTICS: Readonly<Record<string, (point: UsagePoint) => number>> = {
  Average: ({ average }) => average,
  Maximum: ({ highest }) => highest,
  Minimum: ({ lowest }) => lowest,
  SampleCount: ({ length }) => length / MINUTE_MS,
  Sum: ({ average, length }) => (average * length) / MINUTE_MS,
};

export const statisticNames: readonly string[] = Object.keys(STATISTICS);

export const isStatistic = (name: string): boolean => Object.hasOwn(STATISTICS, name);

/** A statistic of a metric over a period; undefined where the metric has no value. */
export function statisticOf(name: string, point: UsagePoint, { license, metric }: NamedMetric): number | undefined {
  const value = STATISTICS[name]!(point);
  return name === 'SampleCount' ? value : metric.of(value, license);
}
