import type { RemoveTagsFromResourceRequest, RemoveTagsFromResourceResult } from '@aws-sdk/client-ssm';
import { machineArn } from '../../domain/managed-instances/machine-id.ts';
import type { Operation } from '../../operation.ts';
import { queue } from '../../store/job.ts';
import { lockManagedInstance } from '../../store/managed-instance.ts';
import { deleteTags } from '../../store/tag.ts';
import { change } from '../change.ts';
import { taggedFrame, taggedServer, unknownServer } from './tagged-resource.ts';

export const removeTagsFromResource: Operation<RemoveTagsFromResourceRequest, RemoveTagsFromResourceResult> = {
  resources: taggedFrame.resources,
  constraints: { ...taggedFrame.constraints, 'TagKeys[]': { length: [1, 128] } },
  async handle(request, context) {
    const { accountId, region } = context;
    const id = taggedServer(request);
    const keys = request.TagKeys!;
    const record = { resources: [machineArn(id, context)], detail: { tagKeys: keys } };
    await change(context, record, async (trx) => {
      if (!(await lockManagedInstance(trx, { accountId, region, instanceId: id }))) throw unknownServer(id);
      await deleteTags(
        trx,
        [id],
        keys.map((key) => ({ key })),
      );
      await queue(trx, [{ task: 'match-server', payload: { instanceId: id } }]);
    });
    return {};
  },
};
