import type {
  DescribeInstancesRequest,
  DescribeInstancesResult,
  Instance as Ec2Instance,
  Reservation,
} from '@aws-sdk/client-ec2';
import type { Operation, RequestContext } from '../../../operation.ts';
import { mapInSlices } from '../../../slices.ts';
import type { ListedInstance } from '../../../views/ec2/instances.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { ec2Arn, INSTANCE } from '../ec2-ids.ts';
import { addDetails } from './instance-details.ts';
import { type FilteredInstance, instanceFilters } from './instance-filters.ts';
import { instanceShaper } from './instance-shape.ts';
import { listInstances } from './list-instances.ts';

/** Instances by reservation, in the order they were launched. */
export const describeInstances: Operation<DescribeInstancesRequest, DescribeInstancesResult> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },
  resources: (_, scope) => [ec2Arn(INSTANCE, '*', scope)],

  async handle(request, context) {
    const byTag = request.Filters?.some((filter) => filter.Name?.startsWith('tag')) ?? false;
    const { items, nextToken } = await listInstances(request, context, {
      operation: 'DescribeInstances',
      itemsOf: (instances) => filteredInstances(instances, byTag, context),
      rules: instanceFilters,
    });
    const shapes = items.map((item) => item.shape);
    return { Reservations: groupByReservation(items, await addDetails(shapes, context)), NextToken: nextToken };
  },
};

/** Tags are read for what is still to be filtered by them only, and licenses once the page is known. */
async function filteredInstances(instances: readonly ListedInstance[], byTag: boolean, context: RequestContext) {
  const ids = byTag ? instances.map((instance) => instance.id) : [];
  const tags = await readTags(context.db, ids);
  const shape = instanceShaper(context);
  return mapInSlices(instances, (instance): FilteredInstance => {
    return { instance, shape: shape(instance), tags: tags.get(instance.id) ?? [] };
  });
}

function groupByReservation(items: readonly FilteredInstance[], described: readonly Ec2Instance[]): Reservation[] {
  const reservations = new Map<string, Reservation & { Instances: Ec2Instance[] }>();
  for (const [index, { instance }] of items.entries()) {
    const { reservationId: ReservationId, accountId: OwnerId } = instance;
    const reservation = reservations.get(ReservationId) ?? { ReservationId, OwnerId, Groups: [], Instances: [] };
    reservations.set(ReservationId, reservation);
    reservation.Instances.push(described[index]!);
  }
  return [...reservations.values()];
}
