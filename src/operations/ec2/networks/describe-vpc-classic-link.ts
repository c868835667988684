import type { DescribeVpcClassicLinkRequest, DescribeVpcClassicLinkResult, VpcClassicLink } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { listVpcs, vpcKey } from '../../../views/ec2/vpcs.ts';
import { VPC } from '../ec2-ids.ts';
import { listById } from '../listing/list-by-id.ts';

/**
 * No VPC is linked to EC2-Classic, which AWS retired. Ansible asks it of every VPC that it makes. The list has no pages
 * in EC2's model, and ends after 1,000 where no ids are named.
 */
export const describeVpcClassicLink: Operation<DescribeVpcClassicLinkRequest, DescribeVpcClassicLinkResult> = {
  async handle(request, context) {
    const { items } = await listById(request, {
      operation: 'DescribeVpcClassicLink',
      kind: VPC,
      ids: request.VpcIds,
      read: (window) => listVpcs(context.db, context, window),
      keyOf: vpcKey,
      shapesOf: async (vpcs) => {
        const tags = await readTags(
          context.db,
          vpcs.map(({ id }) => id),
        );
        return vpcs.map(({ id }): VpcClassicLink => {
          return { ClassicLinkEnabled: false, Tags: tags.get(id) ?? [], VpcId: id };
        });
      },
      rules: {
        accessors: { 'is-classic-link-enabled': (vpc: VpcClassicLink) => vpc.ClassicLinkEnabled },
        tagsOf: (vpc) => vpc.Tags ?? [],
      },
    });
    return { Vpcs: items };
  },
};
