import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { EC2 } from '@aws-sdk/client-ec2';
import { LicenseManager } from '@aws-sdk/client-license-manager';
import { Webhook } from 'standardwebhooks';
import { eventually } from '../eventually.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { call, jsonRequest } from '../signed-request.ts';
import { type Received, type Subscriber, startSubscriber } from '../sns/subscriber.ts';

let server: InProcessServer;
let ec2: EC2;
let licenses: LicenseManager;
let subscriber: Subscriber;

before(async () => {
  server = await startInProcessServer();
  const config = { endpoint: server.caller.url, region: 'us-east-1', credentials: server.caller };
  [ec2, licenses] = [new EC2(config), new LicenseManager(config)];
  subscriber = await startSubscriber();
});

async function ask(operation: string, input: object) {
  const { status, text } = await call(server.caller, jsonRequest(`Headroom.${operation}`, input));
  return { status, ...JSON.parse(text) };
}

const events = (received: readonly Received[]) =>
  received
    .map(({ body }) => JSON.parse(body))
    .map((event) => [event['detail-type'], event.detail.change ?? event.detail.kind]);

test('what happens to a license is told in order, in EventBridge’s shape, signed as Standard Webhooks are', async () => {
  const { WebhookId, Secret } = await ask('CreateWebhook', { Url: `${subscriber.url}/all` });
  await ask('CreateWebhook', { Url: `${subscriber.url}/alerts`, DetailTypes: ['License Alert'] });
  const terms = { Name: 'SQL', LicenseCountingType: 'Instance', LicenseCount: 1 } as const;
  const { LicenseConfigurationArn: arn } = await licenses.createLicenseConfiguration(terms);
  const { ImageId } = await ec2.registerImage({ Name: 'image' });
  const image = `arn:aws:ec2:us-east-1::image/${ImageId}`;
  const AddLicenseSpecifications = [{ LicenseConfigurationArn: arn }];
  await licenses.updateLicenseSpecificationsForResource({ ResourceArn: image, AddLicenseSpecifications });
  const launched = await ec2.runInstances({ ImageId, InstanceType: 't3.micro', MinCount: 2, MaxCount: 2 });
  await licenses.updateLicenseConfiguration({ LicenseConfigurationArn: arn, LicenseCount: 2 });
  const received = await subscriber.has(9, '/all');
  assert.deepEqual(events(received), [
    ['License Configuration Change', 'CREATED'],
    ['License Association Change', 'ASSOCIATED'],
    ['License Alert', 'LimitExceeded'],
    ['License Association Change', 'ASSOCIATED'],
    ['License Consumption Change', 'CONSUMED'],
    ['License Association Change', 'ASSOCIATED'],
    ['License Consumption Change', 'CONSUMED'],
    ['License Alert', 'LimitNoLongerExceeded'],
    ['License Configuration Change', 'UPDATED'],
  ]);
  for (const { body, headers } of received) new Webhook(Secret).verify(body, headers as Record<string, string>);
  assert.throws(() =>
    new Webhook(Secret).verify(`${received[0]!.body} `, received[0]!.headers as Record<string, string>),
  );
  const consumed = JSON.parse(received[4]!.body);
  const instanceArns = launched.Instances!.map(
    ({ InstanceId }) => `arn:aws:ec2:us-east-1:${server.accountId}:instance/${InstanceId}`,
  );
  assert.ok(instanceArns.includes(consumed.detail.resourceArn));
  assert.deepEqual(
    [
      consumed.version,
      consumed.source,
      consumed.account,
      consumed.region,
      consumed.resources,
      consumed.detail.licenses,
    ],
    ['0', 'headroom.license-manager', server.accountId, 'us-east-1', [arn], 1],
  );
  assert.deepEqual(
    events(await subscriber.has(2, '/alerts')).map(([type]) => type),
    ['License Alert', 'License Alert'],
  );

  await ask('DeleteWebhook', { WebhookId });
  await licenses.updateLicenseConfiguration({ LicenseConfigurationArn: arn, LicenseCount: 1 });
  await subscriber.has(3, '/alerts');
  assert.equal((await subscriber.has(9, '/all')).length, 9);
});

test('whatever happens to a license, its event names what it happened to by ARN', async () => {
  await ask('CreateWebhook', { Url: `${subscriber.url}/arns` });
  const { LicenseConfigurationArn: arn } = await licenses.createLicenseConfiguration({
    ...{ Name: 'all kinds', LicenseCountingType: 'Instance', LicenseCount: 0 },
  });
  const { ImageId } = await ec2.registerImage({ Name: 'image-of-all-kinds' });
  const image = { ResourceArn: `arn:aws:ec2:us-east-1::image/${ImageId}` };
  const license = { LicenseConfigurationArn: arn };
  await licenses.updateLicenseSpecificationsForResource({ ...image, AddLicenseSpecifications: [license] });
  const { Instances } = await ec2.runInstances({ ImageId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 });
  const InstanceIds = [Instances![0]!.InstanceId!];
  await ec2.terminateInstances({ InstanceIds });
  await eventually(async () => {
    const { ConsumedLicenses } = await licenses.getLicenseConfiguration(license);
    return ConsumedLicenses === 0;
  }, 'the license is given back');
  await licenses.updateLicenseSpecificationsForResource({ ...image, RemoveLicenseSpecifications: [license] });
  await eventually(
    async () => !!(await licenses.deleteLicenseConfiguration(license).catch(() => undefined)),
    'the license is deleted',
  );
  const isLast = ({ body }: Received) => body.includes('"change":"DELETED"');
  await eventually(async () => subscriber.received.some((one) => one.path === '/arns' && isLast(one)), 'all is told');
  const told = subscriber.received.filter(({ path }) => path === '/arns').map(({ body }) => JSON.parse(body));
  const machine = `arn:aws:ec2:us-east-1:${server.accountId}:instance/${InstanceIds[0]}`;
  const named = Map.groupBy(told, ({ detail }): string => detail.change ?? detail.kind);
  assert.deepEqual(
    [...named].map(([kind, events]) => [kind, events.map(({ detail }) => detail.resourceArn)]),
    [
      ['CREATED', [undefined]],
      ['ASSOCIATED', [image.ResourceArn, machine]],
      ['LimitExceeded', [undefined]],
      ['CONSUMED', [machine]],
      ['LimitNoLongerExceeded', [undefined]],
      ['GIVEN_BACK', [machine]],
      ['DISASSOCIATED', [machine, image.ResourceArn]],
      ['DELETED', [undefined]],
    ],
  );
  for (const { resources, detail } of told) assert.deepEqual([resources, detail.licenseConfigurationArn], [[arn], arn]);
});

test('an event that fails holds back those behind it of its license, and of no other', async () => {
  await ask('CreateWebhook', { Url: `${subscriber.url}/slow`, DetailTypes: ['License Configuration Change'] });
  const create = async (Name: string) =>
    (await licenses.createLicenseConfiguration({ Name, LicenseCountingType: 'vCPU' })).LicenseConfigurationArn!;
  let fails = true;
  subscriber.answer = (response, { path, body }) => {
    const isStuck = path === '/slow' && fails && body.includes('"name":"stuck"');
    response.writeHead(isStuck ? 503 : 200).end();
  };
  const stuck = await create('stuck');
  await eventually(async () => subscriber.received.some(({ body }) => body.includes('"name":"stuck"')), 'it is tried');
  await licenses.updateLicenseConfiguration({ LicenseConfigurationArn: stuck, Description: 'x', Name: 'stuck' });
  await create('free');
  await eventually(
    async () => subscriber.received.some(({ body }) => body.includes('"name":"free"')),
    'the other is told',
  );
  const changes = () =>
    subscriber.received
      .filter(({ path, body }) => path === '/slow' && body.includes('"name":"stuck"'))
      .map(({ json }) => (json['detail'] as unknown as { change: string }).change);
  assert.ok(changes().every((change) => change === 'CREATED'));
  fails = false;
  await eventually(async () => changes().includes('UPDATED'), 'the one behind it is told');
  assert.equal(changes().at(-1), 'UPDATED');
});

test('a webhook is sent a test whatever it wants to be told of, and others are not', async () => {
  const path = '/tested';
  const { WebhookId } = await ask('CreateWebhook', { Url: `${subscriber.url}${path}`, DetailTypes: ['License Alert'] });
  await ask('CreateWebhook', { Url: `${subscriber.url}/untested` });
  const { MessageId } = await ask('TestWebhook', { WebhookId });
  const [sent] = await subscriber.has(1, path);
  const event = JSON.parse(sent!.body);
  assert.deepEqual([event.id, event['detail-type'], event.account], [MessageId, 'Webhook Test', server.accountId]);
  assert.ok(subscriber.received.every((one) => one.path !== '/untested'));
  assert.match((await ask('TestWebhook', { WebhookId: 'wh-none' })).Message, /There is no webhook wh-none/);
});

test('what was said is listed page by page, the latest first, and what was given up can be dropped', async () => {
  for (const Name of ['first', 'second']) {
    const { LicenseConfigurationArn } = await licenses.createLicenseConfiguration({
      ...{ Name, LicenseCountingType: 'Instance', LicenseCount: 0 },
    });
    const { ImageId } = await ec2.registerImage({ Name: `image-${Name}` });
    const LicenseSpecifications = [{ LicenseConfigurationArn }];
    await ec2.runInstances({ ImageId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1, LicenseSpecifications });
  }
  const { Alerts, NextToken } = await ask('ListAlerts', { MaxResults: 1 });
  const { Alerts: before } = await ask('ListAlerts', { MaxResults: 1, NextToken });
  assert.deepEqual([Alerts[0].Kind, Alerts[0].Count, before[0].Kind], ['LimitExceeded', 1, 'LimitExceeded']);
  assert.match(Alerts[0].Message, /"second"\) uses 1 of 0 instances: the limit is exceeded by 1\./);
  assert.match(before[0].Message, /"first"/);

  const { WebhookId } = await ask('CreateWebhook', { Url: `${subscriber.url}/dropped` });
  subscriber.answer = (response, { path }) => response.writeHead(path === '/dropped' ? 503 : 200).end();
  await ask('TestWebhook', { WebhookId });
  await subscriber.has(1, '/dropped');
  await ask('DeleteWebhook', { WebhookId });
  const failed = await eventually(async () => {
    const { Deliveries } = await ask('ListFailedDeliveries', {});
    return Deliveries.find(({ Target }: { Target: string }) => Target === WebhookId);
  }, 'it is given up');
  assert.match((await ask('DropDeliveries', {})).Message, /The required member DeliveryIds is missing/);
  const drop = () => ask('DropDeliveries', { DeliveryIds: [failed.DeliveryId] });
  assert.deepEqual([(await drop()).Dropped, (await drop()).Dropped], [1, 0]);
});

test('a webhook that cannot be is refused', async () => {
  for (const Url of ['ftp://example.com/', 'example.com', 'http://'])
    assert.equal((await ask('CreateWebhook', { Url })).status, 400, Url);
  assert.match(
    (await ask('CreateWebhook', { Url: 'http://a.example/', DetailTypes: ['Else'] })).Message,
    /License Alert/,
  );
  assert.match((await ask('DeleteWebhook', { WebhookId: 'wh-none' })).Message, /There is no webhook wh-none/);
});
