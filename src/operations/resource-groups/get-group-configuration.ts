import type { GetGroupConfigurationInput, GetGroupConfigurationOutput } from '@aws-sdk/client-resource-groups';
import type { Operation } from '../../operation.ts';
import { configurationShape } from './group-shape.ts';
import { configurationOf, groupArnOf, groupFrame, requireGroup } from './named-group.ts';

export const getGroupConfiguration: Operation<GetGroupConfigurationInput, GetGroupConfigurationOutput> = {
  ...groupFrame,

  async handle(input, context) {
    const group = await requireGroup(groupArnOf(input, context), context);
    return { GroupConfiguration: configurationShape(configurationOf(group)) };
  },
};
