import type { ModifyVpcTenancyRequest, ModifyVpcTenancyResult } from '@aws-sdk/client-ec2';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { lockVpc, updateVpc } from '../../../store/vpc.ts';
import { change } from '../../change.ts';
import { ec2Arn, VPC } from '../ec2-ids.ts';
import { requireVpc } from './own-network.ts';

/** From `dedicated` to `default`, and never back; machines that are there stay as they are (API reference). */
export const modifyVpcTenancy: Operation<ModifyVpcTenancyRequest, ModifyVpcTenancyResult> = {
  resources: ({ VpcId }, scope) => [ec2Arn(VPC, VpcId!, scope)],

  async handle({ VpcId: id, InstanceTenancy: tenancy }, context) {
    if (tenancy !== 'default')
      throw new Fault(
        'UnsupportedTenancy',
        `The tenancy value ${tenancy} is not supported: the tenancy of a VPC can be changed to default only.`,
      );
    const record = { resources: [ec2Arn(VPC, id!, context)], detail: { instanceTenancy: tenancy } };
    await change(context, record, async (trx) => {
      await lockVpc(trx, id!);
      const vpc = await requireVpc(trx, context, id!);
      if (vpc.instanceTenancy !== tenancy) await updateVpc(trx, { ...vpc, instanceTenancy: tenancy });
    });
    return { ReturnValue: true };
  },
};
