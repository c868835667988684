import type { TagInput, TagOutput } from '@aws-sdk/client-resource-groups';
import type { Operation } from '../../operation.ts';
import { putTags, readLargestTagCount } from '../../store/tag.ts';
import { change } from '../change.ts';
import { groupTagRows, TAGS_PER_GROUP, taggedFrame, tooManyTags } from './group-tags.ts';
import { lockGroup, requireGroup } from './named-group.ts';

/** Sets tags of a group; the lock makes the limit hold for tags set at once. */
export const tag: Operation<TagInput, TagOutput> = {
  ...taggedFrame,

  async handle({ Arn: arn, Tags: tags }, context) {
    await requireGroup(arn!, context);
    const rows = groupTagRows(arn!, tags, context);
    await change(context, { resources: [arn!], detail: { tags } }, async (trx) => {
      await lockGroup(trx, arn!);
      await putTags(trx, rows);
      const count = await readLargestTagCount(trx, [arn!]);
      if (count > TAGS_PER_GROUP) throw tooManyTags(count);
    });
    return { Arn: arn, Tags: tags };
  },
};
