import type {
  AddTagsToResourceMessage,
  ListTagsForResourceMessage,
  RemoveTagsFromResourceMessage,
  TagListMessage,
} from '@aws-sdk/client-rds';
import type { Kysely } from 'kysely';
import type { Operation, RequestContext } from '../../operation.ts';
import { findDbInstance } from '../../store/db-instance.ts';
import { findOptionGroup } from '../../store/option-group.ts';
import type { DB } from '../../store/schema.ts';
import { deleteTags, readTags, tagRows } from '../../store/tag.ts';
import { addTags, MOST_TAGS } from '../add-tags.ts';
import { change } from '../change.ts';
import { invalidValue } from './database-terms.ts';
import { noDatabase, noOptionGroup, parseRdsArn, tagConstraints } from './named-database.ts';

type Scope = Pick<RequestContext, 'accountId' | 'region'>;

/** What the tags of the resource of an ARN are kept under. Faults where there is no such resource. */
async function taggedResource(db: Kysely<DB>, scope: Scope, arn: string) {
  const { accountId, region } = scope;
  const named = parseRdsArn(arn, scope);
  if (!named)
    throw invalidValue(`Invalid resource name: ${arn}; expected the ARN of a DB instance or an option group.`);
  if (named.kind === 'og') {
    if (!(await findOptionGroup(db, scope, named.name))) throw noOptionGroup(named.name);
    return { accountId, region, resourceId: arn, resourceType: 'og' };
  }
  const database = await findDbInstance(db, { accountId, region, identifier: named.name.toLowerCase() });
  if (!database) throw noDatabase(named.name);
  return { accountId, region, resourceId: database.dbiResourceId, resourceType: 'db' };
}

const tooMany = (count: number) =>
  invalidValue(`A resource can have ${MOST_TAGS} tags; with these it would have ${count}.`);

export const addTagsToResource: Operation<AddTagsToResourceMessage, Record<string, never>> = {
  resources: ({ ResourceName }) => [ResourceName!],
  constraints: tagConstraints,
  async handle({ ResourceName, Tags = [] }, context) {
    const tags = Object.fromEntries(Tags.map(({ Key, Value = '' }) => [Key!, Value]));
    await change(context, { resources: [ResourceName!], detail: { tags } }, async (trx) => {
      const resource = await taggedResource(trx, context, ResourceName!);
      await addTags(trx, { resourceId: resource.resourceId, tags: tagRows(resource, tags) }, tooMany);
    });
    return {};
  },
};

export const removeTagsFromResource: Operation<RemoveTagsFromResourceMessage, Record<string, never>> = {
  resources: ({ ResourceName }) => [ResourceName!],
  constraints: { 'TagKeys[]': { length: [1, 128] } },
  async handle({ ResourceName, TagKeys = [] }, context) {
    await change(context, { resources: [ResourceName!], detail: { tagKeys: TagKeys } }, async (trx) => {
      const { resourceId } = await taggedResource(trx, context, ResourceName!);
      await deleteTags(
        trx,
        [resourceId],
        TagKeys.map((key) => ({ key })),
      );
    });
    return {};
  },
};

export const listTagsForResource: Operation<ListTagsForResourceMessage, TagListMessage> = {
  resources: ({ ResourceName }) => [ResourceName!],
  async handle({ ResourceName }, context) {
    const { resourceId } = await taggedResource(context.db, context, ResourceName!);
    const tags = Object.entries(await readTags(context.db, resourceId));
    return { TagList: tags.map(([Key, Value]) => ({ Key, Value })) };
  },
};
