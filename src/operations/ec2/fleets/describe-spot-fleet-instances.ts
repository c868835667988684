import type { DescribeSpotFleetInstancesRequest, DescribeSpotFleetInstancesResponse } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { ec2Arn, SPOT_FLEET } from '../ec2-ids.ts';
import { listFleetInstances } from './list-fleet-instances.ts';

export const describeSpotFleetInstances: Operation<
  DescribeSpotFleetInstancesRequest,
  DescribeSpotFleetInstancesResponse
> = {
  constraints: { MaxResults: { range: [1, 1000], integer: true } },
  resources: ({ SpotFleetRequestId: id }, scope) => (id ? [ec2Arn(SPOT_FLEET, id, scope)] : []),

  async handle({ SpotFleetRequestId, ...request }, context) {
    const id = SpotFleetRequestId!;
    const operation = 'DescribeSpotFleetInstances';
    const { items, nextToken } = await listFleetInstances({ id, kind: 'spot-fleet', operation, request }, context);
    return { SpotFleetRequestId: id, ActiveInstances: items, NextToken: nextToken };
  },
};
