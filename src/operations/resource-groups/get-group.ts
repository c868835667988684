import type { GetGroupInput, GetGroupOutput } from '@aws-sdk/client-resource-groups';
import type { Operation } from '../../operation.ts';
import { groupShape } from './group-shape.ts';
import { groupArnOf, groupFrame, requireGroup } from './named-group.ts';

export const getGroup: Operation<GetGroupInput, GetGroupOutput> = {
  ...groupFrame,

  async handle(input, context) {
    return { Group: groupShape(await requireGroup(groupArnOf(input, context), context)) };
  },
};
