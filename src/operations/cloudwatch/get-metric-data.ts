import type {
  GetMetricDataInput,
  GetMetricDataOutput,
  MessageData,
  MetricDataQuery,
  MetricDataResult,
  MetricStat,
} from '@aws-sdk/client-cloudwatch';
import type { NamedMetric } from '../../domain/metrics/license-metrics.ts';
import { isStatistic, statisticNames, statisticOf } from '../../domain/metrics/statistics.ts';
import { decodePageToken, encodePageToken } from '../../domain/page.ts';
import { Fault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { findNamedMetrics, type Periods, readUsagePoints } from '../../views/history/usage-points.ts';
import { checkPeriod, roundStart } from './periods.ts';

/** Datapoints of one answer (API reference). */
const MOST_DATAPOINTS = 100_800;

/** Usage over time, for up to 500 metrics at once. Metric math is not evaluated. */
export const getMetricData: Operation<GetMetricDataInput, GetMetricDataOutput> = {
  constraints: {
    MetricDataQueries: { items: [1, 500] },
    'MetricDataQueries[].Id': {
      length: [1, 255],
      pattern: /^[a-z][A-Za-z0-9_]*$/,
      form: 'a name that begins small, such as m1',
    },
    'MetricDataQueries[].MetricStat.Metric.Dimensions': { items: [0, 30] },
    MaxDatapoints: { range: [1, MOST_DATAPOINTS] },
    ScanBy: { oneOf: ['TimestampAscending', 'TimestampDescending'] },
  },
  async handle(request, context) {
    const queries = readQueries(request.MetricDataQueries ?? []);
    const { from, until } = readTimes(request, context);
    const shown = queries.filter(({ ReturnData = true }) => ReturnData);
    const named = await findNamedMetrics(
      shown.map(({ MetricStat }) => MetricStat.Metric!),
      context,
    );
    const each = Math.max(1, Math.floor((request.MaxDatapoints ?? MOST_DATAPOINTS) / Math.max(1, shown.length)));
    const skipped = readToken(request);
    const page = { from, until, skipped, each, descending: request.ScanBy !== 'TimestampAscending' };
    const results = await Promise.all(shown.map((query, index) => resultOf(query, named[index], page, context)));
    const more = results.some(({ StatusCode }) => StatusCode === 'PartialData');
    return {
      MetricDataResults: results,
      NextToken: more ? encodePageToken({ ...scopeOf(request), after: [skipped + each] }) : undefined,
      Messages: [],
    };
  },
};

type StatQuery = MetricDataQuery & { readonly MetricStat: MetricStat };

const invalid = (message: string): Fault => new Fault('ValidationError', message, 400);

function readQueries(queries: readonly MetricDataQuery[]): StatQuery[] {
  const ids = queries.map(({ Id }) => Id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined)
    throw invalid(`The Id ${twice} stands twice in MetricDataQueries: expected a different one each.`);
  return queries.map((query, index) => {
    const place = `MetricDataQueries.member.${index + 1}`;
    const { Expression, MetricStat } = query;
    if (Expression !== undefined)
      throw invalid(
        `${place} has an Expression. Headroom does not evaluate metric math: ask for the metrics by MetricStat.`,
      );
    if (!MetricStat) throw invalid(`${place} has no MetricStat: expected a metric, a period and a statistic.`);
    checkPeriod(`${place}.MetricStat.Period`, MetricStat.Period!);
    if (!isStatistic(MetricStat.Stat!))
      throw invalid(
        `${place}.MetricStat.Stat is "${MetricStat.Stat!.slice(0, 100)}": expected one of ${statisticNames.join(', ')}.`,
      );
    return { ...query, MetricStat };
  });
}

function readTimes(
  { StartTime, EndTime }: GetMetricDataInput,
  { now }: RequestContext,
): { from: number; until: number } {
  if (StartTime!.getTime() >= EndTime!.getTime())
    throw invalid('StartTime is not before EndTime: expected the beginning of a range and its end, which is left out.');
  return { from: roundStart(StartTime!.getTime(), now.getTime()), until: EndTime!.getTime() };
}

const scopeOf = ({ NextToken, MaxDatapoints, ...scope }: GetMetricDataInput) => ({ operation: 'GetMetricData', scope });

/** How many datapoints of each metric earlier pages had. */
function readToken(request: GetMetricDataInput): number {
  if (request.NextToken === undefined) return 0;
  const [skipped] = decodePageToken(request.NextToken, { ...scopeOf(request), kinds: ['number'] }) ?? [];
  if (typeof skipped === 'number' && skipped >= 0 && Number.isInteger(skipped)) return skipped;
  throw new Fault(
    'InvalidNextToken',
    'NextToken is not one that this request was answered with. Begin without it.',
    400,
  );
}

interface Page {
  readonly from: number;
  readonly until: number;
  readonly skipped: number;
  /** Datapoints of each metric. */
  readonly each: number;
  readonly descending: boolean;
}

const NO_METRIC: MessageData = {
  Code: 'NoSuchMetric',
  Value:
    'No metric of this account and Region has this namespace, name and dimensions: LicenseConfigurationArn and LicenseConfigurationType. ListMetrics lists them.',
};

async function resultOf(
  { Id, Label, MetricStat }: StatQuery,
  named: NamedMetric | undefined,
  page: Page,
  context: RequestContext,
): Promise<MetricDataResult> {
  const label = Label ?? MetricStat.Metric!.MetricName;
  const none: MetricDataResult = { Id, Label: label, Timestamps: [], Values: [], StatusCode: 'Complete' };
  if (!named) return { ...none, Messages: [NO_METRIC] };
  if (MetricStat.Unit !== undefined && MetricStat.Unit !== named.metric.unit) return none;
  const { periods, more } = periodsOf(page, MetricStat.Period! * 1000);
  const points = await readUsagePoints(named.license, periods, context);
  if (page.descending) points.reverse();
  const values = points.flatMap((point) => {
    const value = statisticOf(MetricStat.Stat!, point, named);
    return value === undefined ? [] : [{ at: new Date(point.start), value }];
  });
  return {
    ...none,
    Timestamps: values.map(({ at }) => at),
    Values: values.map(({ value }) => value),
    StatusCode: more ? 'PartialData' : 'Complete',
  };
}

/** The periods of a page, of which the first are those that are shown first. */
function periodsOf(
  { from, until, skipped, each, descending }: Page,
  periodMs: number,
): { periods: Periods; more: boolean } {
  const all = Math.ceil((until - from) / periodMs);
  const begin = descending ? Math.max(0, all - skipped - each) : skipped;
  const end = Math.max(begin, descending ? all - skipped : Math.min(all, skipped + each));
  return {
    periods: { from: from + begin * periodMs, until: Math.min(until, from + end * periodMs), periodMs },
    more: skipped + each < all,
  };
}
