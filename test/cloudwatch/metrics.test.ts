import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { CloudWatch, type GetMetricDataInput, type Metric } from '@aws-sdk/client-cloudwatch';
import { LicenseManager } from '@aws-sdk/client-license-manager';
import { sql } from 'kysely';
import { recordSteps } from '../history/usage.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { call, queryRequest } from '../signed-request.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The beginning of a day that is past. */
const BEGIN = (Math.floor(Date.now() / DAY) - 40) * DAY;
const at = (ms: number) => new Date(BEGIN + ms);

let server: InProcessServer;
let cloudWatch: CloudWatch;
let licenses: LicenseManager;
let arn: string;

before(async () => {
  server = await startInProcessServer();
  const config = { endpoint: server.caller.url, region: 'us-east-1', credentials: server.caller };
  cloudWatch = new CloudWatch(config);
  licenses = new LicenseManager(config);
});

beforeEach(async () => {
  arn = await createLicense();
});

/** A license of forty days with a limit of 8, of which 2 are used from noon of its first day, 8 for a second at 15:30, and then 4. */
async function createLicense(): Promise<string> {
  const { LicenseConfigurationArn } = await licenses.createLicenseConfiguration({
    Name: 'SQL Server',
    LicenseCountingType: 'vCPU',
    LicenseCount: 8,
  });
  const id = LicenseConfigurationArn!.split(':').at(-1)!;
  await sql`UPDATE license_configuration SET created_at = ${at(0)} WHERE license_configuration_id = ${id}`.execute(
    server.db,
  );
  const peak = BEGIN + 15.5 * HOUR;
  await recordSteps(server.db, id, [
    { at: BEGIN + 12 * HOUR, used: 2 },
    { at: peak, used: 8 },
    { at: peak + 1000, used: 4 },
  ]);
  return LicenseConfigurationArn!;
}

const metric = (MetricName = 'LicenseConfigurationUsageCount') => ({
  Namespace: 'AWSLicenseManager/licenseUsage',
  MetricName,
  Dimensions: [
    { Name: 'LicenseConfigurationType', Value: 'vCPU' },
    { Name: 'LicenseConfigurationArn', Value: arn },
  ],
});

const asked = (Stat: string, Period: number, given: Partial<GetMetricDataInput> = {}): GetMetricDataInput => ({
  MetricDataQueries: [{ Id: 'm1', MetricStat: { Metric: metric(), Stat, Period } }],
  StartTime: at(0),
  EndTime: at(DAY),
  ScanBy: 'TimestampAscending',
  ...given,
});

const values = async (input: GetMetricDataInput) => {
  const { MetricDataResults = [] } = await cloudWatch.getMetricData(input);
  return MetricDataResults[0]!.Values;
};

describe('GetMetricData', () => {
  test('sees a peak of a second between two hours, by the hour and by the day', async () => {
    const byHour = await values(asked('Maximum', 3600));
    assert.deepEqual(byHour, [...Array(12).fill(0), 2, 2, 2, 8, ...Array(8).fill(4)]);
    assert.deepEqual(await values(asked('Maximum', 86_400)), [8]);
    assert.deepEqual(await values(asked('Minimum', 86_400)), [0]);
  });

  test('means by time, and of samples by the minute', async () => {
    const used = 2 * 3.5 * HOUR + 8 * 1000 + 4 * (8.5 * HOUR - 1000);
    const [average] = (await values(asked('Average', 86_400)))!;
    assert.equal(average!.toFixed(9), (used / DAY).toFixed(9));
    assert.deepEqual(await values(asked('SampleCount', 86_400)), [1440]);
    const [sum] = (await values(asked('Sum', 86_400)))!;
    assert.equal(sum!.toFixed(6), (used / MINUTE).toFixed(6));
  });

  test('tells the percentage of the limit, and none without one', async () => {
    const MetricStat = { Metric: metric('LicenseConfigurationUsagePercentage'), Stat: 'Maximum', Period: 86_400 };
    const input = asked('Maximum', 86_400, { MetricDataQueries: [{ Id: 'p', MetricStat }] });
    assert.deepEqual(await values(input), [100]);
    await sql`UPDATE license_configuration SET license_count = NULL`.execute(server.db);
    assert.deepEqual(await values(input), []);
  });

  test('answers the newest first, and page by page as it would at once', async () => {
    const all = asked('Maximum', 3600, { ScanBy: 'TimestampDescending', EndTime: at(10 * DAY) });
    const { MetricDataResults } = await cloudWatch.getMetricData(all);
    const whole = MetricDataResults![0]!;
    assert.equal(whole.Timestamps![0]!.getTime(), BEGIN + 10 * DAY - HOUR);
    assert.equal(whole.Values!.length, 240);
    const pages: (number | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await cloudWatch.getMetricData({ ...all, MaxDatapoints: 100, NextToken });
      pages.push(...page.MetricDataResults![0]!.Values!);
      NextToken = page.NextToken;
      assert.equal(page.MetricDataResults![0]!.StatusCode, NextToken ? 'PartialData' : 'Complete');
    } while (NextToken);
    assert.deepEqual(pages, whole.Values);
  });

  test('begins where the license was created, and ends now', async () => {
    const points = await values(asked('Maximum', 86_400, { StartTime: at(-5 * DAY), EndTime: at(60 * DAY) }));
    assert.equal(points!.length, 41);
    assert.equal(points!.at(-1), 4);
  });

  test('has minutes of the last fifteen days alone', async () => {
    const input = asked('Maximum', 60, { StartTime: at(12 * HOUR), EndTime: at(13 * HOUR) });
    assert.deepEqual(await values(input), []);
    const now = Date.now();
    const last = await values({ ...input, StartTime: new Date(now - 10 * MINUTE), EndTime: new Date(now) });
    assert.deepEqual(new Set(last), new Set([4]));
  });

  test('what a launch takes is seen at once', async () => {
    const found = async () =>
      (await values(
        asked('Maximum', 60, { StartTime: new Date(Date.now() - MINUTE), EndTime: new Date(Date.now() + MINUTE) }),
      ))!.at(-1);
    const created = await licenses.createLicenseConfiguration({ Name: 'Oracle', LicenseCountingType: 'vCPU' });
    arn = created.LicenseConfigurationArn!;
    assert.equal(await found(), 0);
    const { EC2 } = await import('@aws-sdk/client-ec2');
    const ec2 = new EC2({ endpoint: server.caller.url, region: 'us-east-1', credentials: server.caller });
    const { Images } = await ec2.describeImages({ Owners: ['amazon'] });
    const launched = await ec2.runInstances({
      ImageId: Images!.find(({ Architecture }) => Architecture === 'x86_64')!.ImageId,
      InstanceType: 'm5.large',
      MinCount: 2,
      MaxCount: 2,
      LicenseSpecifications: [{ LicenseConfigurationArn: arn }],
    });
    assert.equal(await found(), 4);
    await ec2.terminateInstances({ InstanceIds: launched.Instances!.map(({ InstanceId }) => InstanceId!) });
    assert.equal(await found(), 4);
  });

  test('knows no metric of another name or of other dimensions, and says so', async () => {
    const others: Metric[] = [
      { ...metric(), Namespace: 'AWS/EC2' },
      metric('CPUUtilization'),
      { ...metric(), Dimensions: metric().Dimensions!.slice(1) },
    ];
    const { MetricDataResults } = await cloudWatch.getMetricData(
      asked('Maximum', 60, {
        MetricDataQueries: others.map((Metric, index) => ({
          Id: `m${index}`,
          MetricStat: { Metric, Stat: 'Maximum', Period: 60 },
        })),
      }),
    );
    for (const { Values, Messages } of MetricDataResults!) {
      assert.deepEqual(Values, []);
      assert.equal(Messages![0]!.Code, 'NoSuchMetric');
    }
  });

  const MetricStat = { Metric: { MetricName: 'any' }, Stat: 'Maximum', Period: 60 };
  const refused: [string, Partial<GetMetricDataInput>, RegExp][] = [
    ['metric math', { MetricDataQueries: [{ Id: 'e1', Expression: 'm1*2' }] }, /member\.1 has an Expression/],
    ['two of one id', { MetricDataQueries: [1, 2].map(() => ({ Id: 'm1', MetricStat })) }, /Id m1 stands twice/],
    [
      'a period of seconds',
      { MetricDataQueries: [{ Id: 'm1', MetricStat: { ...MetricStat, Period: 90 } }] },
      /Period is 90: expected a multiple of 60/,
    ],
    [
      'a percentile',
      { MetricDataQueries: [{ Id: 'm1', MetricStat: { ...MetricStat, Stat: 'p99' } }] },
      /Stat is "p99": expected one of Average,/,
    ],
    ['a range that ends before it begins', { EndTime: at(-DAY) }, /StartTime is not before EndTime/],
  ];
  for (const [what, given, message] of refused)
    test(`refuses ${what}`, async () => {
      await assert.rejects(cloudWatch.getMetricData(asked('Maximum', 60, given)), (error: Error) => {
        assert.match(error.message, message);
        return /^Validation/.test(error.name);
      });
    });

  test('refuses a token that it did not give', async () => {
    await assert.rejects(cloudWatch.getMetricData(asked('Maximum', 60, { NextToken: 'x' })), {
      name: 'InvalidNextToken',
    });
  });
});

test('an error has the name of the query protocol beside that of JSON', async () => {
  const request = {
    service: 'monitoring',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'GraniteServiceVersion20100801.GetMetricData',
    },
    body: JSON.stringify({ MetricDataQueries: [{ Id: 'e1', Expression: '1' }], StartTime: 0, EndTime: 60 }),
  };
  const { status, headers, text } = await call(server.caller, request);
  assert.equal(status, 400);
  assert.equal(headers['x-amzn-query-error'], 'ValidationError;Sender');
  assert.equal(headers['x-amzn-errortype'], JSON.parse(text).__type);
});

describe('another account', () => {
  test('sees nothing of it', async () => {
    await sql`INSERT INTO account (account_id) VALUES ('999999999999')`.execute(server.db);
    await sql`UPDATE license_configuration SET account_id = '999999999999'`.execute(server.db);
    arn = arn.replace(/:\d{12}:/, ':999999999999:');
    assert.deepEqual(await values(asked('Maximum', 86_400)), []);
    assert.deepEqual((await cloudWatch.listMetrics({})).Metrics, []);
  });
});

describe('ListMetrics', () => {
  test('lists three metrics of each license, by the filters that are given', async () => {
    const filter = { Dimensions: [{ Name: 'LicenseConfigurationArn', Value: arn }] };
    const { Metrics } = await cloudWatch.listMetrics(filter);
    assert.deepEqual(
      Metrics!.map(({ MetricName }) => MetricName),
      ['LicenseConfigurationUsageCount', 'LicenseConfigurationUsagePercentage', 'TotalLicenseConfigurationUsageCount'],
    );
    const [named] = (await cloudWatch.listMetrics({ ...filter, MetricName: 'TotalLicenseConfigurationUsageCount' }))
      .Metrics!;
    assert.equal(named!.Dimensions![0]!.Value, arn);
    assert.deepEqual((await cloudWatch.listMetrics({ Namespace: 'AWS/EC2' })).Metrics, []);
    assert.deepEqual((await cloudWatch.listMetrics({ Dimensions: [{ Name: 'SubscriptionName' }] })).Metrics, []);
  });
});

describe('GetMetricStatistics', () => {
  const input = () => ({ ...metric(), StartTime: at(0), EndTime: at(DAY), Period: 86_400 });

  test('tells several statistics of a period', async () => {
    const { Datapoints } = await cloudWatch.getMetricStatistics({ ...input(), Statistics: ['Maximum', 'Minimum'] });
    assert.deepEqual(Datapoints, [{ Timestamp: at(0), Unit: 'Count', Maximum: 8, Minimum: 0 }]);
  });

  test('in the query protocol too, which older clients speak', async () => {
    const form = {
      Namespace: 'AWSLicenseManager/licenseUsage',
      MetricName: 'LicenseConfigurationUsageCount',
      'Dimensions.member.1.Name': 'LicenseConfigurationArn',
      'Dimensions.member.1.Value': arn,
      'Dimensions.member.2.Name': 'LicenseConfigurationType',
      'Dimensions.member.2.Value': 'vCPU',
      StartTime: at(0).toISOString(),
      EndTime: at(DAY).toISOString(),
      Period: '86400',
      'Statistics.member.1': 'Maximum',
    };
    const answer = await call(server.caller, queryRequest('monitoring', 'GetMetricStatistics', form));
    assert.match(answer.text, /<member>.*<Maximum>8<\/Maximum>.*<\/member>/s);
    const wrong = await call(
      server.caller,
      queryRequest('monitoring', 'GetMetricStatistics', { ...form, Period: '61' }),
    );
    assert.match(wrong.text, /<Code>ValidationError<\/Code>/);
  });

  test('refuses more datapoints than CloudWatch answers', async () => {
    const many = { ...input(), EndTime: at(40 * DAY), Period: 60, Statistics: ['Maximum' as const] };
    await assert.rejects(cloudWatch.getMetricStatistics(many), { name: 'InvalidParameterCombinationException' });
    await assert.rejects(cloudWatch.getMetricStatistics(input()), { name: 'MissingRequiredParameterException' });
  });
});

test('a request that its client compressed is read', async () => {
  const queries = Array.from({ length: 200 }, (_, index) => ({
    Id: `m${index}`,
    MetricStat: { Metric: metric(), Stat: 'Maximum', Period: 86_400 },
  }));
  const { MetricDataResults } = await cloudWatch.getMetricData(asked('Maximum', 60, { MetricDataQueries: queries }));
  assert.deepEqual(new Set(MetricDataResults!.map(({ Values }) => Values![0])), new Set([8]));
});
