import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { CloudWatch, type PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { LicenseManager } from '@aws-sdk/client-license-manager';
import { SNS } from '@aws-sdk/client-sns';
import { sql } from 'kysely';
import { evaluateAlarms } from '../../src/jobs/evaluate-alarms.ts';
import { recordSteps } from '../history/usage.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { call, jsonRequest } from '../signed-request.ts';

const MINUTE = 60_000;
/** A whole minute, an hour ago. */
const BEGIN = (Math.floor(Date.now() / MINUTE) - 60) * MINUTE;

let server: InProcessServer;
let cloudWatch: CloudWatch;
let licenses: LicenseManager;
let licenseArn: string;

before(async () => {
  server = await startInProcessServer();
  const config = { endpoint: server.caller.url, region: 'us-east-1', credentials: server.caller };
  cloudWatch = new CloudWatch(config);
  licenses = new LicenseManager(config);
});

beforeEach(async () => {
  await sql`TRUNCATE metric_alarm, alarm_history, license_usage`.execute(server.db);
  const created = await licenses.createLicenseConfiguration({
    Name: 'SQL',
    LicenseCountingType: 'vCPU',
    LicenseCount: 8,
  });
  licenseArn = created.LicenseConfigurationArn!;
  await sql`UPDATE license_configuration SET created_at = ${new Date(BEGIN)}`.execute(server.db);
});

const alarm = (given: Partial<PutMetricAlarmInput> = {}): PutMetricAlarmInput => ({
  AlarmName: 'nearly all',
  Namespace: 'AWSLicenseManager/licenseUsage',
  MetricName: 'LicenseConfigurationUsagePercentage',
  Dimensions: [
    { Name: 'LicenseConfigurationArn', Value: licenseArn },
    { Name: 'LicenseConfigurationType', Value: 'vCPU' },
  ],
  Statistic: 'Maximum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 90,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  ...given,
});

const steps = (...used: [minute: number, used: number][]) =>
  recordSteps(
    server.db,
    licenseArn.split(':').at(-1)!,
    used.map(([minute, count]) => ({ at: BEGIN + minute * MINUTE, used: count })),
  );

/** Makes alarms be looked at so many minutes after the beginning. */
async function lookAt(minute: number): Promise<void> {
  await sql`UPDATE metric_alarm SET due_at = ${new Date(BEGIN)}`.execute(server.db);
  await evaluateAlarms(server.db, new Date(BEGIN + minute * MINUTE));
}

const only = async () => {
  const { MetricAlarms } = await cloudWatch.describeAlarms({});
  assert.equal(MetricAlarms!.length, 1);
  return MetricAlarms![0]!;
};

describe('an alarm on the use of a license', () => {
  test('is in no state until it is looked at, and keeps what it was asked for', async () => {
    await cloudWatch.putMetricAlarm(alarm({ AlarmDescription: 'Buy more', DatapointsToAlarm: 1, Unit: 'Percent' }));
    const { AlarmArn, StateUpdatedTimestamp, StateTransitionedTimestamp, AlarmConfigurationUpdatedTimestamp, ...rest } =
      await only();
    assert.match(AlarmArn!, /^arn:aws:cloudwatch:us-east-1:\d{12}:alarm:nearly all$/);
    assert.deepEqual(StateUpdatedTimestamp, AlarmConfigurationUpdatedTimestamp);
    assert.deepEqual(StateTransitionedTimestamp, AlarmConfigurationUpdatedTimestamp);
    assert.deepEqual(rest, {
      ...alarm({ AlarmDescription: 'Buy more', DatapointsToAlarm: 1, Unit: 'Percent' }),
      ActionsEnabled: true,
      OKActions: [],
      AlarmActions: [],
      InsufficientDataActions: [],
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Unchecked: Initial alarm creation',
    });
  });

  test('sees a peak of a second, says so, and is over when the peak is', async () => {
    await steps([0, 2], [5.5, 8], [5.51, 2]);
    await cloudWatch.putMetricAlarm(alarm());
    await lookAt(5);
    assert.equal((await only()).StateValue, 'OK');
    await lookAt(6);
    const { StateValue, StateReason, StateReasonData } = await only();
    assert.equal(StateValue, 'ALARM');
    assert.match(
      StateReason!,
      /^Threshold Crossed: 1 datapoint \[100\.0 \(.*\)\] was greater than or equal to the threshold \(90\.0\)\.$/,
    );
    assert.deepEqual(JSON.parse(StateReasonData!).recentDatapoints, [100]);
    await lookAt(7);
    assert.equal((await only()).StateValue, 'OK');
    const { AlarmHistoryItems } = await cloudWatch.describeAlarmHistory({ AlarmName: 'nearly all' });
    assert.deepEqual(
      AlarmHistoryItems!.map(({ HistorySummary }) => HistorySummary),
      [
        'Alarm updated from ALARM to OK',
        'Alarm updated from OK to ALARM',
        'Alarm updated from INSUFFICIENT_DATA to OK',
        'Alarm "nearly all" created',
      ],
    );
  });

  test('wants as many periods as it is told', async () => {
    await steps([0, 2], [5, 8], [7, 2], [8, 8]);
    await cloudWatch.putMetricAlarm(alarm({ EvaluationPeriods: 3, Statistic: 'Minimum' }));
    await cloudWatch.putMetricAlarm(
      alarm({ EvaluationPeriods: 3, DatapointsToAlarm: 2, Statistic: 'Minimum', AlarmName: 'two' }),
    );
    const states = async () => (await cloudWatch.describeAlarms({})).MetricAlarms!.map(({ StateValue }) => StateValue);
    await lookAt(7);
    assert.deepEqual(await states(), ['OK', 'ALARM']);
    await lookAt(8);
    assert.deepEqual(await states(), ['OK', 'ALARM']);
    await lookAt(11);
    assert.deepEqual(await states(), ['ALARM', 'ALARM']);
  });

  test('knows nothing of a metric that there is not, of a license without a limit and of one that is deleted', async () => {
    await cloudWatch.putMetricAlarm(alarm({ AlarmName: 'other', Namespace: 'AWS/EC2' }));
    await cloudWatch.putMetricAlarm(alarm());
    await steps([0, 8]);
    const states = async () => (await cloudWatch.describeAlarms({})).MetricAlarms!.map(({ StateValue }) => StateValue);
    await lookAt(5);
    assert.deepEqual(await states(), ['ALARM', 'INSUFFICIENT_DATA']);
    await sql`UPDATE license_configuration SET license_count = NULL`.execute(server.db);
    await lookAt(6);
    assert.deepEqual(await states(), ['INSUFFICIENT_DATA', 'INSUFFICIENT_DATA']);
    await sql`UPDATE license_configuration SET license_count = 8`.execute(server.db);
    await lookAt(7);
    assert.deepEqual(await states(), ['ALARM', 'INSUFFICIENT_DATA']);
    await licenses.deleteLicenseConfiguration({ LicenseConfigurationArn: licenseArn });
    await sql`UPDATE license_configuration SET deleted_at = ${new Date(BEGIN + 7 * MINUTE)}`.execute(server.db);
    await lookAt(9);
    const [one] = (await cloudWatch.describeAlarms({ AlarmNames: ['nearly all'] })).MetricAlarms!;
    assert.equal(one!.StateReason, 'Insufficient Data: 1 datapoint was unknown.');
  });

  test('is looked at by itself once a minute is over, by several servers once', async () => {
    await steps([0, 8]);
    await cloudWatch.putMetricAlarm(alarm());
    const at = new Date(BEGIN + 30 * MINUTE);
    await sql`UPDATE metric_alarm SET due_at = ${at}`.execute(server.db);
    await Promise.all([1, 2, 3].map(() => evaluateAlarms(server.db, at)));
    assert.equal((await only()).StateValue, 'ALARM');
    const { AlarmHistoryItems } = await cloudWatch.describeAlarmHistory({ HistoryItemType: 'StateUpdate' });
    assert.equal(AlarmHistoryItems!.length, 1);
    await sql`UPDATE metric_alarm SET state = 'OK'`.execute(server.db);
    await evaluateAlarms(server.db, new Date(at.getTime() + MINUTE - 1));
    assert.equal((await only()).StateValue, 'OK');
    await evaluateAlarms(server.db, new Date(at.getTime() + MINUTE));
    assert.equal((await only()).StateValue, 'ALARM');
  });

  test('tells the topics that it names of each change, unless its actions are off', async () => {
    const sns = new SNS({ endpoint: server.caller.url, region: 'us-east-1', credentials: server.caller });
    const { TopicArn } = await sns.createTopic({ Name: 'licensing' });
    const gone = `${TopicArn}-gone`;
    await steps([0, 2], [5, 8], [6, 2]);
    await cloudWatch.putMetricAlarm(alarm({ AlarmActions: [TopicArn!, gone], OKActions: [TopicArn!] }));
    for (const minute of [5, 6, 7]) await lookAt(minute);
    await cloudWatch.disableAlarmActions({ AlarmNames: ['nearly all'] });
    await cloudWatch.setAlarmState({ AlarmName: 'nearly all', StateValue: 'ALARM', StateReason: 'nobody is told' });
    const { rows } = await sql<{ subject: string; message: string }>`
      SELECT subject, body AS message FROM message WHERE topic_arn = ${TopicArn} ORDER BY created_at`.execute(
      server.db,
    );
    assert.deepEqual(
      rows.map(({ subject }) => subject),
      ['OK: "nearly all" in us-east-1', 'ALARM: "nearly all" in us-east-1', 'OK: "nearly all" in us-east-1'],
    );
    const told = JSON.parse(rows[1]!.message);
    assert.deepEqual(
      [told.OldStateValue, told.NewStateValue, told.Trigger.MetricName, told.Trigger.Threshold],
      ['OK', 'ALARM', 'LicenseConfigurationUsagePercentage', 90],
    );
    const { AlarmHistoryItems } = await cloudWatch.describeAlarmHistory({ HistoryItemType: 'Action' });
    assert.deepEqual(
      AlarmHistoryItems!.map(({ HistorySummary }) => HistorySummary),
      [
        `Successfully executed action ${TopicArn}`,
        `Failed to execute action ${gone}: there is no such topic any more`,
        `Successfully executed action ${TopicArn}`,
        `Successfully executed action ${TopicArn}`,
      ],
    );
    const { text } = await call(server.caller, jsonRequest('Headroom.ListFailedDeliveries', {}));
    assert.deepEqual(
      JSON.parse(text).Deliveries.map(({ Target, Reason }: Record<string, string>) => [Target, Reason]),
      [[gone, `There is no topic ${gone}: create it, or name another one.`]],
    );
  });

  test('can be put into a state, and is in its own when it is looked at', async () => {
    await steps([0, 2]);
    await cloudWatch.putMetricAlarm(alarm());
    await cloudWatch.setAlarmState({ AlarmName: 'nearly all', StateValue: 'ALARM', StateReason: 'trying it' });
    assert.deepEqual([(await only()).StateValue, (await only()).StateReason], ['ALARM', 'trying it']);
    await lookAt(2);
    assert.equal((await only()).StateValue, 'OK');
  });

  test('keeps its state when it is given another definition, and loses its old one', async () => {
    await steps([0, 8]);
    await cloudWatch.putMetricAlarm(alarm({ AlarmDescription: 'first' }));
    await lookAt(2);
    await cloudWatch.putMetricAlarm(alarm({ Threshold: 120 }));
    const { StateValue, AlarmDescription, Threshold } = await only();
    assert.deepEqual(
      { StateValue, AlarmDescription, Threshold },
      { StateValue: 'ALARM', AlarmDescription: undefined, Threshold: 120 },
    );
  });
});

describe('alarms are listed', () => {
  test('by name, prefix and state, page by page', async () => {
    for (const AlarmName of ['b1', 'a_2', 'a_1', 'a%3']) await cloudWatch.putMetricAlarm(alarm({ AlarmName }));
    await cloudWatch.setAlarmState({ AlarmName: 'b1', StateValue: 'OK', StateReason: 'because' });
    const names = async (query: Parameters<CloudWatch['describeAlarms']>[0]) =>
      (await cloudWatch.describeAlarms(query as object)).MetricAlarms!.map(({ AlarmName }) => AlarmName);
    assert.deepEqual(await names({}), ['a%3', 'a_1', 'a_2', 'b1']);
    assert.deepEqual(await names({ AlarmNamePrefix: 'a_' }), ['a_1', 'a_2']);
    assert.deepEqual(await names({ AlarmNames: ['b1', 'none'] }), ['b1']);
    assert.deepEqual(await names({ StateValue: 'OK' }), ['b1']);
    assert.deepEqual(await names({ AlarmTypes: ['CompositeAlarm'] }), []);
    const first = await cloudWatch.describeAlarms({ MaxRecords: 3 });
    assert.equal(first.MetricAlarms!.length, 3);
    assert.deepEqual(await names({ MaxRecords: 3, NextToken: first.NextToken }), ['b1']);
    const { Namespace, MetricName, Dimensions } = alarm();
    const on = await cloudWatch.describeAlarmsForMetric({
      Namespace,
      MetricName,
      Dimensions: Dimensions!.toReversed(),
      Period: 60,
    });
    assert.equal(on.MetricAlarms!.length, 4);
    const others = await cloudWatch.describeAlarmsForMetric({ Namespace, MetricName, Dimensions: [] });
    assert.deepEqual(others.MetricAlarms, []);
  });

  test('by what they do', async () => {
    const { region, accountId } = { region: 'us-east-1', accountId: server.accountId };
    const topic = `arn:aws:sns:${region}:${accountId}:licensing`;
    await cloudWatch.putMetricAlarm(alarm({ AlarmActions: [topic, topic] }));
    await cloudWatch.putMetricAlarm(alarm({ AlarmName: 'silent' }));
    const { MetricAlarms } = await cloudWatch.describeAlarms({ ActionPrefix: 'arn:aws:sns:' });
    assert.deepEqual(
      MetricAlarms!.map(({ AlarmActions }) => AlarmActions),
      [[topic]],
    );
  });

  test('with tags that they were made with and got since, until they are deleted', async () => {
    await cloudWatch.putMetricAlarm(alarm({ Tags: [{ Key: 'team', Value: 'licensing' }] }));
    const { AlarmArn: ResourceARN } = await only();
    await cloudWatch.tagResource({ ResourceARN, Tags: [{ Key: 'cost', Value: '' }] });
    await cloudWatch.putMetricAlarm(alarm({ Tags: [{ Key: 'new', Value: 'is not taken by one that there is' }] }));
    assert.deepEqual((await cloudWatch.listTagsForResource({ ResourceARN })).Tags, [
      { Key: 'cost', Value: '' },
      { Key: 'team', Value: 'licensing' },
    ]);
    await cloudWatch.untagResource({ ResourceARN, TagKeys: ['team'] });
    assert.equal((await cloudWatch.listTagsForResource({ ResourceARN })).Tags!.length, 1);
    await cloudWatch.deleteAlarms({ AlarmNames: ['nearly all'] });
    await assert.rejects(cloudWatch.listTagsForResource({ ResourceARN }), { name: /^ResourceNotFound/ });
    await cloudWatch.putMetricAlarm(alarm());
    assert.deepEqual((await cloudWatch.listTagsForResource({ ResourceARN })).Tags, []);
  });

  test('and deleted all at once or none', async () => {
    await cloudWatch.putMetricAlarm(alarm());
    await assert.rejects(cloudWatch.deleteAlarms({ AlarmNames: ['nearly all', 'none'] }), {
      name: 'ResourceNotFound',
      message: /There is no alarm "none"/,
    });
    await cloudWatch.deleteAlarms({ AlarmNames: [(await only()).AlarmName!] });
    const { AlarmHistoryItems } = await cloudWatch.describeAlarmHistory({ ScanBy: 'TimestampAscending' });
    assert.deepEqual(
      AlarmHistoryItems!.map(({ HistorySummary }) => HistorySummary),
      ['Alarm "nearly all" created', 'Alarm "nearly all" deleted'],
    );
  });
});

describe('an alarm is refused', () => {
  const refused: [string, Partial<PutMetricAlarmInput>, RegExp][] = [
    ['without a metric', { MetricName: undefined }, /MetricName must be given/],
    ['on a percentile', { Statistic: undefined, ExtendedStatistic: 'p99' }, /ExtendedStatistic is not offered/],
    ['on metric math', { Metrics: [{ Id: 'e', Expression: '1' }] }, /Metrics is not offered: expected an alarm on one/],
    ['of periods of seconds', { Period: 30 }, /Period is 30: expected a multiple of 60/],
    ['on more than a day', { EvaluationPeriods: 1441 }, /is 86460 seconds: expected at most 86400/],
    ['that wants more periods than it has', { DatapointsToAlarm: 2 }, /DatapointsToAlarm is 2: expected at most/],
    [
      'that does what is no topic',
      { AlarmActions: ['arn:aws:automate:us-east-1:ec2:stop'] },
      /expected the ARN of an SNS topic/,
    ],
    ['by a band', { ComparisonOperator: 'GreaterThanUpperThreshold' }, /ComparisonOperator/],
  ];
  for (const [what, given, message] of refused)
    test(what, async () => {
      await assert.rejects(cloudWatch.putMetricAlarm(alarm(given)), (error: Error) => {
        assert.match(error.message, message);
        return /^Validation/.test(error.name);
      });
      assert.deepEqual((await cloudWatch.describeAlarms({})).MetricAlarms, []);
    });

  test('a state of what is no alarm', async () => {
    const none = { AlarmName: 'none', StateValue: 'OK' as const, StateReason: 'because' };
    await assert.rejects(cloudWatch.setAlarmState(none), { name: 'ResourceNotFound' });
    await assert.rejects(cloudWatch.setAlarmState({ ...none, StateReasonData: '{' }), /StateReasonData is not JSON/);
  });
});
