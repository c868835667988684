import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { SNS } from '@aws-sdk/client-sns';
import { type IamWorld, iamWorld, refuses } from '../iam/world.ts';
import { type QueryService, queryRequest, send, unsigned } from '../signed-request.ts';
import { type Subscriber, startSubscriber } from './subscriber.ts';

let world: IamWorld;
let sns: SNS;
let subscriber: Subscriber;
let made = 0;

before(async () => {
  world = await iamWorld();
  const { caller } = world.server;
  sns = new SNS({ endpoint: caller.url, region: 'us-east-1', credentials: caller, maxAttempts: 1 });
  subscriber = await startSubscriber();
});

const newTopic = async () => (await sns.createTopic({ Name: `topic-${made++}` })).TopicArn!;

/** Without a signature, as whoever follows a link asks. */
const visit = (Action: string, parameters: Record<string, string>) =>
  send(world.server.caller.url, unsigned(queryRequest('sns' as QueryService, Action, parameters)));

async function pending(TopicArn: string) {
  const path = `/${made++}`;
  const asked = { TopicArn, Protocol: 'http', Endpoint: `${subscriber.url}${path}`, ReturnSubscriptionArn: true };
  const { SubscriptionArn } = await sns.subscribe(asked);
  const [sent] = await subscriber.has(1, path);
  return { SubscriptionArn: SubscriptionArn!, Token: sent!.json['Token']!, path, Endpoint: asked.Endpoint };
}

test('topics are made once, changed, tagged, listed and deleted', async () => {
  const Tags = [{ Key: 'stage', Value: 'test' }];
  const { TopicArn } = await sns.createTopic({ Name: 'whole', Attributes: { DisplayName: 'Licenses' }, Tags });
  assert.equal(TopicArn, `arn:aws:sns:us-east-1:${world.server.accountId}:whole`);
  assert.deepEqual((await sns.createTopic({ Name: 'whole' })).TopicArn, TopicArn);
  await refuses(sns.createTopic({ Name: 'whole', Attributes: { DisplayName: 'x' } }), 'InvalidParameter', /exists/);
  await sns.setTopicAttributes({ TopicArn, AttributeName: 'SignatureVersion', AttributeValue: '2' });
  const { Attributes } = await sns.getTopicAttributes({ TopicArn });
  const { DisplayName, SignatureVersion, SubscriptionsPending, Owner } = Attributes!;
  assert.deepEqual(
    [DisplayName, SignatureVersion, SubscriptionsPending, Owner],
    ['Licenses', '2', '0', world.server.accountId],
  );
  assert.deepEqual((await sns.listTagsForResource({ ResourceArn: TopicArn })).Tags, Tags);
  await sns.untagResource({ ResourceArn: TopicArn!, TagKeys: ['stage'] });
  assert.deepEqual((await sns.listTagsForResource({ ResourceArn: TopicArn })).Tags, []);
  assert.ok((await sns.listTopics({})).Topics!.some((topic) => topic.TopicArn === TopicArn));
  await sns.deleteTopic({ TopicArn });
  await sns.deleteTopic({ TopicArn });
  await refuses(sns.getTopicAttributes({ TopicArn }), 'NotFound', /does not exist/);
  await refuses(sns.publish({ TopicArn, Message: 'x' }), 'NotFound');
});

test('lists go on behind a hundred', async () => {
  const { caller } = world.server;
  const elsewhere = new SNS({ endpoint: caller.url, region: 'eu-west-1', credentials: caller });
  for (let n = 0; n < 101; n++) await elsewhere.createTopic({ Name: `many-${n}` });
  const { Topics, NextToken } = await elsewhere.listTopics({});
  const rest = await elsewhere.listTopics({ NextToken });
  assert.deepEqual([Topics!.length, rest.Topics!.length, rest.NextToken], [100, 1, undefined]);
});

test('a subscription is pending until its token is shown, and its attributes can be changed', async () => {
  const TopicArn = await newTopic();
  const { SubscriptionArn, Token, Endpoint } = await pending(TopicArn);
  const listed = async () => (await sns.listSubscriptionsByTopic({ TopicArn })).Subscriptions!;
  assert.deepEqual(
    (await listed()).map((one) => one.SubscriptionArn),
    ['PendingConfirmation'],
  );
  assert.match((await visit('ConfirmSubscription', { TopicArn, Token: `${Token}0` })).text, /<Code>InvalidParameter</);
  assert.deepEqual(
    await sns
      .confirmSubscription({ TopicArn, Token, AuthenticateOnUnsubscribe: 'true' })
      .then((one) => one.SubscriptionArn),
    SubscriptionArn,
  );
  assert.deepEqual((await sns.subscribe({ TopicArn, Protocol: 'http', Endpoint })).SubscriptionArn, SubscriptionArn);
  await sns.setSubscriptionAttributes({ SubscriptionArn, AttributeName: 'RawMessageDelivery', AttributeValue: 'true' });
  const { Attributes } = await sns.getSubscriptionAttributes({ SubscriptionArn });
  const { RawMessageDelivery, PendingConfirmation, ConfirmationWasAuthenticated } = Attributes!;
  assert.deepEqual([RawMessageDelivery, PendingConfirmation, ConfirmationWasAuthenticated], ['true', 'false', 'true']);
  assert.match((await visit('Unsubscribe', { SubscriptionArn })).text, /<Code>AuthorizationError</);
  await sns.unsubscribe({ SubscriptionArn });
  assert.deepEqual(await listed(), []);
});

test('topics and subscriptions are their account’s alone', async () => {
  const TopicArn = await newTopic();
  const { SubscriptionArn } = await pending(TopicArn);
  const { other } = world;
  const { credentials } = other.iam.config;
  const { caller } = world.server;
  const theirs = new SNS({ endpoint: caller.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  for (const attempt of [
    theirs.publish({ TopicArn, Message: 'x' }),
    theirs.subscribe({ TopicArn, Protocol: 'http', Endpoint: subscriber.url }),
    theirs.getTopicAttributes({ TopicArn }),
    theirs.deleteTopic({ TopicArn }),
    theirs.unsubscribe({ SubscriptionArn }),
    theirs.getSubscriptionAttributes({ SubscriptionArn }),
  ])
    await refuses(attempt, 'AuthorizationError', /another account/);
  assert.deepEqual((await theirs.listSubscriptions({})).Subscriptions, []);
});

test('what is not offered is refused by what to do instead', async () => {
  const TopicArn = await newTopic();
  const subscribe = (Protocol: string, Endpoint: string, Attributes = {}) =>
    sns.subscribe({ TopicArn, Protocol, Endpoint, Attributes });
  const cases: [Promise<unknown>, RegExp][] = [
    [subscribe('sqs', 'arn:aws:sqs:us-east-1:1:q'), /delivers by http, https, email, email-json/],
    [subscribe('email', 'a@example.com'), /HEADROOM_SMTP_URL/],
    [subscribe('https', 'http://example.com/'), /begins with https/],
    [subscribe('http', 'http://'), /Endpoint/],
    [subscribe('http', 'http://example.com/', { RedrivePolicy: '{}' }), /leave RedrivePolicy out/],
    [subscribe('http', 'http://example.com/', { FilterPolicy: '{"a":1}' }), /must be a list/],
    [subscribe('http', 'http://example.com/', { RawMessageDelivery: 'maybe' }), /true or false/],
    [sns.createTopic({ Name: 'x.fifo' }), /FIFO/],
    [sns.createTopic({ Name: 'x', Attributes: { FifoTopic: 'true' } }), /no FifoTopic/],
    [sns.createTopic({ Name: 'x', Attributes: JSON.parse('{"__proto__":"x"}') }), /no attribute/],
    [sns.publish({ PhoneNumber: '+1', Message: 'x' }), /no text messages/],
    [sns.publish({ TopicArn, Message: 'x'.repeat(256 * 1024 + 1) }), /too long/],
    [sns.publish({ TopicArn, Message: '{}', MessageStructure: 'json' }), /No default entry/],
    [sns.publish({ TopicArn, Message: 'x', Subject: 'a\nb' }), /one line/],
    [sns.getTopicAttributes({ TopicArn: 'x' }), /no ARN of a topic/],
    [sns.getTopicAttributes({ TopicArn: TopicArn.replace('us-east-1', 'eu-west-1') }), /ask there/],
  ];
  for (const [attempt, words] of cases) await refuses(attempt, 'InvalidParameter', words);
});
