import type { DescribeReservedInstancesRequest, DescribeReservedInstancesResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { refuseNamed } from './refuse-named.ts';

/** Machines cost nothing here, so that none are reserved. */
export const describeReservedInstances: Operation<DescribeReservedInstancesRequest, DescribeReservedInstancesResult> = {
  async handle({ ReservedInstancesIds: ids }) {
    refuseNamed(ids, 'InvalidReservedInstancesId', 'Reserved Instance');
    return { ReservedInstances: [] };
  },
};
