import type {
  ClassicLinkDnsSupport,
  DescribeVpcClassicLinkDnsSupportRequest,
  DescribeVpcClassicLinkDnsSupportResult,
} from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { listVpcs, vpcKey } from '../../../views/ec2/vpcs.ts';
import { VPC } from '../ec2-ids.ts';
import { listById } from '../listing/list-by-id.ts';

/** As `describeVpcClassicLink`: no VPC has it. */
export const describeVpcClassicLinkDnsSupport: Operation<
  DescribeVpcClassicLinkDnsSupportRequest,
  DescribeVpcClassicLinkDnsSupportResult
> = {
  constraints: { MaxResults: { range: [5, 255], integer: true } },

  async handle(request, context) {
    const { items, nextToken } = await listById(request, {
      operation: 'DescribeVpcClassicLinkDnsSupport',
      kind: VPC,
      ids: request.VpcIds,
      read: (window) => listVpcs(context.db, context, window),
      keyOf: vpcKey,
      shapesOf: async (vpcs) =>
        vpcs.map(({ id }): ClassicLinkDnsSupport => ({ ClassicLinkDnsSupported: false, VpcId: id })),
      rules: { accessors: {} },
    });
    return { Vpcs: items, NextToken: nextToken };
  },
};
