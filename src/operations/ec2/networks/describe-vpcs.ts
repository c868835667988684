import type { DescribeVpcsRequest, DescribeVpcsResult, Vpc } from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import type { Operation } from '../../../operation.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { listVpcs } from '../../../views/ec2/vpcs.ts';
import { VPC } from '../ec2-ids.ts';
import { filterItems } from '../listing/filter-items.ts';
import { namedItems } from '../listing/named-items.ts';
import { pageItems } from '../listing/page-items.ts';
import { describeVpc } from './vpc-description.ts';

export const describeVpcs: Operation<DescribeVpcsRequest, DescribeVpcsResult> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },

  async handle(request, context) {
    const chosen = namedItems(await listVpcs(context.db, context), request.VpcIds, { kind: VPC, idOf: ({ id }) => id });
    const tags = await readTags(
      context.db,
      chosen.map(({ id }) => id),
    );
    const vpcs = chosen.map((vpc) => describeVpc(vpc, tags.get(vpc.id)));
    const matching = await filterItems(vpcs, request.Filters, { accessors, tagsOf: (vpc) => vpc.Tags ?? [] });
    const paging = { operation: 'DescribeVpcs', keyOf, keyParts: 1, defaultLimit: 1000 };
    const { items, nextToken } = pageItems(matching, request, paging);
    return { Vpcs: [...items], NextToken: nextToken };
  },
};

const isDefault = (vpc: Vpc) => vpc.IsDefault;
const dhcpOptionsId = (vpc: Vpc) => vpc.DhcpOptionsId;

// Some names have an older spelling, which Terraform uses.
const accessors: Accessors<Vpc> = {
  cidr: (vpc) => vpc.CidrBlock,
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

/** The default VPC comes first. */
const keyOf = (vpc: Vpc) => [vpc.IsDefault ? '' : vpc.VpcId!];
