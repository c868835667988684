import type { DescribeCapacityReservationsRequest, DescribeCapacityReservationsResult } from '@aws-sdk/client-ec2';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';

/** There is always room for a machine, so there is none to reserve. */
export const describeCapacityReservations: Operation<
  DescribeCapacityReservationsRequest,
  DescribeCapacityReservationsResult
> = {
  async handle({ CapacityReservationIds: [id] = [] }) {
    if (id) throw noCapacityReservation(id);
    return { CapacityReservations: [] };
  },
};

export const noCapacityReservation = (id: string): Fault =>
  new Fault('InvalidCapacityReservationId.NotFound', `The capacity reservation '${id}' does not exist.`);
