import type {
  DescribeInternetGatewaysRequest,
  DescribeInternetGatewaysResult,
  InternetGateway,
} from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import type { Operation } from '../../../operation.ts';
import { INTERNET_GATEWAY } from '../ec2-ids.ts';
import { listRecords } from '../records/list-records.ts';
import { defaultInternetGateway, describeInternetGateway } from './internet-gateway-shape.ts';

export const describeInternetGateways: Operation<DescribeInternetGatewaysRequest, DescribeInternetGatewaysResult> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },

  async handle(request, context) {
    const { items, nextToken } = await listRecords<'internet-gateway', InternetGateway>(request, context, {
      operation: 'DescribeInternetGateways',
      kind: INTERNET_GATEWAY,
      ids: request.InternetGatewayIds,
      first: [defaultInternetGateway(context)],
      describe: describeInternetGateway,
      refFilters: ['attachment.vpc-id'],
      accessors,
      tagsOf: (gateway) => gateway.Tags,
    });
    return { InternetGateways: items, NextToken: nextToken };
  },
};

const accessors: Accessors<InternetGateway> = {
  'attachment.state': (gateway) => gateway.Attachments?.[0]?.State,
  'attachment.vpc-id': (gateway) => gateway.Attachments?.[0]?.VpcId,
  'internet-gateway-id': (gateway) => gateway.InternetGatewayId,
  'owner-id': (gateway) => gateway.OwnerId,
};
