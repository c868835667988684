import type { DimensionFilter, ListMetricsInput, ListMetricsOutput, Metric } from '@aws-sdk/client-cloudwatch';
import { dimensionsOf, type MeteredLicense, metricNames, NAMESPACE } from '../../domain/metrics/license-metrics.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { listMeteredLicenses } from '../../views/history/license-usage.ts';
import { readPage } from '../read-page.ts';

/** CloudWatch answers with 500 metrics at the most; each license configuration has as many as there are names. */
const PAGE = Math.floor(500 / metricNames.length);

/** The metrics of the account's license configurations in the Region. */
export const listMetrics: Operation<ListMetricsInput, ListMetricsOutput> = {
  constraints: {
    Dimensions: { items: [0, 10] },
    'Dimensions[].Name': { length: [1, 255] },
    NextToken: { length: [1, 2_000] },
    RecentlyActive: { oneOf: ['PT3H'] },
  },
  async handle(request, context) {
    if (request.Namespace !== undefined && request.Namespace !== NAMESPACE) return { Metrics: [] };
    const { NextToken: token, ...scope } = request;
    const { rows, nextToken } = await readPage(
      { size: PAGE, token, scope },
      {
        operation: 'ListMetrics',
        kind: 'number',
        read: ({ after = 0, limit }) => listMeteredLicenses(context.db, context, { after, limit }),
        keyOf: ({ sequence }) => sequence,
      },
      () =>
        new Fault(
          'InvalidParameterValue',
          'NextToken is not one that this request was answered with. Begin without it.',
        ),
    );
    return { Metrics: rows.flatMap((license) => metricsOf(license, request)), NextToken: nextToken };
  },
};

function metricsOf(license: MeteredLicense, { MetricName, Dimensions: filters = [] }: ListMetricsInput): Metric[] {
  const Dimensions = dimensionsOf(license);
  const fits = ({ Name, Value }: DimensionFilter) =>
    Dimensions.some((one) => one.Name === Name && (Value === undefined || one.Value === Value));
  if (!filters.every(fits)) return [];
  return metricNames
    .filter((name) => MetricName === undefined || name === MetricName)
    .map((name) => ({ Namespace: NAMESPACE, MetricName: name, Dimensions }));
}
