import { type AlarmDefinition, type AlarmState, type Comparison, isBreaching } from './metric-alarm.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Periods in milliseconds since 1970, one after the other. */
export interface AlarmWindow {
  readonly from: number;
  readonly until: number;
  readonly periodMs: number;
}

/** An alarm is looked at when a minute is over, and one whose periods are hours when an hour is. */
const gridOf = ({ Period }: AlarmDefinition): number => (Period % 3600 === 0 ? HOUR_MS : MINUTE_MS);

/** The last periods that are over at a time, as many as the alarm looks at. */
export function alarmWindow(definition: AlarmDefinition, now: number): AlarmWindow {
  const grid = gridOf(definition);
  const until = Math.floor(now / grid) * grid;
  const periodMs = definition.Period * 1000;
  return { from: until - definition.EvaluationPeriods * periodMs, until, periodMs };
}

/** When an alarm that was looked at is to be looked at again. */
export const nextLook = (definition: AlarmDefinition, now: number): Date =>
  new Date(alarmWindow(definition, now).until + gridOf(definition));

/** A period that has a value, by its beginning. */
export interface AlarmDatapoint {
  readonly start: number;
  readonly value: number;
}

export interface AlarmVerdict {
  readonly state: AlarmState;
  /** A sentence as CloudWatch writes it. */
  readonly reason: string;
}

/**
 * The state that an alarm is in by the periods of its window that have a value, in order; undefined where it stays in the
 * one it is in. What becomes of periods without a value is CloudWatch's rule ("Configuring how CloudWatch alarms treat
 * missing data"): by default an alarm goes by those that are there.
 */
export function evaluate(definition: AlarmDefinition, points: readonly AlarmDatapoint[]): AlarmVerdict | undefined {
  const { EvaluationPeriods: periods, DatapointsToAlarm: needed = periods, TreatMissingData = 'missing' } = definition;
  const breaching = points.filter(({ value }) => isBreaching(definition, value));
  const missing = periods - points.length;
  const alarm = (): AlarmVerdict => ({ state: 'ALARM', reason: reasonOf(definition, breaching, { points, needed }) });
  const ok = (): AlarmVerdict => ({ state: 'OK', reason: reasonOf(definition, undefined, { points, needed }) });

  if (breaching.length >= needed) return alarm();
  const isUndecided = breaching.length + missing >= needed;
  if (!isUndecided || TreatMissingData === 'notBreaching') return ok();
  if (TreatMissingData === 'breaching') return alarm();
  if (TreatMissingData === 'ignore') return undefined;
  if (points.length === 0) return { state: 'INSUFFICIENT_DATA', reason: unknownReason(periods) };
  return breaching.length === points.length ? alarm() : ok();
}

const unknownReason = (periods: number): string =>
  `Insufficient Data: ${periods} datapoint${periods === 1 ? ' was' : 's were'} unknown.`;

const WORDS: Readonly<Record<Comparison, string>> = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

/** Which values were, or where none are given were not, on the wrong side of the threshold. */
function reasonOf(
  { ComparisonOperator, EvaluationPeriods, Threshold }: AlarmDefinition,
  breaching: readonly AlarmDatapoint[] | undefined,
  { points, needed }: { readonly points: readonly AlarmDatapoint[]; readonly needed: number },
): string {
  const told = breaching ?? points;
  if (told.length === 0) {
    const missing = EvaluationPeriods - points.length;
    const what = missing === 1 ? '1 missing datapoint was' : `${missing} missing datapoints were`;
    return `Threshold Crossed: ${what} treated as [${breaching ? 'Breaching' : 'NonBreaching'}].`;
  }
  const many = told.length === 1 ? '1 datapoint' : `${told.length} datapoints`;
  const of = EvaluationPeriods > 1 ? `${told.length} out of the last ${EvaluationPeriods} datapoints` : many;
  const verb = `${told.length === 1 ? 'was' : 'were'}${breaching ? '' : ' not'}`;
  const least =
    EvaluationPeriods > 1 && breaching
      ? ` (minimum ${needed} datapoint${needed === 1 ? '' : 's'} for OK -> ALARM transition)`
      : '';
  const values = told
    .toReversed()
    .map(({ start, value }) => `${decimal(value)} (${dayAndTime(start)})`)
    .join(', ');
  return `Threshold Crossed: ${of} [${values}] ${verb} ${WORDS[ComparisonOperator]} the threshold (${decimal(Threshold)})${least}.`;
}

const decimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

/** As CloudWatch writes it: 28/11/26 12:43:00, in UTC. */
function dayAndTime(ms: number): string {
  const [date = '', time = ''] = new Date(ms).toISOString().split('T');
  const [year = '', month, day] = date.split('-');
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
}
