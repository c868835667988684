import type { CreateTagsRequest } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { putTags, readLargestTagCount, tagRows } from '../../../store/tag.ts';
import { change } from '../../change.ts';
import { checkTagCount, tagRecord } from './ec2-tags.ts';
import { checkAllThere, checkTaggable, lockTaggable, taggedArns } from './taggable-resources.ts';

/** Tags all of the resources, or none where one of them cannot be. */
export const createTags: Operation<CreateTagsRequest, object> = {
  resources: taggedArns,
  constraints: { Resources: { items: [1, 1000] }, Tags: { items: [1, 1000] } },

  async handle(request, context) {
    const { accountId, region } = context;
    const tags = tagRecord(request.Tags!);
    const ids = checkTaggable(request.Resources!, context);
    await change(context, { resources: taggedArns(request, context), detail: { tags } }, async (trx) => {
      const types = await lockTaggable(trx, context, ids);
      checkAllThere(ids, types);
      const rows = [...types].flatMap(([resourceId, resourceType]) =>
        tagRows({ accountId, region, resourceId, resourceType }, tags),
      );
      await putTags(trx, rows);
      checkTagCount(await readLargestTagCount(trx, ids));
    });
    return {};
  },
};
