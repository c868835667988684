import type { DescribeNetworkAclsRequest, DescribeNetworkAclsResult, NetworkAcl } from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import { idFromSeed } from '../../../domain/ids.ts';
import { fittingsOf, type Subnet, type Vpc } from '../../../domain/networks/vpc.ts';
import type { Operation } from '../../../operation.ts';
import { plainKind } from '../ec2-ids.ts';
import { listFittings } from '../instances/list-fittings.ts';

const NETWORK_ACL = plainKind(
  ['network-acl', 'acl', 'networkAcl ID'],
  ['InvalidNetworkAclID.NotFound', 'InvalidNetworkAclId.Malformed'],
);

/** Every VPC has its default network ACL, which lets everything through, and no other. */
export const describeNetworkAcls: Operation<DescribeNetworkAclsRequest, DescribeNetworkAclsResult> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },

  async handle(request, context) {
    const { items, nextToken } = await listFittings(request, context, {
      operation: 'DescribeNetworkAcls',
      kind: NETWORK_ACL,
      ids: request.NetworkAclIds,
      idOf: (acl) => acl.NetworkAclId!,
      describe: (vpc, subnets) => [describe(vpc, subnets)],
      accessors,
    });
    return { NetworkAcls: items, NextToken: nextToken };
  },
};

/** Rule 100 allows everything; the last one, which EC2 numbers so, denies the rest. */
const entries = (Egress: boolean) => [
  { CidrBlock: '0.0.0.0/0', Egress, Protocol: '-1', RuleAction: 'allow' as const, RuleNumber: 100 },
  { CidrBlock: '0.0.0.0/0', Egress, Protocol: '-1', RuleAction: 'deny' as const, RuleNumber: 32767 },
];

function describe(vpc: Vpc, subnets: readonly Subnet[]): NetworkAcl {
  const { networkAclId: NetworkAclId } = fittingsOf(vpc);
  return {
    Associations: subnets.map(({ id }) => {
      return { NetworkAclAssociationId: idFromSeed('aclassoc', id), NetworkAclId, SubnetId: id };
    }),
    Entries: [...entries(true), ...entries(false)],
    IsDefault: true,
    NetworkAclId,
    Tags: [],
    VpcId: vpc.id,
    OwnerId: vpc.accountId,
  };
}

const accessors: Accessors<NetworkAcl> = {
  'association.association-id': (acl) => acl.Associations?.map((one) => one.NetworkAclAssociationId ?? ''),
  'association.network-acl-id': (acl) => acl.NetworkAclId,
  'association.subnet-id': (acl) => acl.Associations?.map((one) => one.SubnetId ?? ''),
  default: (acl) => acl.IsDefault,
  'entry.cidr': (acl) => acl.Entries?.map((entry) => entry.CidrBlock ?? ''),
  'entry.icmp.code': () => undefined,
  'entry.icmp.type': () => undefined,
  'entry.ipv6-cidr': () => undefined,
  'entry.port-range.from': () => undefined,
  'entry.port-range.to': () => undefined,
  'entry.protocol': (acl) => acl.Entries?.map((entry) => entry.Protocol ?? ''),
  'entry.rule-action': (acl) => acl.Entries?.map((entry) => entry.RuleAction ?? ''),
  'entry.egress': (acl) => acl.Entries?.map((entry) => entry.Egress ?? false),
  'entry.rule-number': (acl) => acl.Entries?.map((entry) => entry.RuleNumber ?? 0),
  'network-acl-id': (acl) => acl.NetworkAclId,
  'owner-id': (acl) => acl.OwnerId,
  'vpc-id': (acl) => acl.VpcId,
};
