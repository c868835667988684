import type { DescribeVpcEndpointsRequest, DescribeVpcEndpointsResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { refuseNamed } from './refuse-named.ts';

/** VPC endpoints are not made here. */
export const describeVpcEndpoints: Operation<DescribeVpcEndpointsRequest, DescribeVpcEndpointsResult> = {
  async handle({ VpcEndpointIds: ids }) {
    refuseNamed(ids, 'InvalidVpcEndpointId.NotFound', 'VPC endpoint');
    return { VpcEndpoints: [] };
  },
};
