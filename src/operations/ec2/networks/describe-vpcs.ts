import type { DescribeVpcsRequest, DescribeVpcsResult, Vpc } from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import type { Vpc as Network } from '../../../domain/networks/vpc.ts';
import type { Operation } from '../../../operation.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { listVpcs, vpcKey } from '../../../views/ec2/vpcs.ts';
import { VPC } from '../ec2-ids.ts';
import { listById } from '../listing/list-by-id.ts';
import { describeVpc } from './vpc-description.ts';

export const describeVpcs: Operation<DescribeVpcsRequest, DescribeVpcsResult> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },

  async handle(request, context) {
    const { items, nextToken } = await listById(request, {
      operation: 'DescribeVpcs',
      kind: VPC,
      ids: request.VpcIds,
      read: (window) => listVpcs(context.db, context, window),
      keyOf: vpcKey,
      shapesOf: async (vpcs: readonly Network[]) => {
        const tags = await readTags(
          context.db,
          vpcs.map(({ id }) => id),
        );
        return vpcs.map((vpc) => describeVpc(vpc, tags.get(vpc.id)));
      },
      rules: { accessors, tagsOf: (vpc) => vpc.Tags ?? [] },
    });
    return { Vpcs: items, NextToken: nextToken };
  },
};

const isDefault = (vpc: Vpc) => vpc.IsDefault;
const dhcpOptionsId = (vpc: Vpc) => vpc.DhcpOptionsId;

// Some names have an older spelling, which Terraform uses.
const accessors: Accessors<Vpc> = {
  // Clients also send the two spellings that subnets are documented with.
  ...Object.fromEntries(['cidr', 'cidr-block', 'cidrBlock'].map((name) => [name, (vpc: Vpc) => vpc.CidrBlock])),
  'cidr-block-association.association-id': (vpc) => vpc.CidrBlockAssociationSet?.map((a) => a.AssociationId ?? ''),
  'cidr-block-association.cidr-block': (vpc) => vpc.CidrBlockAssociationSet?.map((a) => a.CidrBlock ?? ''),
  'cidr-block-association.state': (vpc) => vpc.CidrBlockAssociationSet?.map((a) => a.CidrBlockState?.State ?? ''),
  'dhcp-options-id': dhcpOptionsId,
  dhcpOptionsId,
  'ipv6-cidr-block-association.association-id': () => undefined,
  'ipv6-cidr-block-association.ipv6-cidr-block': () => undefined,
  'ipv6-cidr-block-association.ipv6-pool': () => undefined,
  'ipv6-cidr-block-association.state': () => undefined,
  'is-default': isDefault,
  isDefault,
  'owner-id': (vpc) => vpc.OwnerId,
  state: (vpc) => vpc.State,
  'vpc-id': (vpc) => vpc.VpcId,
};
