import type { CreateInternetGatewayRequest, CreateInternetGatewayResult } from '@aws-sdk/client-ec2';
import { idFromSeed } from '../../../domain/ids.ts';
import type { Operation } from '../../../operation.ts';
import { change } from '../../change.ts';
import { ec2Arn, INTERNET_GATEWAY } from '../ec2-ids.ts';
import { newRecord, putTagged } from '../records/own-record.ts';
import { tagList, tagsFor } from '../tags/ec2-tags.ts';
import { describeInternetGateway } from './internet-gateway-shape.ts';

export const createInternetGateway: Operation<CreateInternetGatewayRequest, CreateInternetGatewayResult> = {
  async handle(request, context) {
    const tags = tagsFor(request.TagSpecifications, 'internet-gateway');
    const id = idFromSeed('igw', context.requestId);
    const gateway = newRecord(context, 'internet-gateway', { id, details: {} });
    const resources = [ec2Arn(INTERNET_GATEWAY, id, context)];
    await change(context, { resources }, (trx) => putTagged(trx, gateway, tags));
    return { InternetGateway: describeInternetGateway(gateway, tagList(tags)) };
  },
};
