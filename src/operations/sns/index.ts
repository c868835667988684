import type * as sdk from '@aws-sdk/client-sns';
import type { OperationTable } from '../operation-table.ts';
import { confirmSubscription } from './confirm-subscription.ts';
import { publish, publishBatch } from './publish.ts';
import { subscribe } from './subscribe.ts';
import {
  getSubscriptionAttributes,
  listSubscriptions,
  listSubscriptionsByTopic,
  setSubscriptionAttributes,
} from './subscriptions.ts';
import { listTagsForResource, tagResource, untagResource } from './tags.ts';
import { createTopic, deleteTopic, getTopicAttributes, listTopics, setTopicAttributes } from './topics.ts';
import { unsubscribe } from './unsubscribe.ts';

/** The operations of SNS that are built; `mail` is whether this server can send any. */
export const snsOperations = (means: { readonly mail: boolean }): OperationTable<typeof sdk> => ({
  ConfirmSubscription: confirmSubscription,
  CreateTopic: createTopic,
  DeleteTopic: deleteTopic,
  GetSubscriptionAttributes: getSubscriptionAttributes,
  GetTopicAttributes: getTopicAttributes,
  ListSubscriptions: listSubscriptions,
  ListSubscriptionsByTopic: listSubscriptionsByTopic,
  ListTagsForResource: listTagsForResource,
  ListTopics: listTopics,
  Publish: publish,
  PublishBatch: publishBatch,
  SetSubscriptionAttributes: setSubscriptionAttributes,
  SetTopicAttributes: setTopicAttributes,
  Subscribe: subscribe(means),
  TagResource: tagResource,
  Unsubscribe: unsubscribe,
  UntagResource: untagResource,
});
