import { GetServiceSettingsCommand } from '@aws-sdk/client-license-manager';
import { ListSubscriptionsByTopicCommand, ListTopicsCommand, type Subscription, type Topic } from '@aws-sdk/client-sns';
import { licenseManager } from '../../aws/license-manager.ts';
import { sns } from '../../aws/sns.ts';
import { type AwsList, useAws, useAwsList } from '../../aws/use-aws.ts';

export const useTopics = (): AwsList<Topic> =>
  useAwsList({
    key: ['topics'],
    ask: async (region, NextToken) => {
      const answer = await sns(region).send(new ListTopicsCommand({ NextToken }));
      return { items: answer.Topics ?? [], nextToken: answer.NextToken };
    },
  });

export const useSubscriptions = (TopicArn: string): AwsList<Subscription> =>
  useAwsList({
    key: ['subscriptions', TopicArn],
    ask: async (region, NextToken) => {
      const answer = await sns(region).send(new ListSubscriptionsByTopicCommand({ TopicArn, NextToken }));
      return { items: answer.Subscriptions ?? [], nextToken: answer.NextToken };
    },
  });

/** The topic that License Manager's alerts go to; empty where there is none. */
export const useAlertTopic = () =>
  useAws({
    key: ['alert-topic'],
    ask: async (region) => (await licenseManager(region).send(new GetServiceSettingsCommand({}))).SnsTopicArn ?? '',
  });
