import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { EC2 } from '@aws-sdk/client-ec2';
import { LicenseManager } from '@aws-sdk/client-license-manager';
import { SNS } from '@aws-sdk/client-sns';
import { sql } from 'kysely';
import { pino } from 'pino';
import { ReportStoreFailure } from '../../src/drivers/reports/report-store.ts';
import { releaseSilentServers } from '../../src/jobs/discover.ts';
import { makeReport } from '../../src/jobs/make-reports.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import { eventually } from '../eventually.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { call, jsonRequest } from '../signed-request.ts';
import { makeRsaKey, startAgent } from '../simulated-agent.ts';
import { type Subscriber, startSubscriber } from '../sns/subscriber.ts';
import { applications } from '../ssm/world.ts';

// What nobody asked for is told as what is: found on servers, brought about by the clock, or failed.

let server: InProcessServer;
let licenses: LicenseManager;
let ec2: EC2;
let sns: SNS;
let subscriber: Subscriber;
let TopicArn: string;
const log = pino({ level: 'silent' });
let context: { db: InProcessServer['db']; ledger: ReturnType<typeof createLedger>; log: typeof log };
const key = makeRsaKey();
let made = 0;

before(async () => {
  server = await startInProcessServer({ makesReports: false });
  const config = { endpoint: server.caller.url, region: 'us-east-1', credentials: server.caller, maxAttempts: 1 };
  [licenses, ec2, sns] = [new LicenseManager(config), new EC2(config), new SNS(config)];
  context = { db: server.db, ledger: createLedger({ db: server.db }), log };
  subscriber = await startSubscriber();
  TopicArn = await confirmedTopic('/alerts');
  await licenses.updateServiceSettings({ SnsTopicArn: TopicArn });
});

async function confirmedTopic(path: string): Promise<string> {
  const { TopicArn: arn } = await sns.createTopic({ Name: 'aws-license-manager-service-alerts' });
  const before = subscriber.received.length;
  await sns.subscribe({ TopicArn: arn, Protocol: 'http', Endpoint: `${subscriber.url}${path}` });
  const sent = (await subscriber.has(before + 1)).at(-1);
  await sns.confirmSubscription({ TopicArn: arn, Token: sent!.json['Token'] });
  return arn!;
}

const alerts = (): Record<string, unknown>[] =>
  subscriber.received.flatMap(({ json }) => (json['Type'] === 'Notification' ? [JSON.parse(json['Message']!)] : []));

const told = (kind: string, count: number, about: (alert: Record<string, unknown>) => boolean = () => true) =>
  eventually(async () => {
    const found = alerts().filter((alert) => alert['kind'] === kind && about(alert));
    return found.length >= count && found;
  }, `${kind} is told`) as Promise<Record<string, unknown>[]>;

/** A license of so many servers that looks for Oracle. */
const searching = async (LicenseCount: number) =>
  (
    await licenses.createLicenseConfiguration({
      Name: `Oracle ${LicenseCount}`,
      LicenseCountingType: 'Instance',
      LicenseCount,
      LicenseCountHardLimit: true,
      ProductInformationList: [
        {
          ResourceType: 'SSM_MANAGED',
          ProductInformationFilterList: [
            {
              ProductInformationFilterName: 'Application Name',
              ProductInformationFilterComparator: 'EQUALS',
              ProductInformationFilterValue: ['Oracle Database 19c'],
            },
          ],
        },
      ],
    })
  ).LicenseConfigurationArn!;

async function serverWithOracle() {
  const ssm = (operation: string, input: object) => call(server.caller, jsonRequest(`AmazonSSM.${operation}`, input));
  const { ActivationId, ActivationCode } = JSON.parse((await ssm('CreateActivation', { IamRole: 'ServerRole' })).text);
  const agent = await startAgent(
    server.caller.url,
    { activationId: ActivationId, activationCode: ActivationCode },
    { key },
  );
  const oracle = { Name: 'Oracle Database 19c', Version: '19.3', Publisher: 'Oracle' };
  assert.equal((await agent.call('PutInventory', { Items: [applications(oracle)] })).status, 200);
  return agent.instanceId;
}

test('more than there is that discovery found is told as found, though the limit is a hard one', async () => {
  const arn = await searching(1);
  await serverWithOracle();
  await serverWithOracle();
  const [alert] = await told('OverageDiscovered', 1, (one) => one['licenseConfigurationArn'] === arn);
  assert.deepEqual([alert!['consumedLicenses'], alert!['licenseCount']], [2, 1]);
  assert.match(String(alert!['message']), /uses 2 of 1 instance: discovery found 1 more than there are\./);
  await licenses.updateLicenseConfiguration({ LicenseConfigurationArn: arn, LicenseCount: 5 });
  await told('LimitNoLongerExceeded', 1, (one) => one['licenseConfigurationArn'] === arn);
  assert.deepEqual(
    alerts().filter((one) => one['kind'] === 'LimitExceeded'),
    [],
  );
});

test('a server that holds licenses and is heard of no more is told once, and once again when it falls silent anew', async () => {
  await searching(9);
  const id = await serverWithOracle();
  const isAbout = (alert: Record<string, unknown>) => String(alert['resourceArn']).endsWith(id);
  const holds = () => sql`SELECT FROM consumption WHERE resource_id = ${id} AND consumed_until IS NULL`;
  await eventually(async () => (await holds().execute(server.db)).rows.length > 0, 'it holds licenses');
  const fallSilent = async (days: number) => {
    await sql`UPDATE managed_instance SET last_ping_at = now() - make_interval(days => ${days}) WHERE instance_id = ${id}`.execute(
      server.db,
    );
    await releaseSilentServers(context, new Date());
    await releaseSilentServers(context, new Date());
  };
  await fallSilent(200);
  const [alert] = await told('ServerSilent', 1, isAbout);
  assert.match(String(alert!['message']), new RegExp(`^The server ${id}, which holds licenses, was last heard of at `));
  await sql`UPDATE managed_instance SET last_ping_at = now() WHERE instance_id = ${id}`.execute(server.db);
  await sql`SELECT graphile_worker.add_job('match-server', json_build_object('instanceId', ${id}::text))`.execute(
    server.db,
  );
  await eventually(async () => (await holds().execute(server.db)).rows.length > 0, 'it holds licenses again');
  await fallSilent(100);
  assert.equal((await told('ServerSilent', 2, isAbout)).length, 2);
});

test('a report that cannot be made is told once, with why', async () => {
  const arn = await searching(2);
  const { LicenseManagerReportGeneratorArn: generator } = await licenses.createLicenseManagerReportGenerator({
    ReportGeneratorName: 'weekly',
    Type: ['LicenseConfigurationUsageReport'],
    ReportContext: { licenseConfigurationArns: [arn] },
    ReportFrequency: { value: 1, period: 'WEEK' },
    ClientToken: 'weekly-1',
  });
  const put = () => Promise.reject(new ReportStoreFailure('the bucket audit does not exist'));
  const reports = { ...server.reports, put };
  const id = generator!.split(':').at(-1)!;
  for (let n = 0; n < 2; n++) {
    await sql`UPDATE report_generator SET due_at = 'epoch' WHERE report_generator_id = ${id}`.execute(server.db);
    await makeReport({ ...context, url: server.databaseUrl, reports }, id);
  }
  await told('ReportFailed', 1);
  const { rows } = await sql<{ message: string; subject: string; reason: string }>`
    SELECT message, subject, detail ->> 'reason' AS reason FROM alert WHERE kind = 'ReportFailed'`.execute(server.db);
  assert.deepEqual(
    rows.map(({ message, subject, reason }) => [message, subject, reason]),
    [
      [
        'The report weekly cannot be made: the bucket audit does not exist. It is tried again until it can.',
        generator,
        'the bucket audit does not exist',
      ],
    ],
  );
});

/** A license of one machine, tied to an image, and a launch of that. */
async function licensedLaunch() {
  const terms = {
    Name: `license ${++made}`,
    LicenseCountingType: 'Instance',
    LicenseCount: 1,
    LicenseCountHardLimit: true,
  } as const;
  const { LicenseConfigurationArn: arn } = await licenses.createLicenseConfiguration(terms);
  const { ImageId } = await ec2.registerImage({ Name: `image-${made}` });
  const LicenseSpecifications = [{ LicenseConfigurationArn: arn! }];
  const launch = (count: number, DryRun = false) =>
    ec2.runInstances({
      ...{ ImageId, InstanceType: 't3.micro', MinCount: count, MaxCount: count, DryRun, LicenseSpecifications },
    });
  return { arn: arn!, launch };
}

test('a dry run that would be refused is told to nobody', async () => {
  const { arn, launch } = await licensedLaunch();
  await assert.rejects(launch(2, true), /needs 2/);
  await assert.rejects(launch(3), /needs 3/);
  const refused = await told('HardLimitRefused', 1, (one) => one['licenseConfigurationArn'] === arn);
  assert.deepEqual(
    refused.map(({ needed }) => needed),
    [3],
  );
});

test('what is said to a topic that was deleted is listed with why, and reaches it when it is there again', async () => {
  await sns.deleteTopic({ TopicArn });
  const { arn, launch } = await licensedLaunch();
  await assert.rejects(launch(2), /needs 2/);
  const list = async () =>
    JSON.parse((await call(server.caller, jsonRequest('Headroom.ListFailedDeliveries', {}))).text).Deliveries;
  const retry = () => call(server.caller, jsonRequest('Headroom.RetryDeliveries', {}));
  const [failed] = await list();
  assert.deepEqual(
    [failed.Target, failed.Reason, failed.Attempts],
    [TopicArn, `There is no topic ${TopicArn}: create it, or name another one.`, 1],
  );
  await retry();
  await eventually(async () => (await list())[0]?.Attempts === 2, 'it is given up again');
  await confirmedTopic('/again');
  await retry();
  const isOfIt = (alert: Record<string, unknown>) => alert['licenseConfigurationArn'] === arn;
  const [alert] = await told('HardLimitRefused', 1, isOfIt);
  assert.equal(alert!['needed'], 2);
  assert.equal(subscriber.received.filter(({ path }) => path === '/again').length, 2);
  await eventually(async () => (await list()).length === 0, 'nothing is given up any more');
});
