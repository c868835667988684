import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import { SNS } from '@aws-sdk/client-sns';
import MessageValidator from 'sns-validator';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { startHttpsFront } from './https-front.ts';
import { type Received, type Subscriber, startSubscriber } from './subscriber.ts';

let server: InProcessServer;
let sns: SNS;
let subscriber: Subscriber;
let made = 0;

before(async () => {
  const front = await startHttpsFront();
  server = await startInProcessServer({ publicUrl: front.url });
  front.leadTo(server.caller.url);
  sns = new SNS({ endpoint: server.caller.url, region: 'us-east-1', credentials: server.caller });
  subscriber = await startSubscriber();
});

const newTopic = async (Attributes: Record<string, string> = {}) =>
  (await sns.createTopic({ Name: `topic-${made++}`, Attributes })).TopicArn!;

/** A confirmed subscription of a path of its own. */
async function subscribe(TopicArn: string, Attributes: Record<string, string> = {}) {
  const path = `/${made++}`;
  const Endpoint = `${subscriber.url}${path}`;
  const { SubscriptionArn: arn } = await sns.subscribe({
    TopicArn,
    Protocol: 'http',
    Endpoint,
    Attributes,
    ReturnSubscriptionArn: true,
  });
  const [{ json }] = (await subscriber.has(1, path)) as [Received];
  const confirmed = await fetch(json['SubscribeURL']!.replace(/^https:\/\/[^/]+/, server.caller.url));
  assert.equal(confirmed.status, 200, await confirmed.text());
  return { path, arn: arn!, confirmation: json };
}

/** By a library that is not ours, which asks for the certificate by the URL in the message. */
const verify = (json: object) => {
  const validator = new MessageValidator(/^localhost:\d+$/);
  return promisify(validator.validate.bind(validator) as (json: object, done: (error: Error | null) => void) => void)({
    ...json,
  });
};

for (const version of ['1', '2'])
  test(`confirmations and notifications are signed as SNS signs them, in version ${version}`, async () => {
    const TopicArn = await newTopic({ SignatureVersion: version });
    const { path, arn, confirmation } = await subscribe(TopicArn);
    assert.equal(confirmation['SignatureVersion'], version);
    await verify(confirmation);
    const { MessageId } = await sns.publish({
      ...{ TopicArn, Subject: 'Limit passed', Message: 'Füße: 81 of 80\n' },
      MessageAttributes: { license: { DataType: 'String', StringValue: 'lic-1' } },
    });
    const [, { headers, json }] = (await subscriber.has(2, path)) as [Received, Received];
    await verify(json);
    assert.deepEqual(
      [json['Type'], json['MessageId'], json['Subject'], json['Message'], json['MessageAttributes']],
      ['Notification', MessageId, 'Limit passed', 'Füße: 81 of 80\n', { license: { Type: 'String', Value: 'lic-1' } }],
    );
    assert.equal(headers['x-amz-sns-message-type'], 'Notification');
    assert.equal(headers['x-amz-sns-subscription-arn'], arn);
    await assert.rejects(verify({ ...json, Message: 'other' }), /invalid/);
  });

test('nothing is sent to who has not confirmed, nor to who has unsubscribed by the link of a message', async () => {
  const TopicArn = await newTopic();
  await sns.subscribe({ TopicArn, Protocol: 'http', Endpoint: `${subscriber.url}/never` });
  const { path } = await subscribe(TopicArn);
  await sns.publish({ TopicArn, Message: 'one' });
  const [, { json }] = (await subscriber.has(2, path)) as [Received, Received];
  const unsubscribed = await fetch(json['UnsubscribeURL']!.replace(/^https:\/\/[^/]+/, server.caller.url));
  assert.equal(unsubscribed.status, 200, await unsubscribed.text());
  const { path: other } = await subscribe(TopicArn);
  await sns.publish({ TopicArn, Message: 'two' });
  await subscriber.has(2, other);
  assert.equal(subscriber.received.filter((one) => one.path === path).length, 2);
  assert.equal(subscriber.received.filter((one) => one.path === '/never').length, 1);
});

test('raw delivery sends the message alone, and filter policies keep messages away', async () => {
  const TopicArn = await newTopic();
  const { path } = await subscribe(TopicArn, {
    RawMessageDelivery: 'true',
    FilterPolicy: '{"kind":["limit",{"prefix":"over"}]}',
  });
  const publish = (Message: string, kind?: string) =>
    sns.publish({
      TopicArn,
      Message,
      ...(kind && { MessageAttributes: { kind: { DataType: 'String', StringValue: kind } } }),
    });
  await publish('no attribute');
  await publish('not this', 'other');
  await publish('this', 'limit');
  await publish('this too', 'overage');
  const bodies = (await subscriber.has(3, path)).map(({ body }) => body);
  assert.deepEqual(bodies.slice(1).sort(), ['this', 'this too']);
});

test('a message can say something else by a protocol', async () => {
  const TopicArn = await newTopic();
  const { path } = await subscribe(TopicArn);
  await sns.publish({ TopicArn, MessageStructure: 'json', Message: JSON.stringify({ default: 'all', http: 'short' }) });
  await sns.publishBatch({
    TopicArn,
    PublishBatchRequestEntries: [
      { Id: 'a', Message: 'first' },
      { Id: 'b', Message: 'second' },
    ],
  });
  const messages = (await subscriber.has(4, path)).slice(1).map(({ json }) => json['Message']);
  assert.deepEqual(messages.sort(), ['first', 'second', 'short']);
});

test('an endpoint that fails or redirects is tried again until it takes the message', async () => {
  const TopicArn = await newTopic();
  const { path } = await subscribe(TopicArn);
  let tries = 0;
  subscriber.answer = (response, request) => {
    tries += request.path === path ? 1 : 0;
    if (request.path !== path || tries > 2) return response.end();
    return tries === 1
      ? response.writeHead(500).end()
      : response.writeHead(302, { location: `${subscriber.url}/elsewhere` }).end();
  };
  await sns.publish({ TopicArn, Message: 'at last' });
  const received = (await subscriber.has(4, path)).slice(1);
  assert.deepEqual(new Set(received.map(({ json }) => json['MessageId'])).size, 1);
  assert.ok(subscriber.received.every((one) => one.path !== '/elsewhere'));
  subscriber.answer = (response) => response.end();
});
