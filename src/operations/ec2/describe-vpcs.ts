import type { DescribeVpcsRequest, DescribeVpcsResult, Vpc } from '@aws-sdk/client-ec2';
import type { Accessors } from '../../domain/filters.ts';
import { defaultNetwork } from '../../domain/network.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { filterItems } from './filter-items.ts';
import { pageItems } from './page-items.ts';

export const describeVpcs: Operation<DescribeVpcsRequest, DescribeVpcsResult> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },

  async handle(request, { accountId, region }) {
    const vpcs = [defaultVpc(accountId, region)];
    const unknown = request.VpcIds?.find((id) => !vpcs.some((vpc) => vpc.VpcId === id));
    if (unknown !== undefined) throw new Fault('InvalidVpcID.NotFound', `The vpc ID '${unknown}' does not exist`);
    const matching = filterItems(vpcs, request.Filters, { accessors, tagsOf: (vpc) => vpc.Tags ?? [] });
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

const keyOf = (vpc: Vpc) => [vpc.VpcId!];

function defaultVpc(accountId: string, region: string): Vpc {
  const { vpcId, cidrBlock, cidrAssociationId, dhcpOptionsId } = defaultNetwork(accountId, region);
  return {
    OwnerId: accountId,
    InstanceTenancy: 'default',
    CidrBlockAssociationSet: [
      { AssociationId: cidrAssociationId, CidrBlock: cidrBlock, CidrBlockState: { State: 'associated' } },
    ],
    IsDefault: true,
    VpcId: vpcId,
    State: 'available',
    CidrBlock: cidrBlock,
    DhcpOptionsId: dhcpOptionsId,
  };
}
