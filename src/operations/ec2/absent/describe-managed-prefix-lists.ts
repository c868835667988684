import type { DescribeManagedPrefixListsRequest, DescribeManagedPrefixListsResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { refuseNamed } from './refuse-named.ts';

/** Prefix lists are neither made here nor given. */
export const describeManagedPrefixLists: Operation<
  DescribeManagedPrefixListsRequest,
  DescribeManagedPrefixListsResult
> = {
  async handle({ PrefixListIds: ids }) {
    refuseNamed(ids, 'InvalidPrefixListID.NotFound', 'prefix list');
    return { PrefixLists: [] };
  },
};
