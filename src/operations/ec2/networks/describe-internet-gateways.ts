import type {
  DescribeInternetGatewaysRequest,
  DescribeInternetGatewaysResult,
  InternetGateway,
} from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import { fittingsOf, type Vpc } from '../../../domain/networks/vpc.ts';
import type { Operation } from '../../../operation.ts';
import { plainKind } from '../ec2-ids.ts';
import { listFittings } from '../instances/list-fittings.ts';

const INTERNET_GATEWAY = plainKind(
  ['internet-gateway', 'igw', 'internetGateway ID'],
  ['InvalidInternetGatewayID.NotFound', 'InvalidInternetGatewayId.Malformed'],
);

/** The default VPC has an internet gateway, and no other VPC has. */
export const describeInternetGateways: Operation<DescribeInternetGatewaysRequest, DescribeInternetGatewaysResult> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },

  async handle(request, context) {
    const { items, nextToken } = await listFittings(request, context, {
      operation: 'DescribeInternetGateways',
      kind: INTERNET_GATEWAY,
      ids: request.InternetGatewayIds,
      idOf: (gateway) => gateway.InternetGatewayId!,
      describe,
      accessors,
    });
    return { InternetGateways: items, NextToken: nextToken };
  },
};

function describe(vpc: Vpc): InternetGateway[] {
  const { internetGatewayId: InternetGatewayId } = fittingsOf(vpc);
  if (!InternetGatewayId) return [];
  const Attachments = [{ State: 'available' as 'attached', VpcId: vpc.id }]; // EC2 says so, beside its own list of states
  return [{ Attachments, InternetGatewayId, OwnerId: vpc.accountId, Tags: [] }];
}

const accessors: Accessors<InternetGateway> = {
  'attachment.state': (gateway) => gateway.Attachments?.[0]?.State,
  'attachment.vpc-id': (gateway) => gateway.Attachments?.[0]?.VpcId,
  'internet-gateway-id': (gateway) => gateway.InternetGatewayId,
  'owner-id': (gateway) => gateway.OwnerId,
};
