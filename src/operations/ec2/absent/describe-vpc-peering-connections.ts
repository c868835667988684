import type { DescribeVpcPeeringConnectionsRequest, DescribeVpcPeeringConnectionsResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { refuseNamed } from './refuse-named.ts';

/** VPCs are not peered here. */
export const describeVpcPeeringConnections: Operation<
  DescribeVpcPeeringConnectionsRequest,
  DescribeVpcPeeringConnectionsResult
> = {
  async handle({ VpcPeeringConnectionIds: ids }) {
    refuseNamed(ids, 'InvalidVpcPeeringConnectionID.NotFound', 'VPC peering connection');
    return { VpcPeeringConnections: [] };
  },
};
