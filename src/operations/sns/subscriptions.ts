import type {
  GetSubscriptionAttributesInput,
  GetSubscriptionAttributesResponse,
  ListSubscriptionsByTopicInput,
  ListSubscriptionsByTopicResponse,
  ListSubscriptionsInput,
  ListSubscriptionsResponse,
  SetSubscriptionAttributesInput,
} from '@aws-sdk/client-sns';
import { readSubscriptionAttributes } from '../../domain/notifications/subscription.ts';
import type { Operation } from '../../operation.ts';
import { changeSubscription } from '../../store/subscription.ts';
import { type ListedSubscription, listSubscriptions as list } from '../../views/sns/subscriptions.ts';
import { change } from '../change.ts';
import { aboutSubscription, aboutTopic, invalid, ownSubscription, ownTopic } from './own-topic.ts';
import { readPage } from './read-page.ts';

const shape = ({ arn, topicArn, accountId, protocol, endpoint, confirmed }: ListedSubscription) => ({
  SubscriptionArn: confirmed ? arn : 'PendingConfirmation',
  Owner: accountId,
  Protocol: protocol,
  Endpoint: endpoint,
  TopicArn: topicArn,
});

export const listSubscriptions: Operation<ListSubscriptionsInput, ListSubscriptionsResponse> = {
  async handle(request, context) {
    const { rows, nextToken } = await readPage(request, {
      operation: 'ListSubscriptions',
      kind: 'number',
      read: (page) => list(context.db, context, page),
      keyOf: ({ sequence }) => sequence,
    });
    return { Subscriptions: rows.map(shape), NextToken: nextToken };
  },
};

export const listSubscriptionsByTopic: Operation<ListSubscriptionsByTopicInput, ListSubscriptionsByTopicResponse> = {
  resources: aboutTopic,
  async handle(request, context) {
    const { arn: topicArn } = await ownTopic(context.db, request.TopicArn!, context);
    const { rows, nextToken } = await readPage(request, {
      operation: 'ListSubscriptionsByTopic',
      kind: 'number',
      read: (page) => list(context.db, { topicArn }, page),
      keyOf: ({ sequence }) => sequence,
    });
    return { Subscriptions: rows.map(shape), NextToken: nextToken };
  },
};

export const getSubscriptionAttributes: Operation<GetSubscriptionAttributesInput, GetSubscriptionAttributesResponse> = {
  resources: aboutSubscription,
  async handle({ SubscriptionArn }, context) {
    const subscription = await ownSubscription(context.db, SubscriptionArn!, context);
    const { arn, topicArn, accountId, protocol, endpoint, attributes, confirmed, authenticated } = subscription;
    const { RawMessageDelivery = 'false', FilterPolicy } = attributes;
    return {
      Attributes: {
        SubscriptionArn: arn,
        TopicArn: topicArn,
        Owner: accountId,
        Protocol: protocol,
        Endpoint: endpoint,
        RawMessageDelivery,
        ...(FilterPolicy && { FilterPolicy, FilterPolicyScope: 'MessageAttributes' }),
        PendingConfirmation: String(!confirmed),
        ConfirmationWasAuthenticated: String(authenticated),
        SubscriptionPrincipal: `arn:aws:iam::${accountId}:root`,
      },
    };
  },
};

export const setSubscriptionAttributes: Operation<SetSubscriptionAttributesInput, Record<string, never>> = {
  resources: aboutSubscription,
  async handle({ SubscriptionArn: arn, AttributeName: name, AttributeValue: value = '' }, context) {
    const { protocol, topicArn } = await ownSubscription(context.db, arn!, context);
    const attributes = readSubscriptionAttributes(protocol, { [name!]: value });
    if (!attributes.ok) throw invalid(`AttributeName: ${attributes.problem}`);
    const record = { resources: [topicArn], detail: { subscriptionArn: arn, ...attributes.change } };
    await change(context, record, (trx) => changeSubscription(trx, arn!, attributes.change));
    return {};
  },
};
