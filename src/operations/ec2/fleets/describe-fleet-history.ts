import type { DescribeFleetHistoryRequest, DescribeFleetHistoryResult, FleetEventType } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { ec2Arn, FLEET } from '../ec2-ids.ts';
import { listFleetEvents } from './list-fleet-events.ts';

const names = {
  instance: 'instance-change',
  fleet: 'fleet-change',
  error: 'service-error',
  information: 'service-error',
} as const;

export const describeFleetHistory: Operation<DescribeFleetHistoryRequest, DescribeFleetHistoryResult> = {
  constraints: {
    MaxResults: { range: [1, 1000], integer: true },
    EventType: { oneOf: ['instance-change', 'fleet-change', 'service-error'] },
  },
  resources: ({ FleetId: id }, scope) => (id ? [ec2Arn(FLEET, id, scope)] : []),

  async handle({ FleetId, EventType: eventType, ...request }, context) {
    const id = FleetId!;
    const history = { id, kind: 'ec2-fleet', operation: 'DescribeFleetHistory', request, names, eventType } as const;
    return { FleetId: id, ...(await listFleetEvents<FleetEventType>(history, context)) };
  },
};
