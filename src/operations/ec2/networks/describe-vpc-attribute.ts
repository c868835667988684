import type { DescribeVpcAttributeRequest, DescribeVpcAttributeResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { ec2Arn, VPC } from '../ec2-ids.ts';
import { requireVpc } from './own-network.ts';

export const describeVpcAttribute: Operation<DescribeVpcAttributeRequest, DescribeVpcAttributeResult> = {
  constraints: { Attribute: { oneOf: ['enableDnsSupport', 'enableDnsHostnames', 'enableNetworkAddressUsageMetrics'] } },
  resources: ({ VpcId }, scope) => [ec2Arn(VPC, VpcId!, scope)],

  async handle({ VpcId: id, Attribute: attribute }, context) {
    const vpc = await requireVpc(context.db, context, id!);
    const member = attribute![0]!.toUpperCase() + attribute!.slice(1);
    return { VpcId: id, [member]: { Value: vpc[attribute!] } };
  },
};
