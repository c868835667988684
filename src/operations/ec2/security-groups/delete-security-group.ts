import type { DeleteSecurityGroupRequest, DeleteSecurityGroupResult } from '@aws-sdk/client-ec2';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { deleteSecurityGroupRow, lockSecurityGroups } from '../../../store/security-group.ts';
import { deleteAllTags } from '../../../store/tag.ts';
import { isGroupInUse, listSecurityGroupRules } from '../../../views/ec2/security-groups.ts';
import { change } from '../../change.ts';
import { ec2Arn, SECURITY_GROUP } from '../ec2-ids.ts';
import { groupArns, requireSecurityGroup } from './own-security-group.ts';

/** Deletes a group that no machine has and no rule of another group names. */
export const deleteSecurityGroup: Operation<DeleteSecurityGroupRequest, DeleteSecurityGroupResult> = {
  resources: groupArns,

  async handle(request, context) {
    const { group } = await requireSecurityGroup(context.db, context, request);
    if (group.name === 'default')
      throw new Fault('CannotDelete', `the specified group: "${group.id}" name: "default" cannot be deleted by a user`);
    await change(context, { resources: [ec2Arn(SECURITY_GROUP, group.id, context)] }, async (trx) => {
      await lockSecurityGroups(trx, [group.id]);
      await requireSecurityGroup(trx, context, { GroupId: group.id });
      if (await isGroupInUse(trx, group))
        throw new Fault('DependencyViolation', `resource ${group.id} has a dependent object`);
      const rules = await listSecurityGroupRules(trx, [group]);
      await deleteSecurityGroupRow(trx, group.id);
      await deleteAllTags(trx, [group.id, ...rules.map((rule) => rule.id)]);
    });
    return { Return: true, GroupId: group.id };
  },
};
