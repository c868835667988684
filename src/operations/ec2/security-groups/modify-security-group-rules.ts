import type {
  IpPermission,
  ModifySecurityGroupRulesRequest,
  ModifySecurityGroupRulesResult,
  SecurityGroupRuleRequest,
} from '@aws-sdk/client-ec2';
import { isSamePermission, type Permission, type SecurityGroupRule } from '../../../domain/networks/security-group.ts';
import { CommonFault, Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { deleteSecurityGroupRules, insertSecurityGroupRules } from '../../../store/security-group.ts';
import { SECURITY_GROUP_RULE } from '../ec2-ids.ts';
import { duplicatePermission } from './authorize-security-group-rules.ts';
import { changeSecurityGroup } from './change-security-group.ts';
import { noSource } from './ip-permissions.ts';
import { groupArns } from './own-security-group.ts';

/** Puts other rules in the place of some, all or none. They keep ids and tags; a description that is not given is gone. */
export const modifySecurityGroupRules: Operation<ModifySecurityGroupRulesRequest, ModifySecurityGroupRulesResult> = {
  constraints: { SecurityGroupRules: { items: [1, 1000] } },
  resources: groupArns,

  async handle({ GroupId, SecurityGroupRules: updates = [] }, context) {
    const ids = updates.map((update) => update.SecurityGroupRuleId!);
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice) throw new Fault('InvalidParameterValue', `The rule '${twice}' is in the request more than once.`);
    const IpPermissions = updates.map((update) => toPermission(update.SecurityGroupRule));
    const request = { GroupId, IpPermissions, SecurityGroupRuleIds: ids };
    await changeSecurityGroup(request, context, async ({ trx, wanted, rules }) => {
      const modified = ids.map((id, index) => modifiedRule(rules, id, wanted[index]!));
      checkDistinct(modified, rules);
      await deleteSecurityGroupRules(trx, ids);
      await insertSecurityGroupRules(trx, modified);
    });
    return { Return: true };
  },
};

const SOURCES = {
  CidrIpv4: 'cidrIpv4',
  CidrIpv6: 'cidrIpv6',
  PrefixListId: 'prefixListId',
  ReferencedGroupId: 'referencedGroupId',
} as const;

/** A rule in the form of the requests that authorize. */
function toPermission(rule: SecurityGroupRuleRequest | undefined): IpPermission {
  if (!rule) throw new CommonFault('MissingMember', 'The request must contain the parameter SecurityGroupRule');
  const { IpProtocol, FromPort, ToPort, CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupId, Description } = rule;
  const given = Object.keys(SOURCES).filter((member) => rule[member as keyof typeof SOURCES]);
  if (given.length === 0) throw noSource();
  if (given.length > 1)
    throw new Fault(
      'InvalidParameterCombination',
      'Only one of cidrIp, cidrIpv6, prefixListId, or referencedGroupId can be specified',
    );
  return {
    ...{ IpProtocol, FromPort, ToPort },
    ...(CidrIpv4 && { IpRanges: [{ CidrIp: CidrIpv4, Description }] }),
    ...(CidrIpv6 && { Ipv6Ranges: [{ CidrIpv6, Description }] }),
    ...(PrefixListId && { PrefixListIds: [{ PrefixListId, Description }] }),
    ...(ReferencedGroupId && { UserIdGroupPairs: [{ GroupId: ReferencedGroupId, Description }] }),
  };
}

/** A rule never changes what kind of source or destination it has (EC2 refuses it). */
function modifiedRule(rules: readonly SecurityGroupRule[], ruleId: string, wanted: Permission): SecurityGroupRule {
  const rule = rules.find(({ id }) => id === ruleId);
  if (!rule) throw SECURITY_GROUP_RULE.notFound([ruleId]);
  const sourceOf = (permission: Permission) =>
    Object.entries(SOURCES).find(([, member]) => permission[member] !== undefined)![0];
  const [before, after] = [sourceOf(rule), sourceOf(wanted)];
  if (before !== after)
    throw new Fault(
      'InvalidParameterValue',
      `You may not specify a ${after} for the existing ${before} rule '${ruleId}'. Revoke it and authorize another one instead.`,
    );
  const { accountId, region, id, securityGroupId, isEgress } = rule;
  return { ...wanted, accountId, region, id, securityGroupId, isEgress };
}

function checkDistinct(modified: readonly SecurityGroupRule[], rules: readonly SecurityGroupRule[]): void {
  const untouched = rules.filter((rule) => !modified.some(({ id }) => id === rule.id));
  for (const [index, rule] of modified.entries()) {
    const others = [...untouched, ...modified.slice(0, index)];
    if (others.some((other) => other.isEgress === rule.isEgress && isSamePermission(other, rule)))
      throw duplicatePermission(rule);
  }
}
