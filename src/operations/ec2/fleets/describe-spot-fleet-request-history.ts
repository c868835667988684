import type {
  DescribeSpotFleetRequestHistoryRequest,
  DescribeSpotFleetRequestHistoryResponse,
  EventType,
} from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { ec2Arn, SPOT_FLEET } from '../ec2-ids.ts';
import { listFleetEvents } from './list-fleet-events.ts';

const names = {
  instance: 'instanceChange',
  fleet: 'fleetRequestChange',
  error: 'error',
  information: 'information',
} as const;

export const describeSpotFleetRequestHistory: Operation<
  DescribeSpotFleetRequestHistoryRequest,
  DescribeSpotFleetRequestHistoryResponse
> = {
  constraints: { MaxResults: { range: [1, 1000], integer: true }, EventType: { oneOf: Object.values(names) } },
  resources: ({ SpotFleetRequestId: id }, scope) => (id ? [ec2Arn(SPOT_FLEET, id, scope)] : []),

  async handle({ SpotFleetRequestId, EventType: eventType, ...request }, context) {
    const id = SpotFleetRequestId!;
    const operation = 'DescribeSpotFleetRequestHistory';
    const history = { id, kind: 'spot-fleet', operation, request, names, eventType } as const;
    return { SpotFleetRequestId: id, ...(await listFleetEvents<EventType>(history, context)) };
  },
};
