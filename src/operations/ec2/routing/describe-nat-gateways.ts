import type { DescribeNatGatewaysRequest, DescribeNatGatewaysResult, NatGateway } from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import type { Operation } from '../../../operation.ts';
import { NAT_GATEWAY } from '../ec2-ids.ts';
import { listRecords } from '../records/list-records.ts';
import { describeNatGateway } from './nat-gateway-shape.ts';

export const describeNatGateways: Operation<DescribeNatGatewaysRequest, DescribeNatGatewaysResult> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },

  async handle({ Filter: Filters, NatGatewayIds, MaxResults, NextToken }, context) {
    const { items, nextToken } = await listRecords<'natgateway', NatGateway>(
      { Filters, MaxResults, NextToken },
      context,
      {
        operation: 'DescribeNatGateways',
        kind: NAT_GATEWAY,
        ids: NatGatewayIds,
        describe: (gateway, tags) => describeNatGateway(gateway, tags),
        accessors,
        tagsOf: (gateway) => gateway.Tags,
      },
    );
    return { NatGateways: items, NextToken: nextToken };
  },
};

const accessors: Accessors<NatGateway> = {
  'nat-gateway-id': (gateway) => gateway.NatGatewayId,
  state: (gateway) => gateway.State,
  'subnet-id': (gateway) => gateway.SubnetId,
  'vpc-id': (gateway) => gateway.VpcId,
};
