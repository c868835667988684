import type { DeleteInternetGatewayRequest } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { deleteRecords } from '../../../store/ec2-record.ts';
import { change } from '../../change.ts';
import { ec2Arn, INTERNET_GATEWAY } from '../ec2-ids.ts';
import { dependencyViolation, requireOwnGateway } from './own-routing.ts';

export const deleteInternetGateway: Operation<DeleteInternetGatewayRequest, object> = {
  resources: ({ InternetGatewayId }, scope) => [ec2Arn(INTERNET_GATEWAY, InternetGatewayId!, scope)],

  async handle({ InternetGatewayId: id }, context) {
    await change(context, { resources: [ec2Arn(INTERNET_GATEWAY, id!, context)] }, async (trx) => {
      const gateway = await requireOwnGateway(trx, context, id!);
      if (gateway.details.vpcId) throw dependencyViolation('internetGateway', id!);
      await deleteRecords(trx, [id!]);
    });
    return {};
  },
};
