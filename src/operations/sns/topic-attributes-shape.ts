import type { Topic } from '../../domain/notifications/topic.ts';
import type { SubscriptionCounts } from '../../views/sns/topics.ts';

/** A topic's attributes as GetTopicAttributes has them. */
export const topicAttributesShape = (
  { arn, accountId, attributes }: Topic,
  { confirmed, pending }: SubscriptionCounts,
): Record<string, string> => ({
  TopicArn: arn,
  Owner: accountId,
  Policy: JSON.stringify(ownersPolicy(arn, accountId)),
  DisplayName: attributes.DisplayName ?? '',
  SignatureVersion: attributes.SignatureVersion ?? '1',
  SubscriptionsConfirmed: String(confirmed),
  SubscriptionsPending: String(pending),
  SubscriptionsDeleted: '0',
  EffectiveDeliveryPolicy: JSON.stringify(DELIVERY),
});

/** Only principals of the account may use a topic, by their own policies. */
const ownersPolicy = (arn: string, accountId: string) => ({
  Version: '2008-10-17',
  Id: '__default_policy_ID',
  Statement: [
    {
      Sid: '__default_statement_ID',
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: [
        'sns:GetTopicAttributes',
        'sns:SetTopicAttributes',
        'sns:DeleteTopic',
        'sns:Subscribe',
        'sns:ListSubscriptionsByTopic',
        'sns:Publish',
      ],
      Resource: arn,
      Condition: { StringEquals: { 'AWS:SourceOwner': accountId } },
    },
  ],
});

/** What `domain/notifications/retry.ts` does, in SNS's words. */
const DELIVERY = {
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 1,
      maxDelayTarget: 3600,
      numRetries: 80,
      backoffFunction: 'exponential',
    },
    disableSubscriptionOverrides: true,
  },
};
