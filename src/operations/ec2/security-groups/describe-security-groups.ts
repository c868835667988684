import type {
  DescribeSecurityGroupsRequest,
  DescribeSecurityGroupsResult,
  IpPermission,
  SecurityGroup,
} from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import { isDefaultVpc } from '../../../domain/networks/vpc.ts';
import type { Operation } from '../../../operation.ts';
import { listSecurityGroupRules, listSecurityGroups } from '../../../views/ec2/security-groups.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { SECURITY_GROUP } from '../ec2-ids.ts';
import { filterItems } from '../listing/filter-items.ts';
import { namedItems } from '../listing/named-items.ts';
import { pageItems } from '../listing/page-items.ts';
import { describeGroup } from './security-group-description.ts';

/** Names are of groups in the default VPC. */
export const describeSecurityGroups: Operation<DescribeSecurityGroupsRequest, DescribeSecurityGroupsResult> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },

  async handle(request, context) {
    const all = await listSecurityGroups(context.db, context);
    const byId = namedItems(all, request.GroupIds, { kind: SECURITY_GROUP, idOf: ({ id }) => id });
    const inDefaultVpc = byId.filter((group) => isDefaultVpc({ ...group, id: group.vpcId }));
    const chosen = request.GroupNames?.length
      ? namedItems(inDefaultVpc, request.GroupNames, { kind: SECURITY_GROUP, idOf: ({ name }) => name })
      : byId;
    const rules = await listSecurityGroupRules(context.db, chosen);
    const tags = await readTags(
      context.db,
      chosen.map(({ id }) => id),
    );
    const groups = chosen.map((group) => describeGroup(group, rules, tags.get(group.id)));
    const matching = await filterItems(groups, request.Filters, { accessors, tagsOf: (item) => item.Tags ?? [] });
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
