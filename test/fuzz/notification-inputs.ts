import { SNS } from '@aws-sdk/client-sns';
import { type Caller, call, jsonRequest } from '../signed-request.ts';
import { startSubscriber } from '../sns/subscriber.ts';

/** What requests about topics name; the spare ones are to be deleted. */
export interface NotificationWorld {
  readonly topicArn: string;
  readonly spareTopicArn: string;
  readonly subscriptionArn: string;
  readonly spareSubscriptionArn: string;
  readonly subscriptionToken: string;
  readonly webhookId: string;
  readonly spareWebhookId: string;
}

export async function createNotificationWorld(caller: Caller): Promise<NotificationWorld> {
  const { url: endpoint, ...credentials } = caller;
  const sns = new SNS({ endpoint, region: 'us-east-1', credentials });
  const subscriber = await startSubscriber();
  const topic = async (Name: string) => (await sns.createTopic({ Name })).TopicArn!;
  const topicArn = await topic('fuzz');
  const subscribe = async (path: string) => {
    const asked = {
      TopicArn: topicArn,
      Protocol: 'http',
      Endpoint: `${subscriber.url}${path}`,
      ReturnSubscriptionArn: true,
    };
    return (await sns.subscribe(asked)).SubscriptionArn!;
  };
  const subscriptionArn = await subscribe('/one');
  const [sent] = await subscriber.has(1, '/one');
  const subscriptionToken = sent!.json['Token']!;
  await sns.confirmSubscription({ TopicArn: topicArn, Token: subscriptionToken });
  const webhook = async () => {
    const { text } = await call(caller, jsonRequest('Headroom.CreateWebhook', { Url: `${subscriber.url}/hook` }));
    return JSON.parse(text).WebhookId as string;
  };
  return {
    ...{ webhookId: await webhook(), spareWebhookId: await webhook() },
    ...{ topicArn, subscriptionArn, subscriptionToken },
    spareTopicArn: await topic('spare'),
    spareSubscriptionArn: await subscribe('/spare'),
  };
}

type Inputs = Readonly<Record<string, (world: NotificationWorld) => Record<string, unknown>>>;

const message = { Message: 'x', Subject: 'y', MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } } };

export const notificationInputs: Inputs = {
  ConfirmSubscription: ({ topicArn, subscriptionToken }) => ({ TopicArn: topicArn, Token: subscriptionToken }),
  CreateTopic: () => ({ Name: 'another', Attributes: { DisplayName: 'x' }, Tags: [{ Key: 'a', Value: 'b' }] }),
  GetSubscriptionAttributes: ({ subscriptionArn }) => ({ SubscriptionArn: subscriptionArn }),
  GetTopicAttributes: ({ topicArn }) => ({ TopicArn: topicArn }),
  ListSubscriptions: () => ({}),
  ListSubscriptionsByTopic: ({ topicArn }) => ({ TopicArn: topicArn }),
  ListTagsForResource: ({ topicArn }) => ({ ResourceArn: topicArn }),
  ListTopics: () => ({}),
  Publish: ({ topicArn }) => ({ TopicArn: topicArn, ...message }),
  PublishBatch: ({ topicArn }) => ({ TopicArn: topicArn, PublishBatchRequestEntries: [{ Id: 'a', ...message }] }),
  SetSubscriptionAttributes: ({ subscriptionArn }) => ({
    SubscriptionArn: subscriptionArn,
    AttributeName: 'FilterPolicy',
    AttributeValue: '{"a":["b",{"prefix":"c"}]}',
  }),
  SetTopicAttributes: ({ topicArn }) => ({ TopicArn: topicArn, AttributeName: 'DisplayName', AttributeValue: 'x' }),
  Subscribe: ({ topicArn }) => ({
    TopicArn: topicArn,
    Protocol: 'http',
    Endpoint: 'http://127.0.0.1:9/',
    Attributes: { RawMessageDelivery: 'true' },
  }),
  TagResource: ({ topicArn }) => ({ ResourceArn: topicArn, Tags: [{ Key: 'a', Value: 'b' }] }),
  UntagResource: ({ topicArn }) => ({ ResourceArn: topicArn, TagKeys: ['a'] }),
  Unsubscribe: ({ spareSubscriptionArn }) => ({ SubscriptionArn: spareSubscriptionArn }),
  DeleteTopic: ({ spareTopicArn }) => ({ TopicArn: spareTopicArn }),
};

/** Headroom's own operations about webhooks and what could not be delivered. */
export const deliveryInputs: Inputs = {
  CreateWebhook: () => ({ Url: 'http://127.0.0.1:9/', DetailTypes: ['License Alert'] }),
  ListWebhooks: () => ({}),
  TestWebhook: ({ spareWebhookId }) => ({ WebhookId: spareWebhookId }),
  DeleteWebhook: ({ spareWebhookId }) => ({ WebhookId: spareWebhookId }),
  ListFailedDeliveries: () => ({ MaxResults: 5 }),
  RetryDeliveries: () => ({ DeliveryIds: [1] }),
  DropDeliveries: () => ({ DeliveryIds: [1] }),
  ListAlerts: () => ({ MaxResults: 5 }),
};
