import type { GetTagsInput, GetTagsOutput } from '@aws-sdk/client-resource-groups';
import type { Operation } from '../../operation.ts';
import { listResourceTags } from '../../views/resource-tags.ts';
import { taggedFrame } from './group-tags.ts';
import { requireGroup } from './named-group.ts';

export const getTags: Operation<GetTagsInput, GetTagsOutput> = {
  ...taggedFrame,

  async handle({ Arn: arn }, context) {
    await requireGroup(arn!, context);
    const tags = await listResourceTags(context.db, arn!);
    return { Arn: arn, Tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])) };
  },
};
