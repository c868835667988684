import type { ModifyVpcAttributeRequest } from '@aws-sdk/client-ec2';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { lockVpc, updateVpc } from '../../../store/vpc.ts';
import { change } from '../../change.ts';
import { ec2Arn, VPC } from '../ec2-ids.ts';
import { refuseDefaultVpc, requireVpc } from './own-network.ts';

const MEMBERS = {
  EnableDnsHostnames: 'enableDnsHostnames',
  EnableDnsSupport: 'enableDnsSupport',
  EnableNetworkAddressUsageMetrics: 'enableNetworkAddressUsageMetrics',
} as const;

/** Changes one attribute. To set what is set already is no change, so that it is also allowed of the default VPC. */
export const modifyVpcAttribute: Operation<ModifyVpcAttributeRequest, object> = {
  resources: ({ VpcId }, scope) => [ec2Arn(VPC, VpcId!, scope)],

  async handle(request, context) {
    const { VpcId: id } = request;
    const given = Object.entries(MEMBERS).filter(([member]) => request[member as keyof typeof MEMBERS] !== undefined);
    const [member, attribute] = given[0] ?? [];
    if (given.length !== 1 || !member || !attribute)
      throw new Fault('InvalidParameterCombination', 'Give exactly one attribute of the VPC to be changed.');
    const value = request[member as keyof typeof MEMBERS]!.Value ?? false;
    await change(context, { resources: [ec2Arn(VPC, id!, context)], detail: { [attribute]: value } }, async (trx) => {
      await lockVpc(trx, id!);
      const vpc = await requireVpc(trx, context, id!);
      if (vpc[attribute] === value) return;
      refuseDefaultVpc(vpc, 'changed');
      await updateVpc(trx, { ...vpc, [attribute]: value });
    });
    return {};
  },
};
