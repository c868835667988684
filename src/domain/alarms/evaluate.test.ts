import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { alarmWindow, evaluate, nextLook } from './evaluate.ts';
import type { AlarmDefinition } from './metric-alarm.ts';

const definition: AlarmDefinition = {
  Namespace: 'AWSLicenseManager/licenseUsage',
  MetricName: 'LicenseConfigurationUsageCount',
  Dimensions: [],
  Statistic: 'Maximum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 8,
  ComparisonOperator: 'GreaterThanThreshold',
  OKActions: [],
  AlarmActions: [],
  InsufficientDataActions: [],
};
const NOON = Date.UTC(2026, 10, 28, 12);

/** One letter a period: B is breaching, 0 is not, and - has no value. */
const points = (letters: string) =>
  [...letters].flatMap((letter, i) =>
    letter === '-' ? [] : [{ start: NOON + i * 60_000, value: letter === 'B' ? 9 : 8 }],
  );

describe('the state of an alarm', () => {
  // Rows of the table in "Configuring how CloudWatch alarms treat missing data", of three periods that all must breach.
  const table: [string, Record<'missing' | 'ignore' | 'breaching' | 'notBreaching', string | undefined>][] = [
    ['0BB', { missing: 'OK', ignore: 'OK', breaching: 'OK', notBreaching: 'OK' }],
    ['--0', { missing: 'OK', ignore: 'OK', breaching: 'OK', notBreaching: 'OK' }],
    ['---', { missing: 'INSUFFICIENT_DATA', ignore: undefined, breaching: 'ALARM', notBreaching: 'OK' }],
    ['BBB', { missing: 'ALARM', ignore: 'ALARM', breaching: 'ALARM', notBreaching: 'ALARM' }],
    ['--B', { missing: 'ALARM', ignore: undefined, breaching: 'ALARM', notBreaching: 'OK' }],
  ];
  for (const [letters, expected] of table)
    for (const [TreatMissingData, state] of Object.entries(expected))
      test(`${letters} with missing data as ${TreatMissingData} is ${state ?? 'what it was'}`, () => {
        const alarm = { ...definition, EvaluationPeriods: 3, TreatMissingData } as AlarmDefinition;
        assert.equal(evaluate(alarm, points(letters))?.state, state);
      });

  test('two of three periods are enough where that is asked', () => {
    const alarm = { ...definition, EvaluationPeriods: 3, DatapointsToAlarm: 2 };
    assert.equal(evaluate(alarm, points('B0B'))?.state, 'ALARM');
    assert.equal(evaluate(alarm, points('B00'))?.state, 'OK');
    assert.equal(evaluate(alarm, points('B-0'))?.state, 'OK');
  });

  test('each comparison is as it is called', () => {
    const at = (ComparisonOperator: AlarmDefinition['ComparisonOperator'], value: number) =>
      evaluate({ ...definition, ComparisonOperator }, [{ start: NOON, value }])?.state === 'ALARM';
    assert.deepEqual(
      [7, 8, 9].map((value) => [
        at('GreaterThanThreshold', value),
        at('GreaterThanOrEqualToThreshold', value),
        at('LessThanThreshold', value),
        at('LessThanOrEqualToThreshold', value),
      ]),
      [
        [false, false, true, true],
        [false, true, false, true],
        [true, true, false, false],
      ],
    );
  });

  test('is told in a sentence, the newest value first', () => {
    assert.equal(
      evaluate(definition, points('B'))?.reason,
      'Threshold Crossed: 1 datapoint [9.0 (28/11/26 12:00:00)] was greater than the threshold (8.0).',
    );
    assert.equal(
      evaluate({ ...definition, EvaluationPeriods: 2 }, points('BB'))?.reason,
      'Threshold Crossed: 2 out of the last 2 datapoints [9.0 (28/11/26 12:01:00), 9.0 (28/11/26 12:00:00)] were greater than the threshold (8.0) (minimum 2 datapoints for OK -> ALARM transition).',
    );
    assert.equal(
      evaluate(definition, points('0'))?.reason,
      'Threshold Crossed: 1 datapoint [8.0 (28/11/26 12:00:00)] was not greater than the threshold (8.0).',
    );
    assert.equal(
      evaluate({ ...definition, TreatMissingData: 'breaching' }, [])?.reason,
      'Threshold Crossed: 1 missing datapoint was treated as [Breaching].',
    );
  });
});

describe('when an alarm is looked at', () => {
  test('periods of minutes end with the last minute', () => {
    const alarm = { ...definition, Period: 300, EvaluationPeriods: 2 };
    const now = NOON + 90_000;
    assert.deepEqual(alarmWindow(alarm, now), { from: NOON - 540_000, until: NOON + 60_000, periodMs: 300_000 });
    assert.equal(nextLook(alarm, now).getTime(), NOON + 120_000);
  });

  test('periods of hours end with the last hour', () => {
    const alarm = { ...definition, Period: 7200 };
    assert.deepEqual(alarmWindow(alarm, NOON + 90_000), { from: NOON - 7_200_000, until: NOON, periodMs: 7_200_000 });
    assert.equal(nextLook(alarm, NOON + 90_000).getTime(), NOON + 3_600_000);
  });
});
