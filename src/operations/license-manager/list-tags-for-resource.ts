import type { ListTagsForResourceRequest, ListTagsForResourceResponse } from '@aws-sdk/client-license-manager';
import type { Operation } from '../../operation.ts';
import { listResourceTags } from '../../views/resource-tags.ts';
import { arnConstraint } from './named-license.ts';
import { taggedResource } from './tagged-resource.ts';

export const listTagsForResource: Operation<ListTagsForResourceRequest, ListTagsForResourceResponse> = {
  resources: ({ ResourceArn: arn }) => [arn!],
  constraints: { ResourceArn: arnConstraint },

  async handle({ ResourceArn: arn }, context) {
    const { id } = await taggedResource(arn!, context);
    const tags = await listResourceTags(context.db, id);
    return { Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) };
  },
};
