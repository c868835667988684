import type { PublishBatchInput, PublishBatchResponse, PublishInput, PublishResponse } from '@aws-sdk/client-sns';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { publishToTopic } from '../../store/publish.ts';
import { change } from '../change.ts';
import { aboutTopic, invalid, ownTopic } from './own-topic.ts';
import { type Publishable, readPublication } from './read-publication.ts';

const topicIn = ({ TopicArn, TargetArn, PhoneNumber }: PublishInput): string => {
  if (PhoneNumber !== undefined) throw invalid('PhoneNumber: Headroom sends no text messages; publish to a topic.');
  const arn = TopicArn ?? TargetArn;
  if (!arn || (TopicArn && TargetArn)) throw invalid('TopicArn: name one topic, in TopicArn or in TargetArn.');
  return arn;
};

export const publish: Operation<PublishInput, PublishResponse> = {
  resources: ({ TopicArn, TargetArn }) => [TopicArn ?? TargetArn ?? '*'],
  async handle(request, context) {
    const topicArn = topicIn(request);
    const publication = readPublication(request);
    await ownTopic(context.db, topicArn, context);
    const id = await change(context, { resources: [topicArn] }, (trx) =>
      publishToTopic(trx, { topicArn, ...publication }),
    );
    if (id === undefined) throw gone(topicArn);
    return { MessageId: id };
  },
};

const gone = (arn: string): Fault => new Fault('NotFound', `Topic does not exist: ${arn}. It was deleted meanwhile.`);

/** All of them or none, so none has failed that could be told of. To policies it is Publish (SNS API reference). */
export const publishBatch: Operation<PublishBatchInput, PublishBatchResponse> = {
  resources: aboutTopic,
  decidesAccess: true,
  constraints: {
    'PublishBatchRequestEntries[].Id': {
      length: [1, 80],
      pattern: /^[\w-]+$/,
      form: 'letters, digits, hyphens and underscores',
    },
  },
  async handle({ TopicArn: topicArn, PublishBatchRequestEntries: entries = [] }, context) {
    await context.access.authorize({ action: 'sns:Publish', resources: [topicArn!] });
    checkBatch(entries.map(({ Id }) => Id!));
    const publications = entries.map(({ Id, ...entry }) => ({ id: Id!, ...readPublication(entry as Publishable) }));
    await ownTopic(context.db, topicArn!, context);
    const Successful = await change(context, { resources: [topicArn!] }, async (trx) => {
      const told = [];
      for (const { id, ...publication } of publications) {
        const messageId = await publishToTopic(trx, { topicArn: topicArn!, ...publication });
        if (messageId === undefined) throw gone(topicArn!);
        told.push({ Id: id, MessageId: messageId });
      }
      return told;
    });
    return { Successful, Failed: [] };
  },
};

function checkBatch(ids: readonly string[]): void {
  if (ids.length === 0) throw new Fault('EmptyBatchRequest', 'The batch has no entries.');
  if (ids.length > 10)
    throw new Fault('TooManyEntriesInBatchRequest', `A batch has up to 10 entries, got ${ids.length}.`);
  if (new Set(ids).size < ids.length)
    throw new Fault('BatchEntryIdsNotDistinct', 'Two entries of the batch have one Id.');
}
