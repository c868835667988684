import type { DescribeAddressesAttributeRequest, DescribeAddressesAttributeResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { ADDRESS } from '../ec2-ids.ts';
import { listRecords } from '../records/list-records.ts';

/** Reverse DNS names, which no address has: those that are named are told, without one. */
export const describeAddressesAttribute: Operation<
  DescribeAddressesAttributeRequest,
  DescribeAddressesAttributeResult
> = {
  constraints: { MaxResults: { range: [1, 1000], integer: true }, Attribute: { oneOf: ['domain-name'] } },

  async handle({ AllocationIds: ids, MaxResults, NextToken }, context) {
    const { items, nextToken } = await listRecords<'elastic-ip', { PublicIp: string; AllocationId: string }>(
      { MaxResults, NextToken },
      context,
      {
        operation: 'DescribeAddressesAttribute',
        kind: ADDRESS,
        ids,
        describe: ({ id, details }) => ({ PublicIp: details.publicIp, AllocationId: id }),
        accessors: {},
        tagsOf: () => [],
      },
    );
    return { Addresses: items, NextToken: nextToken };
  },
};
