import type { DescribePrefixListsRequest, DescribePrefixListsResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { refuseNamed } from './refuse-named.ts';

/** There are no gateway endpoints here that services have address ranges for. */
export const describePrefixLists: Operation<DescribePrefixListsRequest, DescribePrefixListsResult> = {
  async handle({ PrefixListIds: ids }) {
    refuseNamed(ids, 'InvalidPrefixListId.NotFound', 'prefix list');
    return { PrefixLists: [] };
  },
};
