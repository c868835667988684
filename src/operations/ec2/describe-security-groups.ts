import type {
  DescribeSecurityGroupsRequest,
  DescribeSecurityGroupsResult,
  IpPermission,
  SecurityGroup,
} from '@aws-sdk/client-ec2';
import type { Accessors } from '../../domain/filters.ts';
import { defaultNetwork } from '../../domain/network.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { filterItems } from './filter-items.ts';
import { pageItems } from './page-items.ts';

export const describeSecurityGroups: Operation<DescribeSecurityGroupsRequest, DescribeSecurityGroupsResult> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },

  async handle(request, { accountId, region }) {
    const group = defaultGroup(accountId, region);
    const unknown =
      request.GroupIds?.find((id) => id !== group.GroupId) ??
      request.GroupNames?.find((name) => name !== group.GroupName);
    if (unknown !== undefined)
      throw new Fault('InvalidGroup.NotFound', `The security group '${unknown}' does not exist`);
    const matching = filterItems([group], request.Filters, { accessors, tagsOf: (item) => item.Tags ?? [] });
    const paging = { operation: 'DescribeSecurityGroups', keyOf, keyParts: 1, defaultLimit: 1000 };
    const { items, nextToken } = pageItems(matching, request, paging);
    return { SecurityGroups: [...items], NextToken: nextToken };
  },
};

const accessors: Accessors<SecurityGroup> = {
  description: (group) => group.Description,
  ...permissionAccessors('egress.ip-permission', (group) => group.IpPermissionsEgress),
  'group-id': (group) => group.GroupId,
  'group-name': (group) => group.GroupName,
  ...permissionAccessors('ip-permission', (group) => group.IpPermissions),
  'owner-id': (group) => group.OwnerId,
  'vpc-id': (group) => group.VpcId,
};

function permissionAccessors(
  prefix: string,
  permissionsOf: (group: SecurityGroup) => IpPermission[] | undefined,
): Accessors<SecurityGroup> {
  const each = (valuesOf: (permission: IpPermission) => (string | number | undefined)[]) => (group: SecurityGroup) =>
    (permissionsOf(group) ?? []).flatMap(valuesOf).filter((value) => value !== undefined);
  return {
    [`${prefix}.cidr`]: each((permission) => permission.IpRanges?.map((range) => range.CidrIp) ?? []),
    [`${prefix}.from-port`]: each((permission) => [permission.FromPort]),
    [`${prefix}.group-id`]: each((permission) => permission.UserIdGroupPairs?.map((pair) => pair.GroupId) ?? []),
    [`${prefix}.group-name`]: each((permission) => permission.UserIdGroupPairs?.map((pair) => pair.GroupName) ?? []),
    [`${prefix}.ipv6-cidr`]: each((permission) => permission.Ipv6Ranges?.map((range) => range.CidrIpv6) ?? []),
    [`${prefix}.prefix-list-id`]: each(
      (permission) => permission.PrefixListIds?.map((list) => list.PrefixListId) ?? [],
    ),
    [`${prefix}.protocol`]: each((permission) => [permission.IpProtocol]),
    [`${prefix}.to-port`]: each((permission) => [permission.ToPort]),
    [`${prefix}.user-id`]: each((permission) => permission.UserIdGroupPairs?.map((pair) => pair.UserId) ?? []),
  };
}

const keyOf = (group: SecurityGroup) => [group.GroupId!];

/** Machines in the group reach each other and everything outside; nothing else reaches them. */
function defaultGroup(accountId: string, region: string): SecurityGroup {
  const { securityGroupId, vpcId } = defaultNetwork(accountId, region);
  return {
    GroupId: securityGroupId,
    IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    VpcId: vpcId,
    SecurityGroupArn: `arn:aws:ec2:${region}:${accountId}:security-group/${securityGroupId}`,
    OwnerId: accountId,
    GroupName: 'default',
    Description: 'default VPC security group',
    IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ UserId: accountId, GroupId: securityGroupId }] }],
  };
}
