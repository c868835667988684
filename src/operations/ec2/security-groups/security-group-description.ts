import type {
  SecurityGroup as GroupDescription,
  IpPermission,
  RevokedSecurityGroupRule,
  SecurityGroupRule as RuleDescription,
  Tag,
} from '@aws-sdk/client-ec2';
import type { Permission, SecurityGroup, SecurityGroupRule } from '../../../domain/networks/security-group.ts';
import { ec2Arn, SECURITY_GROUP, SECURITY_GROUP_RULE } from '../ec2-ids.ts';

export function describeGroup(
  group: SecurityGroup,
  rules: readonly SecurityGroupRule[],
  tags: readonly Tag[] = [],
): GroupDescription {
  const own = rules.filter((rule) => rule.securityGroupId === group.id);
  return {
    GroupId: group.id,
    IpPermissionsEgress: permissionsOf(
      own.filter((rule) => rule.isEgress),
      group.accountId,
    ),
    Tags: [...tags],
    VpcId: group.vpcId,
    SecurityGroupArn: ec2Arn(SECURITY_GROUP, group.id, group),
    OwnerId: group.accountId,
    GroupName: group.name,
    Description: group.description,
    IpPermissions: permissionsOf(
      own.filter((rule) => !rule.isEgress),
      group.accountId,
    ),
  };
}

/** Rules of the same protocol and ports are one permission with many sources. */
export function permissionsOf(rules: readonly Permission[], accountId: string): IpPermission[] {
  const byTraffic = Map.groupBy(rules, ({ ipProtocol, fromPort, toPort }) =>
    JSON.stringify([ipProtocol, fromPort, toPort]),
  );
  return [...byTraffic.values()].map((same) => ({
    IpProtocol: same[0]!.ipProtocol,
    FromPort: same[0]!.fromPort,
    ToPort: same[0]!.toPort,
    UserIdGroupPairs: same.flatMap(({ referencedGroupId, description }) => {
      return referencedGroupId ? [{ UserId: accountId, GroupId: referencedGroupId, Description: description }] : [];
    }),
    IpRanges: same.flatMap(({ cidrIpv4: CidrIp, description: Description }) =>
      CidrIp ? [{ CidrIp, Description }] : [],
    ),
    Ipv6Ranges: same.flatMap(({ cidrIpv6: CidrIpv6, description: Description }) =>
      CidrIpv6 ? [{ CidrIpv6, Description }] : [],
    ),
    PrefixListIds: same.flatMap(({ prefixListId: PrefixListId, description: Description }) => {
      return PrefixListId ? [{ PrefixListId, Description }] : [];
    }),
  }));
}

const ports = ({ ipProtocol, fromPort = -1, toPort = -1 }: Permission) => ({
  IpProtocol: ipProtocol,
  FromPort: fromPort,
  ToPort: toPort,
});

export function describeRule(rule: SecurityGroupRule, tags: readonly Tag[] = []): RuleDescription {
  const { referencedGroupId: GroupId, accountId } = rule;
  return {
    SecurityGroupRuleId: rule.id,
    GroupId: rule.securityGroupId,
    GroupOwnerId: accountId,
    IsEgress: rule.isEgress,
    ...ports(rule),
    CidrIpv4: rule.cidrIpv4,
    CidrIpv6: rule.cidrIpv6,
    PrefixListId: rule.prefixListId,
    ReferencedGroupInfo: GroupId ? { GroupId, UserId: accountId } : undefined,
    Description: rule.description,
    Tags: [...tags],
    SecurityGroupRuleArn: ec2Arn(SECURITY_GROUP_RULE, rule.id, rule),
  };
}

export const describeRevoked = (rule: SecurityGroupRule): RevokedSecurityGroupRule => ({
  SecurityGroupRuleId: rule.id,
  GroupId: rule.securityGroupId,
  IsEgress: rule.isEgress,
  ...ports(rule),
  CidrIpv4: rule.cidrIpv4,
  CidrIpv6: rule.cidrIpv6,
  PrefixListId: rule.prefixListId,
  ReferencedGroupId: rule.referencedGroupId,
  Description: rule.description,
});
