import type { UpdateGroupQueryInput, UpdateGroupQueryOutput } from '@aws-sdk/client-resource-groups';
import type { Operation } from '../../operation.ts';
import { updateResourceGroup } from '../../store/resource-group.ts';
import { change } from '../change.ts';
import { groupArnOf, groupFrame, lockGroup, queryOf, readLocked, requireGroup } from './named-group.ts';
import { keptQuery, queryConstraints, queryShape } from './resource-query.ts';

/** Replaces the query of a group by tags: a host resource group does not become one. */
export const updateGroupQuery: Operation<UpdateGroupQueryInput, UpdateGroupQueryOutput> = {
  ...groupFrame,
  constraints: { ...groupFrame.constraints, ...queryConstraints },

  async handle(input, context) {
    const query = keptQuery(input.ResourceQuery!);
    const { arn, name } = await requireGroup(groupArnOf(input, context), context);
    await change(context, { resources: [arn], detail: { query: query.text } }, async (trx) => {
      await lockGroup(trx, arn);
      queryOf(await readLocked(trx, arn));
      await updateResourceGroup(trx, arn, { query });
    });
    return { GroupQuery: { GroupName: name, ResourceQuery: queryShape(query.text) } };
  },
};
