import type { DescribeHostReservationsRequest, DescribeHostReservationsResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { refuseNamed } from './refuse-named.ts';

/** Hosts cost nothing here, so that none are reserved. */
export const describeHostReservations: Operation<DescribeHostReservationsRequest, DescribeHostReservationsResult> = {
  async handle({ HostReservationIdSet: ids }) {
    refuseNamed(ids, 'InvalidHostReservationId.NotFound', 'host reservation');
    return { HostReservationSet: [] };
  },
};
