import type {
  CreateTopicInput,
  CreateTopicResponse,
  DeleteTopicInput,
  GetTopicAttributesInput,
  GetTopicAttributesResponse,
  ListTopicsInput,
  ListTopicsResponse,
  SetTopicAttributesInput,
} from '@aws-sdk/client-sns';
import { readTopicAttributes, type TopicAttributes, topicArn } from '../../domain/notifications/topic.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { putTags, tagRows } from '../../store/tag.ts';
import { changeTopic, deleteTopic as dropTopic, findTopic, insertTopic, lockTopic } from '../../store/topic.ts';
import { countSubscriptions, listTopics as readTopics } from '../../views/sns/topics.ts';
import { change } from '../change.ts';
import { aboutTopic, invalid, ownTopic } from './own-topic.ts';
import { readPage } from './read-page.ts';
import { forgetTags, readTopicTags, tagConstraints, tagged } from './tags.ts';
import { topicAttributesShape } from './topic-attributes-shape.ts';

/** One that is there already is as good, if it is as asked for. */
export const createTopic: Operation<CreateTopicInput, CreateTopicResponse> = {
  resources: ({ Name }, scope) => [topicArn(scope, Name!)],
  constraints: {
    Name: {
      length: [1, 256],
      pattern: /^[A-Za-z0-9_-]+$/,
      form: 'letters, digits, hyphens and underscores (FIFO topics, whose names end in .fifo, are not offered)',
    },
    ...tagConstraints,
  },
  async handle({ Name: name, Attributes = {}, Tags, DataProtectionPolicy }, context) {
    if (DataProtectionPolicy) throw invalid("Headroom's topics have no DataProtectionPolicy: leave it out.");
    const { accountId, region, now } = context;
    const attributes = attributesIn(Attributes);
    const arn = topicArn(context, name!);
    const tags = readTopicTags(Tags);
    await change(context, { resources: [arn], detail: { attributes } }, async (trx) => {
      const made = await insertTopic(trx, { arn, accountId, region, name: name!, attributes }, now);
      if (!made) throw new Fault('TopicLimitExceeded', 'The account has 10,000 topics in this Region: delete some.');
      if (made === 'made') return putTags(trx, tagRows(tagged(arn, context), tags));
      const there = (await findTopic(trx, arn))!;
      if (Object.entries(attributes).some(([key, value]) => there.attributes[key as keyof TopicAttributes] !== value))
        throw invalid(`Attributes Reason: the topic ${name} exists with others; SetTopicAttributes changes them.`);
    });
    return { TopicArn: arn };
  },
};

function attributesIn(given: Readonly<Record<string, string>>): TopicAttributes {
  const read = readTopicAttributes(given);
  if (!read.ok) throw invalid(`Attributes Reason: ${read.problem}`);
  return read.change;
}

/** As in AWS, one that is gone already is no error. */
export const deleteTopic: Operation<DeleteTopicInput, Record<string, never>> = {
  resources: aboutTopic,
  async handle({ TopicArn: arn }, context) {
    await change(context, { resources: [arn!] }, async (trx) => {
      const topic = await ownTopic(trx, arn!, context, lockTopic).catch(unlessGone);
      if (!topic) return;
      await dropTopic(trx, topic.arn);
      await forgetTags(trx, topic.arn);
    });
    return {};
  },
};

function unlessGone(error: unknown): undefined {
  if (error instanceof Fault && error.code === 'NotFound') return undefined;
  throw error;
}

export const listTopics: Operation<ListTopicsInput, ListTopicsResponse> = {
  async handle(request, context) {
    const { rows, nextToken } = await readPage(request, {
      operation: 'ListTopics',
      kind: 'string',
      read: ({ after, limit }) => readTopics(context.db, context, { after, limit }),
      keyOf: ({ name }) => name,
    });
    return { Topics: rows.map(({ name }) => ({ TopicArn: topicArn(context, name) })), NextToken: nextToken };
  },
};

export const getTopicAttributes: Operation<GetTopicAttributesInput, GetTopicAttributesResponse> = {
  resources: aboutTopic,
  async handle({ TopicArn: arn }, context) {
    const topic = await ownTopic(context.db, arn!, context);
    return { Attributes: topicAttributesShape(topic, await countSubscriptions(context.db, topic.arn)) };
  },
};

export const setTopicAttributes: Operation<SetTopicAttributesInput, Record<string, never>> = {
  resources: aboutTopic,
  async handle({ TopicArn: arn, AttributeName: name, AttributeValue: value = '' }, context) {
    const attributes = attributesIn({ [name!]: value });
    await change(context, { resources: [arn!], detail: { attributes } }, async (trx) => {
      const topic = await ownTopic(trx, arn!, context, lockTopic);
      await changeTopic(trx, topic.arn, attributes);
    });
    return {};
  },
};
