import type { ConfirmSubscriptionInput, ConfirmSubscriptionResponse } from '@aws-sdk/client-sns';
import { parseTopicArn } from '../../domain/notifications/topic.ts';
import type { Operation } from '../../operation.ts';
import { confirmSubscription as confirm } from '../../store/subscription.ts';
import { change } from '../change.ts';
import { invalid } from './own-topic.ts';
import { tokenDigest } from './subscribe.ts';

/** Whoever has the token may, by visiting the link that was sent with it; confirming again changes nothing. */
export const confirmSubscription: Operation<ConfirmSubscriptionInput, ConfirmSubscriptionResponse> = {
  unsigned: true,
  resources: ({ TopicArn: arn }, { principal }) => (principal.kind === 'anonymous' ? [] : [arn!]),
  constraints: { Token: { length: [1, 1024] } },
  async handle({ TopicArn: topicArn, Token: token, AuthenticateOnUnsubscribe: authenticate }, context) {
    const named = parseTopicArn(topicArn!);
    if (!named) throw invalid('TopicArn is no ARN of a topic; expected arn:aws:sns:REGION:ACCOUNT:NAME.');
    const authenticated = authenticate === 'true' && context.principal.kind !== 'anonymous';
    const { accountId, region } = named;
    const inAccount = { ...context, accountId, region };
    const { arn } = await change(inAccount, { resources: [topicArn!], detail: { authenticated } }, async (trx) => {
      const found = await confirm(trx, {
        topicArn: topicArn!,
        digest: tokenDigest(token!),
        authenticated,
        at: context.now,
      });
      if (!found) throw invalid('Token is not the last that was sent, or it is older than two days: subscribe again.');
      return found;
    });
    return { SubscriptionArn: arn };
  },
};
