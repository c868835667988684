import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  Tag,
  TagResourceRequest,
  TagResourceResponse,
  UntagResourceRequest,
  UntagResourceResponse,
} from '@aws-sdk/client-sns';
import type { Transaction } from 'kysely';
import type { Constraints } from '../../domain/constraints.ts';
import type { Scope } from '../../domain/decision.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import type { DB } from '../../store/schema.ts';
import { deleteAllTags, deleteTags, readTags, tagRows } from '../../store/tag.ts';
import { lockTopic } from '../../store/topic.ts';
import { addTags, MOST_TAGS } from '../add-tags.ts';
import { change } from '../change.ts';
import { invalid, ownTopic } from './own-topic.ts';

const characters = { pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u, form: 'letters, digits, spaces and _.:/=+-@' };

export const tagConstraints: Constraints = {
  Tags: { items: [0, MOST_TAGS] },
  'Tags[].Key': { length: [1, 128], ...characters },
  'Tags[].Value': { length: [0, 256], ...characters },
};

/** What the tags of a topic are kept under. */
export const tagged = (arn: string, { accountId, region }: Scope) => ({
  accountId,
  region,
  resourceId: arn,
  resourceType: 'topic',
});

export const forgetTags = (trx: Transaction<DB>, arn: string): Promise<void> => deleteAllTags(trx, [arn]);

export function readTopicTags(given: readonly Tag[] = []): Readonly<Record<string, string>> {
  const keys = given.map(({ Key }) => Key!);
  if (new Set(keys).size < keys.length) throw invalid('Tags: a key is given twice.');
  const reserved = keys.find((key) => /^aws:/i.test(key));
  if (reserved) throw invalid(`Tags: the key ${reserved} begins with aws:, which is reserved.`);
  return Object.fromEntries(given.map(({ Key, Value }) => [Key!, Value!]));
}

const about = ({ ResourceArn: arn }: { readonly ResourceArn?: string | undefined }): string[] => [arn!];

const tooMany = (count: number): Fault =>
  new Fault('TagLimitExceeded', `A topic can have ${MOST_TAGS} tags; with these it would have ${count}.`);

export const tagResource: Operation<TagResourceRequest, TagResourceResponse> = {
  resources: about,
  constraints: tagConstraints,
  async handle({ ResourceArn: arn, Tags }, context) {
    const tags = readTopicTags(Tags);
    await change(context, { resources: [arn!], detail: { tags } }, async (trx) => {
      await ownTopic(trx, arn!, context, lockTopic);
      await addTags(trx, { resourceId: arn!, tags: tagRows(tagged(arn!, context), tags) }, tooMany);
    });
    return {};
  },
};

export const untagResource: Operation<UntagResourceRequest, UntagResourceResponse> = {
  resources: about,
  constraints: { TagKeys: { items: [0, MOST_TAGS] }, 'TagKeys[]': { length: [1, 128] } },
  async handle({ ResourceArn: arn, TagKeys: keys }, context) {
    await change(context, { resources: [arn!], detail: { tagKeys: keys } }, async (trx) => {
      await ownTopic(trx, arn!, context, lockTopic);
      await deleteTags(
        trx,
        [arn!],
        keys!.map((key) => ({ key })),
      );
    });
    return {};
  },
};

export const listTagsForResource: Operation<ListTagsForResourceRequest, ListTagsForResourceResponse> = {
  resources: about,
  async handle({ ResourceArn: arn }, context) {
    await ownTopic(context.db, arn!, context);
    const tags = Object.entries(await readTags(context.db, arn!));
    return { Tags: tags.map(([Key, Value]) => ({ Key, Value })) };
  },
};
