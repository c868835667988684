import type * as sdk from '@aws-sdk/client-cloudwatch';
import type { OperationTable } from '../operation-table.ts';
import { getMetricData } from './get-metric-data.ts';
import { getMetricStatistics } from './get-metric-statistics.ts';
import { listMetrics } from './list-metrics.ts';

/** The operations of CloudWatch that are built, over the metrics of License Manager alone. */
export const cloudWatchOperations: OperationTable<typeof sdk> = {
  GetMetricData: getMetricData,
  GetMetricStatistics: getMetricStatistics,
  ListMetrics: listMetrics,
};
