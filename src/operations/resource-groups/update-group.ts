import type { UpdateGroupInput, UpdateGroupOutput } from '@aws-sdk/client-resource-groups';
import type { Operation } from '../../operation.ts';
import { updateResourceGroup } from '../../store/resource-group.ts';
import { change } from '../change.ts';
import { checkNoApplication, descriptionConstraint } from './application-settings.ts';
import { groupShape } from './group-shape.ts';
import { groupArnOf, groupFrame, lockGroup, requireGroup } from './named-group.ts';

/** Changes the description, which is all that a group has beside its name and configuration. */
export const updateGroup: Operation<UpdateGroupInput, UpdateGroupOutput> = {
  ...groupFrame,
  constraints: { ...groupFrame.constraints, Description: descriptionConstraint },

  async handle(input, context) {
    checkNoApplication(input);
    const group = await requireGroup(groupArnOf(input, context), context);
    const { Description: description = group.description ?? undefined } = input;
    await change(context, { resources: [group.arn], detail: { description } }, async (trx) => {
      await lockGroup(trx, group.arn);
      await updateResourceGroup(trx, group.arn, { description });
    });
    return { Group: groupShape({ ...group, description }) };
  },
};
