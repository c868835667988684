import type {
  DescribeHostReservationOfferingsRequest,
  DescribeHostReservationOfferingsResult,
} from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { refuseNamed } from './refuse-named.ts';

/** Hosts cost nothing here, so that none can be reserved. */
export const describeHostReservationOfferings: Operation<
  DescribeHostReservationOfferingsRequest,
  DescribeHostReservationOfferingsResult
> = {
  async handle({ OfferingId: id }) {
    refuseNamed(id ? [id] : [], 'InvalidHostReservationOfferingId.NotFound', 'offering');
    return { OfferingSet: [] };
  },
};
