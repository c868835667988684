import type { DeleteVpcRequest } from '@aws-sdk/client-ec2';
import { fittingsOf } from '../../../domain/networks/vpc.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { deleteRecords, kindsReferring, lockRecords } from '../../../store/ec2-record.ts';
import { deleteSecurityGroupRow } from '../../../store/security-group.ts';
import { deleteAllTags } from '../../../store/tag.ts';
import { deleteVpcRow, lockVpc } from '../../../store/vpc.ts';
import { isGroupInUse, listSecurityGroupRules, listSecurityGroups } from '../../../views/ec2/security-groups.ts';
import { listSubnetsOf } from '../../../views/ec2/vpcs.ts';
import { change } from '../../change.ts';
import { ec2Arn, VPC } from '../ec2-ids.ts';
import { refuseDefaultVpc, requireVpc } from './own-network.ts';

/** Deletes a VPC that has nothing but the security group and the route table that came with it. */
export const deleteVpc: Operation<DeleteVpcRequest, object> = {
  resources: ({ VpcId }, scope) => [ec2Arn(VPC, VpcId!, scope)],

  async handle({ VpcId: id }, context) {
    await change(context, { resources: [ec2Arn(VPC, id!, context)] }, async (trx) => {
      await lockVpc(trx, id!);
      const vpc = await requireVpc(trx, context, id!);
      refuseDefaultVpc(vpc, 'deleted');
      const groups = (await listSecurityGroups(trx, context)).filter((group) => group.vpcId === id);
      const own = groups.find((group) => group.id === fittingsOf(vpc).securityGroupId)!;
      const hasSubnets = (await listSubnetsOf(trx, context, [id!])).length > 0;
      const tables = await lockRecords(trx, context, { kind: 'route-table', refs: [id!] });
      const others = (await kindsReferring(trx, context, [id!])).filter((kind) => kind !== 'route-table');
      if (hasSubnets || groups.length > 1 || tables.length > 1 || others.length > 0 || (await isGroupInUse(trx, own)))
        throw new Fault('DependencyViolation', `The vpc '${id}' has dependencies and cannot be deleted.`);
      const rules = await listSecurityGroupRules(trx, [own]);
      await deleteSecurityGroupRow(trx, own.id);
      await deleteRecords(
        trx,
        tables.map((table) => table.id),
      );
      await deleteVpcRow(trx, id!);
      await deleteAllTags(trx, [id!, own.id, ...rules.map((rule) => rule.id)]);
    });
    return {};
  },
};
