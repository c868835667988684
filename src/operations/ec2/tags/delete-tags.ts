import type { DeleteTagsRequest } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { deleteTags as deleteTagRows, deleteUserTags } from '../../../store/tag.ts';
import { change } from '../../change.ts';
import { checkTagKey } from './ec2-tags.ts';
import { checkAllThere, checkTaggable, lockTaggable, taggedArns } from './taggable-resources.ts';

/** Removes tags by key, or only those with the value where one is given; without tags, all that users set. */
export const deleteTags: Operation<DeleteTagsRequest, object> = {
  resources: taggedArns,
  constraints: { Resources: { items: [1, 1000] }, Tags: { items: [0, 1000] } },

  async handle(request, context) {
    const tags = (request.Tags ?? []).map(({ Key: key, Value: value }) => {
      checkTagKey(key);
      return { key, value };
    });
    const ids = checkTaggable(request.Resources!, context);
    await change(context, { resources: taggedArns(request, context), detail: { tags } }, async (trx) => {
      checkAllThere(ids, await lockTaggable(trx, context, ids));
      if (tags.length > 0) await deleteTagRows(trx, ids, tags);
      else await deleteUserTags(trx, ids);
    });
    return {};
  },
};
