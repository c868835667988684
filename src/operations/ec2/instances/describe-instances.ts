import type {
  DescribeInstancesRequest,
  DescribeInstancesResult,
  Instance as Ec2Instance,
  Reservation,
} from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { mapInSlices } from '../../../slices.ts';
import { ec2Arn, INSTANCE } from '../ec2-ids.ts';
import { withDetails } from './instance-details.ts';
import { type FilteredInstance, instanceFilters } from './instance-filters.ts';
import { instanceShaper } from './instance-shape.ts';
import { listInstances } from './list-instances.ts';

/** Instances by reservation, in the order they were launched. */
export const describeInstances: Operation<DescribeInstancesRequest, DescribeInstancesResult> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },
  resources: (_, scope) => [ec2Arn(INSTANCE, '*', scope)],

  async handle(request, context) {
    const shape = instanceShaper(context);
    const { items, nextToken } = await listInstances(request, context, {
      operation: 'DescribeInstances',
      details: true,
      itemsOf: (instances) => mapInSlices(instances, (instance) => ({ instance, shape: shape(instance) })),
      rules: instanceFilters,
    });
    return { Reservations: groupByReservation(items), NextToken: nextToken };
  },
};

function groupByReservation(items: readonly FilteredInstance[]): Reservation[] {
  const reservations = new Map<string, Reservation & { Instances: Ec2Instance[] }>();
  for (const { instance, shape } of items) {
    const { reservationId: ReservationId, accountId: OwnerId } = instance;
    const reservation = reservations.get(ReservationId) ?? { ReservationId, OwnerId, Groups: [], Instances: [] };
    reservations.set(ReservationId, reservation);
    reservation.Instances.push(withDetails(shape, instance));
  }
  return [...reservations.values()];
}
