import type { AttachInternetGatewayRequest } from '@aws-sdk/client-ec2';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { lockRecords, putRecord } from '../../../store/ec2-record.ts';
import { lockVpc } from '../../../store/vpc.ts';
import { change } from '../../change.ts';
import { ec2Arn, INTERNET_GATEWAY, VPC } from '../ec2-ids.ts';
import { refuseDefaultVpc, requireVpc } from '../networks/own-network.ts';
import { requireOwnGateway } from './own-routing.ts';

export const attachInternetGateway: Operation<AttachInternetGatewayRequest, object> = {
  resources: ({ InternetGatewayId, VpcId }, scope) => [
    ec2Arn(INTERNET_GATEWAY, InternetGatewayId!, scope),
    ec2Arn(VPC, VpcId!, scope),
  ],

  async handle({ InternetGatewayId: id, VpcId: vpcId }, context) {
    const resources = [ec2Arn(INTERNET_GATEWAY, id!, context)];
    await change(context, { resources, detail: { vpcId } }, async (trx) => {
      await lockVpc(trx, vpcId!);
      refuseDefaultVpc(await requireVpc(trx, context, vpcId!), 'changed');
      const gateway = await requireOwnGateway(trx, context, id!);
      const { vpcId: attachedTo } = gateway.details;
      if (attachedTo)
        throw new Fault('Resource.AlreadyAssociated', `resource ${id} is already attached to network ${attachedTo}`);
      const others = await lockRecords(trx, context, { kind: 'internet-gateway', refs: [vpcId!] });
      if (others.length > 0)
        throw new Fault('InvalidParameterValue', `Network ${vpcId} already has an internet gateway attached`);
      await putRecord(trx, { ...gateway, details: { vpcId } });
    });
    return {};
  },
};
