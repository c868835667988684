import type { UntagResourceRequest, UntagResourceResponse } from '@aws-sdk/client-license-manager';
import type { Operation } from '../../operation.ts';
import { deleteTags } from '../../store/tag.ts';
import { change } from '../change.ts';
import { TAGS_PER_RESOURCE } from './license-tags.ts';
import { arnConstraint } from './named-license.ts';
import { taggedResource } from './tagged-resource.ts';

/** Keys that the resource does not have are no error. */
export const untagResource: Operation<UntagResourceRequest, UntagResourceResponse> = {
  resources: ({ ResourceArn: arn }) => [arn!],
  constraints: {
    ResourceArn: arnConstraint,
    TagKeys: { items: [0, TAGS_PER_RESOURCE] },
    'TagKeys[]': { length: [1, 128] },
  },

  async handle({ ResourceArn: arn, TagKeys: keys }, context) {
    const resource = await taggedResource(arn!, context);
    await change(context, { resources: [arn!], detail: { keys } }, async (trx) => {
      await resource.lock(trx);
      const tags = keys!.map((key) => ({ key }));
      await deleteTags(trx, [resource.id], tags);
    });
    return {};
  },
};
