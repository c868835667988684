import type { ListTagsForResourceRequest, ListTagsForResourceResult } from '@aws-sdk/client-ssm';
import type { Operation } from '../../operation.ts';
import { listResourceTags } from '../../views/resource-tags.ts';
import { findManagedInstance } from '../../views/ssm/managed-instances.ts';
import { taggedFrame, taggedServer, unknownServer } from './tagged-resource.ts';

export const listTagsForResource: Operation<ListTagsForResourceRequest, ListTagsForResourceResult> = {
  ...taggedFrame,
  async handle(request, context) {
    const id = taggedServer(request);
    if (!(await findManagedInstance(context.db, context, id))) throw unknownServer(id);
    const tags = await listResourceTags(context.db, id);
    return { TagList: tags.map(({ key, value }) => ({ Key: key, Value: value })) };
  },
};
