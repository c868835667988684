import type { Kysely } from 'kysely';
import { parseTopicArn, type Topic, topicOfSubscription } from '../../domain/notifications/topic.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';
import type { DB } from '../../store/schema.ts';
import { findSubscription, type Subscription } from '../../store/subscription.ts';
import { findTopic } from '../../store/topic.ts';

export const invalid = (message: string): Fault => new Fault('InvalidParameter', `Invalid parameter: ${message}`);

/** The resources of an operation about one topic. */
export const aboutTopic = ({ TopicArn: arn }: { readonly TopicArn?: string | undefined }): string[] => [arn!];

/** The topic of a subscription is what policies are asked for. */
export const aboutSubscription = ({
  SubscriptionArn: arn,
}: {
  readonly SubscriptionArn?: string | undefined;
}): string[] => {
  const topic = topicOfSubscription(arn!);
  return topic ? [topic] : [];
};

type Scope = Pick<RequestContext, 'accountId' | 'region'>;

/** A topic of the caller's own in its Region. Faults where the ARN is none of a topic, or there is no such topic. */
export async function ownTopic(
  db: Kysely<DB>,
  arn: string,
  { accountId, region }: Scope,
  find: (db: never, arn: string) => Promise<Topic | undefined> = findTopic,
): Promise<Topic> {
  const named = parseTopicArn(arn);
  if (!named) throw invalid('TopicArn is no ARN of a topic; expected arn:aws:sns:REGION:ACCOUNT:NAME.');
  if (named.region !== region)
    throw invalid(`TopicArn is of ${named.region}, but the request is signed for ${region}: ask there.`);
  const topic = named.accountId === accountId ? await find(db as never, arn) : undefined;
  if (!topic)
    throw new Fault('NotFound', `Topic does not exist: ${arn}. CreateTopic makes one, ListTopics lists them.`);
  return topic;
}

/** A subscription to a topic of the caller's own. */
export async function ownSubscription(
  db: Kysely<DB>,
  arn: string,
  { accountId, region }: Scope,
): Promise<Subscription> {
  if (topicOfSubscription(arn) === undefined)
    throw invalid('SubscriptionArn is no ARN of a subscription; one that is pending has none yet.');
  const found = await findSubscription(db, arn);
  if (found?.accountId !== accountId || found.region !== region)
    throw new Fault('NotFound', `Subscription does not exist: ${arn}.`);
  return found;
}
