import type { DeleteGroupInput, DeleteGroupOutput } from '@aws-sdk/client-resource-groups';
import type { Operation } from '../../operation.ts';
import { deleteResourceGroup } from '../../store/resource-group.ts';
import { change } from '../change.ts';
import { groupShape } from './group-shape.ts';
import { badRequest, groupArnOf, groupFrame, lockGroup, requireGroup } from './named-group.ts';

/** Deletes an empty group; deletion protection is part of every host resource group. */
export const deleteGroup: Operation<DeleteGroupInput, DeleteGroupOutput> = {
  ...groupFrame,

  async handle(input, context) {
    const group = await requireGroup(groupArnOf(input, context), context);
    await change(context, { resources: [group.arn] }, async (trx) => {
      const { hostFamilies } = await lockGroup(trx, group.arn);
      if (hostFamilies.length > 0)
        throw badRequest(
          `The group ${group.name} has ${hostFamilies.length} host(s); take them out or release them first.`,
        );
      await deleteResourceGroup(trx, group.arn);
    });
    return { Group: groupShape(group) };
  },
};
