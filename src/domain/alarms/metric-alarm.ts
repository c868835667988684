/** CloudWatch's states of alarms. */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** How a value is held against the threshold. */
const COMPARISONS = {
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
} as const;

export type Comparison = keyof typeof COMPARISONS;

export const comparisons = Object.keys(COMPARISONS) as Comparison[];

/** What is made of periods without a value. */
export const missingData = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;

/** What an alarm watches and does, in the words of PutMetricAlarm, of which it is kept. */
export interface AlarmDefinition {
  readonly AlarmDescription?: string | undefined;
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly Statistic: string;
  readonly Unit?: string | undefined;
  /** Seconds. */
  readonly Period: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number | undefined;
  readonly Threshold: number;
  readonly ComparisonOperator: Comparison;
  readonly TreatMissingData?: (typeof missingData)[number] | undefined;
  /** ARNs of topics that are told of each change to that state. */
  readonly OKActions: readonly string[];
  readonly AlarmActions: readonly string[];
  readonly InsufficientDataActions: readonly string[];
}

export const isBreaching = ({ ComparisonOperator, Threshold }: AlarmDefinition, value: number): boolean =>
  COMPARISONS[ComparisonOperator](value, Threshold);

/** Who is told that an alarm is in a state now. */
export const actionsFor = (definition: AlarmDefinition, state: AlarmState): readonly string[] =>
  ({
    OK: definition.OKActions,
    ALARM: definition.AlarmActions,
    INSUFFICIENT_DATA: definition.InsufficientDataActions,
  })[state];

export const alarmArn = ({ accountId, region }: { accountId: string; region: string }, name: string): string =>
  `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`;
