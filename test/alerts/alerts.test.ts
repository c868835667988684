import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { EC2 } from '@aws-sdk/client-ec2';
import { LicenseManager } from '@aws-sdk/client-license-manager';
import { SNS } from '@aws-sdk/client-sns';
import { sql } from 'kysely';
import { SAID_AT_ONCE, WINDOW_SECONDS } from '../../src/domain/alerts/alert.ts';
import { tellOfExpiring } from '../../src/jobs/alerts.ts';
import { sayDigests } from '../../src/store/alert.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { type Received, type Subscriber, startSubscriber } from '../sns/subscriber.ts';

let server: InProcessServer;
let ec2: EC2;
let licenses: LicenseManager;
let sns: SNS;
let subscriber: Subscriber;
let made = 0;

before(async () => {
  server = await startInProcessServer();
  const config = { endpoint: server.caller.url, region: 'us-east-1', credentials: server.caller, maxAttempts: 1 };
  [ec2, licenses, sns] = [new EC2(config), new LicenseManager(config), new SNS(config)];
  subscriber = await startSubscriber();
  const { TopicArn } = await sns.createTopic({ Name: 'aws-license-manager-service-alerts' });
  await sns.subscribe({ TopicArn, Protocol: 'http', Endpoint: `${subscriber.url}/alerts` });
  const [sent] = await subscriber.has(1);
  await sns.confirmSubscription({ TopicArn, Token: sent!.json['Token'] });
  await licenses.updateServiceSettings({ SnsTopicArn: TopicArn });
});

async function licensedImage(LicenseCount: number, terms: object = {}) {
  const { LicenseConfigurationArn: arn } = await licenses.createLicenseConfiguration({
    ...{ Name: `license ${made++}`, LicenseCountingType: 'Instance', LicenseCount },
    ...terms,
  });
  const { ImageId } = await ec2.registerImage({ Name: `image-${made++}` });
  await licenses.updateLicenseSpecificationsForResource({
    ResourceArn: `arn:aws:ec2:us-east-1::image/${ImageId}`,
    AddLicenseSpecifications: [{ LicenseConfigurationArn: arn }],
  });
  const launch = (count = 1) =>
    ec2.runInstances({ ImageId, InstanceType: 't3.micro', MinCount: count, MaxCount: count });
  return { arn: arn!, launch };
}

/** What was told of a license, once that is so many. */
async function told(arn: string, count: number): Promise<Record<string, unknown>[]> {
  for (let seen = 0; ; ) {
    const of = alertsIn(subscriber.received).filter((alert) => alert['licenseConfigurationArn'] === arn);
    if (of.length >= count) return of;
    seen = (await subscriber.has(Math.max(seen, subscriber.received.length) + 1)).length;
  }
}

const alertsIn = (received: readonly Received[]): Record<string, unknown>[] =>
  received.flatMap(({ json }) => (json['Type'] === 'Notification' ? [JSON.parse(json['Message']!)] : []));

test('a soft limit that is neared, passed and kept again is told once each, in order, with its figures', async () => {
  const { arn, launch } = await licensedImage(10);
  await launch(8);
  await launch(3);
  await launch();
  await licenses.updateLicenseConfiguration({ LicenseConfigurationArn: arn, LicenseCount: 20 });
  const alerts = await told(arn, 3);
  assert.deepEqual(
    alerts.map(({ kind, consumedLicenses, licenseCount }) => [kind, consumedLicenses, licenseCount]),
    [
      ['LimitNear', 8, 10],
      ['LimitExceeded', 11, 10],
      ['LimitNoLongerExceeded', 12, 20],
    ],
  );
  assert.match(String(alerts[1]!['message']), /uses 11 of 10 instances: the limit is exceeded by 1\./);
});

test('each threshold of a limit is told once, and again when it is reached anew', async () => {
  const { arn, launch } = await licensedImage(10);
  await launch(7);
  for (let n = 0; n < 3; n++) await launch(1);
  for (const LicenseCount of [100, 11])
    await licenses.updateLicenseConfiguration({ LicenseConfigurationArn: arn, LicenseCount });
  const figures = (await told(arn, 3)).map(({ kind, threshold, consumedLicenses }) => [
    kind,
    threshold,
    consumedLicenses,
  ]);
  assert.deepEqual(figures, [
    ['LimitNear', 80, 8],
    ['LimitNear', 90, 9],
    ['LimitNear', 90, 10],
  ]);
});

test('a hard limit and a rule that refuse are told', async () => {
  const { arn, launch } = await licensedImage(1, { LicenseCountHardLimit: true, LicenseRules: ['#maximumVcpus=1'] });
  await assert.rejects(launch(), /maximumVcpus/);
  const hard = await licensedImage(1, { LicenseCountHardLimit: true });
  await assert.rejects(hard.launch(2), /needs 2/);
  const [rule] = await told(arn, 1);
  const [refused] = await told(hard.arn, 1);
  assert.deepEqual([rule!['kind'], refused!['kind'], refused!['needed']], ['RuleViolated', 'HardLimitRefused', 2]);
  assert.match(String(refused!['message']), /has 1 of 1 instance left/);
});

const sumUp = () => server.db.transaction().execute((trx) => sayDigests(trx, 10));

test('a storm is a few messages, and a digest with the number of those left out', async () => {
  const { arn, launch } = await licensedImage(0, { LicenseCountHardLimit: true });
  const REFUSED = 20;
  for (let n = 0; n < REFUSED; n++) await assert.rejects(launch(), /No licenses/);
  assert.equal((await told(arn, SAID_AT_ONCE)).length, SAID_AT_ONCE);
  assert.equal(await sumUp(), 0);
  await sql`UPDATE alert_pace SET window_from = window_from - make_interval(secs => ${WINDOW_SECONDS})
    WHERE subject = ${arn}`.execute(server.db);
  await Promise.all([sumUp(), sumUp()]);
  const all = await told(arn, SAID_AT_ONCE + 1);
  assert.deepEqual([all.length, all.at(-1)!['count']], [SAID_AT_ONCE + 1, REFUSED - SAID_AT_ONCE]);
  await assert.rejects(launch(), /No licenses/);
  const { rows } = await sql<{ held: number }>`SELECT held FROM alert_pace WHERE subject = ${arn}`.execute(server.db);
  assert.deepEqual(rows, [{ held: 1 }]);
});

test('a license that ends is told of once for each mark', async () => {
  const day = 86_400;
  const now = Math.floor(Date.now() / 1000);
  const { arn } = await licensedImage(1, { LicenseExpiry: now + 119 * day });
  const later = await licensedImage(1, { LicenseExpiry: now + 200 * day });
  await Promise.all([tellOfExpiring(server.db), tellOfExpiring(server.db)]);
  await tellOfExpiring(server.db);
  const expires = async (days: number) => {
    await licenses.updateLicenseConfiguration({ LicenseConfigurationArn: arn, LicenseExpiry: now + days * day });
    await tellOfExpiring(server.db);
  };
  for (const days of [89, 59, 29, -1]) await expires(days);
  const alerts = await told(arn, 5);
  assert.deepEqual(
    alerts.map(({ kind, daysLeft }) => [kind, daysLeft]),
    [119, 89, 59, 29, 0].map((days) => ['LicenseExpiring', days]),
  );
  assert.deepEqual(
    alertsIn(subscriber.received).filter((alert) => alert['subjectArn'] === later.arn),
    [],
  );
});

test('an alert is written with what it tells, or neither is', async () => {
  const { arn, launch } = await licensedImage(1);
  await sql`ALTER TABLE alert ADD CONSTRAINT refuses CHECK (subject <> ${sql.lit(arn)})`.execute(server.db);
  await assert.rejects(launch(2));
  await sql`ALTER TABLE alert DROP CONSTRAINT refuses`.execute(server.db);
  const { ConsumedLicenses } = await licenses.getLicenseConfiguration({ LicenseConfigurationArn: arn });
  assert.equal(ConsumedLicenses, 0);
  await launch(2);
  assert.equal((await told(arn, 1))[0]!['kind'], 'LimitExceeded');
});
