import type { ActiveInstance, DescribeFleetInstancesRequest, DescribeFleetInstancesResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { ec2Arn, FLEET } from '../ec2-ids.ts';
import { filterItems } from '../listing/filter-items.ts';
import { listFleetInstances } from './list-fleet-instances.ts';

export const describeFleetInstances: Operation<DescribeFleetInstancesRequest, DescribeFleetInstancesResult> = {
  constraints: { MaxResults: { range: [1, 1000], integer: true } },
  resources: ({ FleetId: id }, scope) => (id ? [ec2Arn(FLEET, id, scope)] : []),

  async handle({ FleetId, Filters: filters, ...request }, context) {
    const id = FleetId!;
    const { items, nextToken } = await listFleetInstances(
      { id, kind: 'ec2-fleet', operation: 'DescribeFleetInstances', request },
      context,
    );
    return { FleetId: id, ActiveInstances: await filterItems(items, filters, { accessors }), NextToken: nextToken };
  },
};

const accessors = { 'instance-type': (instance: ActiveInstance) => instance.InstanceType };
