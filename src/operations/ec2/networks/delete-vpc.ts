import type { DeleteVpcRequest } from '@aws-sdk/client-ec2';
import { fittingsOf } from '../../../domain/networks/vpc.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { deleteSecurityGroupRow } from '../../../store/security-group.ts';
import { deleteAllTags } from '../../../store/tag.ts';
import { deleteVpcRow, lockVpc } from '../../../store/vpc.ts';
import { isGroupInUse, listSecurityGroupRules, listSecurityGroups } from '../../../views/ec2/security-groups.ts';
import { listSubnets } from '../../../views/ec2/vpcs.ts';
import { change } from '../../change.ts';
import { ec2Arn, VPC } from '../ec2-ids.ts';
import { refuseDefaultVpc, requireVpc } from './own-network.ts';

/** Deletes a VPC that has no subnets and no security groups but the one that came with it. */
export const deleteVpc: Operation<DeleteVpcRequest, object> = {
  resources: ({ VpcId }, scope) => [ec2Arn(VPC, VpcId!, scope)],

  async handle({ VpcId: id }, context) {
    await change(context, { resources: [ec2Arn(VPC, id!, context)] }, async (trx) => {
      await lockVpc(trx, id!);
      const vpc = await requireVpc(trx, context, id!);
      refuseDefaultVpc(vpc, 'deleted');
      const groups = (await listSecurityGroups(trx, context)).filter((group) => group.vpcId === id);
      const own = groups.find((group) => group.id === fittingsOf(vpc).securityGroupId)!;
      const hasSubnets = (await listSubnets(trx, context)).some((subnet) => subnet.vpcId === id);
      if (hasSubnets || groups.length > 1 || (await isGroupInUse(trx, own)))
        throw new Fault('DependencyViolation', `The vpc '${id}' has dependencies and cannot be deleted.`);
      const rules = await listSecurityGroupRules(trx, [own]);
      await deleteSecurityGroupRow(trx, own.id);
      await deleteVpcRow(trx, id!);
      await deleteAllTags(trx, [id!, own.id, ...rules.map((rule) => rule.id)]);
    });
    return {};
  },
};
