import type { GetGroupQueryInput, GetGroupQueryOutput } from '@aws-sdk/client-resource-groups';
import type { Operation } from '../../operation.ts';
import { groupArnOf, groupFrame, queryOf, requireGroup } from './named-group.ts';
import { queryShape } from './resource-query.ts';

export const getGroupQuery: Operation<GetGroupQueryInput, GetGroupQueryOutput> = {
  ...groupFrame,

  async handle(input, context) {
    const group = await requireGroup(groupArnOf(input, context), context);
    return { GroupQuery: { GroupName: group.name, ResourceQuery: queryShape(queryOf(group)) } };
  },
};
