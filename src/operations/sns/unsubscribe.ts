import type { UnsubscribeInput } from '@aws-sdk/client-sns';
import { topicOfSubscription } from '../../domain/notifications/topic.ts';
import { CommonFault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { deleteSubscription, findSubscription, type Subscription } from '../../store/subscription.ts';
import { change } from '../change.ts';
import { aboutSubscription, invalid } from './own-topic.ts';

/**
 * Whoever has the ARN, of which only its endpoint and its account know, may without a signature, unless it was confirmed by
 * one who wanted otherwise. As in AWS, one that is gone already is no error.
 */
export const unsubscribe: Operation<UnsubscribeInput, Record<string, never>> = {
  unsigned: true,
  resources: (request, { principal }) => (principal.kind === 'anonymous' ? [] : aboutSubscription(request)),
  async handle({ SubscriptionArn: arn }, context) {
    if (topicOfSubscription(arn!) === undefined)
      throw invalid('SubscriptionArn is no ARN of a subscription; one that is pending has none yet.');
    const found = await findSubscription(context.db, arn!);
    if (!found) return {};
    checkMay(found, context);
    const { accountId, region } = found;
    await change(
      { ...context, accountId, region },
      { resources: [found.topicArn], detail: { subscriptionArn: arn } },
      (trx) => deleteSubscription(trx, found.arn),
    );
    return {};
  },
};

function checkMay({ authenticated, accountId, arn }: Subscription, { principal }: RequestContext): void {
  if (principal.kind === 'anonymous' ? authenticated : accountId !== principal.accountId)
    throw new CommonFault(
      'NotAuthorized',
      `The subscription ${arn} is ended by a signed request of its account alone.`,
    );
}
