import type { UntagInput, UntagOutput } from '@aws-sdk/client-resource-groups';
import type { Operation } from '../../operation.ts';
import { deleteTags } from '../../store/tag.ts';
import { change } from '../change.ts';
import { TAGS_PER_GROUP, taggedFrame } from './group-tags.ts';
import { lockGroup, requireGroup } from './named-group.ts';

/** Keys that the group does not have are no error. */
export const untag: Operation<UntagInput, UntagOutput> = {
  ...taggedFrame,
  constraints: { ...taggedFrame.constraints, Keys: { items: [0, TAGS_PER_GROUP] }, 'Keys[]': { length: [1, 128] } },

  async handle({ Arn: arn, Keys: keys }, context) {
    await requireGroup(arn!, context);
    await change(context, { resources: [arn!], detail: { keys } }, async (trx) => {
      await lockGroup(trx, arn!);
      const tags = keys!.map((key) => ({ key }));
      await deleteTags(trx, [arn!], tags);
    });
    return { Arn: arn, Keys: keys };
  },
};
