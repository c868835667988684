import type { AddTagsToResourceRequest, AddTagsToResourceResult } from '@aws-sdk/client-ssm';
import { machineArn } from '../../domain/managed-instances/machine-id.ts';
import type { Operation } from '../../operation.ts';
import { queue } from '../../store/job.ts';
import { lockManagedInstance } from '../../store/managed-instance.ts';
import { putTags, readLargestTagCount } from '../../store/tag.ts';
import { change } from '../change.ts';
import { ssmTagRows, TAGS_PER_RESOURCE, tagConstraints, tooManyTags } from './ssm-tags.ts';
import { taggedFrame, taggedServer, unknownServer } from './tagged-resource.ts';

/** The lock makes the limit hold for tags that are set at once. */
export const addTagsToResource: Operation<AddTagsToResourceRequest, AddTagsToResourceResult> = {
  resources: taggedFrame.resources,
  constraints: { ...taggedFrame.constraints, ...tagConstraints },
  async handle(request, context) {
    const { accountId, region } = context;
    const id = taggedServer(request);
    const tags = ssmTagRows({ accountId, region, resourceId: id, resourceType: 'managed-instance' }, request.Tags);
    const record = { resources: [machineArn(id, context)], detail: { tags: request.Tags } };
    await change(context, record, async (trx) => {
      if (!(await lockManagedInstance(trx, { accountId, region, instanceId: id }))) throw unknownServer(id);
      await putTags(trx, tags);
      const count = await readLargestTagCount(trx, [id]);
      if (count > TAGS_PER_RESOURCE) throw tooManyTags(count);
      await queue(trx, [{ task: 'match-server', payload: { instanceId: id } }]);
    });
    return {};
  },
};
