import type { DetachInternetGatewayRequest } from '@aws-sdk/client-ec2';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { kindsReferring, putRecord } from '../../../store/ec2-record.ts';
import { lockVpc } from '../../../store/vpc.ts';
import { change } from '../../change.ts';
import { ec2Arn, INTERNET_GATEWAY, VPC } from '../ec2-ids.ts';
import { requireVpc } from '../networks/own-network.ts';
import { blackhole, requireOwnGateway } from './own-routing.ts';

/** Takes a gateway off its VPC; the routes that led there lead nowhere then. */
export const detachInternetGateway: Operation<DetachInternetGatewayRequest, object> = {
  resources: ({ InternetGatewayId, VpcId }, scope) => [
    ec2Arn(INTERNET_GATEWAY, InternetGatewayId!, scope),
    ec2Arn(VPC, VpcId!, scope),
  ],

  async handle({ InternetGatewayId: id, VpcId: vpcId }, context) {
    const resources = [ec2Arn(INTERNET_GATEWAY, id!, context)];
    await change(context, { resources, detail: { vpcId } }, async (trx) => {
      await lockVpc(trx, vpcId!);
      await requireVpc(trx, context, vpcId!);
      const gateway = await requireOwnGateway(trx, context, id!);
      if (gateway.details.vpcId !== vpcId)
        throw new Fault('Gateway.NotAttached', `resource ${id} is not attached to network ${vpcId}`);
      if ((await kindsReferring(trx, context, [vpcId!])).includes('elastic-ip'))
        throw new Fault(
          'DependencyViolation',
          `Network ${vpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
        );
      await putRecord(trx, { ...gateway, details: {} });
      await blackhole(trx, context, id!);
    });
    return {};
  },
};
