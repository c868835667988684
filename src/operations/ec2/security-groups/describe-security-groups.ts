import type {
  DescribeSecurityGroupsRequest,
  DescribeSecurityGroupsResult,
  IpPermission,
  SecurityGroup,
} from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import type { SecurityGroup as Group } from '../../../domain/networks/security-group.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { listSecurityGroupRules, listSecurityGroups } from '../../../views/ec2/security-groups.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { SECURITY_GROUP } from '../ec2-ids.ts';
import { listById } from '../listing/list-by-id.ts';
import { namedItems } from '../listing/named-items.ts';
import { describeGroup } from './security-group-description.ts';

/** Names are of groups in the default VPC. */
export const describeSecurityGroups: Operation<DescribeSecurityGroupsRequest, DescribeSecurityGroupsResult> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },

  async handle(request, context) {
    const { GroupNames: names = [] } = request;
    const named = names.length > 0 ? await listSecurityGroups(context.db, context, { names }) : undefined;
    if (named) namedItems(named, names, { kind: SECURITY_GROUP, idOf: ({ name }) => name });
    const { items, nextToken } = await listById(request, {
      operation: 'DescribeSecurityGroups',
      kind: SECURITY_GROUP,
      ids: request.GroupIds?.length ? request.GroupIds : named?.map(({ id }) => id),
      read: (window) => listSecurityGroups(context.db, context, { ...window, ...(named && { names }) }),
      shapesOf: (groups: readonly Group[]) => shapesOf(groups, context),
      rules: { accessors, tagsOf: (group) => group.Tags ?? [] },
    });
    return { SecurityGroups: items, NextToken: nextToken };
  },
};

async function shapesOf(groups: readonly Group[], { db }: RequestContext): Promise<SecurityGroup[]> {
  const rules = await listSecurityGroupRules(db, groups);
  const tags = await readTags(
    db,
    groups.map(({ id }) => id),
  );
  return groups.map((group) => describeGroup(group, rules, tags.get(group.id)));
}

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
