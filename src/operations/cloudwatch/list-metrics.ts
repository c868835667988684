import type { DimensionFilter, ListMetricsInput, ListMetricsOutput, Metric } from '@aws-sdk/client-cloudwatch';
import { decodePageToken, encodePageToken } from '../../domain/page.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { listMeteredLicenses, type MeteredLicense } from '../../views/history/license-usage.ts';
import { dimensionsOf, metricNames, NAMESPACE } from './license-metrics.ts';

/** CloudWatch answers with 500 metrics at the most; each license configuration has as many as there are names. */
const PAGE = Math.floor(500 / metricNames.length);

/** The metrics of the account's license configurations in the Region. */
export const listMetrics: Operation<ListMetricsInput, ListMetricsOutput> = {
  constraints: {
    Dimensions: { items: [0, 10] },
    'Dimensions[].Name': { length: [1, 255] },
    RecentlyActive: { oneOf: ['PT3H'] },
  },
  async handle(request, context) {
    if (request.Namespace !== undefined && request.Namespace !== NAMESPACE) return { Metrics: [] };
    const licenses = await listMeteredLicenses(context.db, context, { after: readToken(request), limit: PAGE + 1 });
    const page = licenses.slice(0, PAGE);
    const metrics = page.flatMap((license) => metricsOf(license, request));
    const last = page.at(-1);
    return {
      Metrics: metrics,
      NextToken:
        licenses.length > PAGE && last ? encodePageToken({ ...scopeOf(request), after: [last.sequence] }) : undefined,
    };
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

const scopeOf = ({ NextToken, ...scope }: ListMetricsInput) => ({ operation: 'ListMetrics', scope });

function readToken(request: ListMetricsInput): number {
  if (request.NextToken === undefined) return 0;
  const [after] = decodePageToken(request.NextToken, { ...scopeOf(request), kinds: ['number'] }) ?? [];
  if (typeof after === 'number') return after;
  throw new Fault(
    'InvalidParameterValue',
    'NextToken is not one that this request was answered with. Begin without it.',
  );
}
