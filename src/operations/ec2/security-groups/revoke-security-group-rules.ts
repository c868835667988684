import type { IpPermission, RevokedSecurityGroupRule } from '@aws-sdk/client-ec2';
import { isSamePermission } from '../../../domain/networks/security-group.ts';
import { isDefaultVpc } from '../../../domain/networks/vpc.ts';
import { Fault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import { deleteSecurityGroupRules } from '../../../store/security-group.ts';
import { deleteAllTags } from '../../../store/tag.ts';
import { SECURITY_GROUP_RULE } from '../ec2-ids.ts';
import { changeSecurityGroup, type LockedGroup, type RulesRequest } from './change-security-group.ts';
import { describeRevoked, permissionsOf } from './security-group-description.ts';

interface Revoked {
  readonly Return: true;
  readonly UnknownIpPermissions: IpPermission[];
  readonly RevokedSecurityGroupRules: RevokedSecurityGroupRule[];
}

/**
 * Takes rules from a group, by id or by what they let through. Those that are not there are answered as unknown in the
 * default VPC; elsewhere they fault InvalidPermission.NotFound and nothing is taken (API reference).
 */
export function revokeRules(request: RulesRequest, context: RequestContext, isEgress: boolean): Promise<Revoked> {
  return changeSecurityGroup(request, context, async (locked) => {
    const { trx, group, wanted } = locked;
    const rules = locked.rules.filter((rule) => rule.isEgress === isEgress);
    const unknown = wanted.filter((permission) => !rules.some((rule) => isSamePermission(rule, permission)));
    if (unknown.length > 0 && !isDefaultVpc({ ...group, id: group.vpcId })) throw permissionNotFound();
    const named = namedRules(request, { ...locked, rules });
    const revoked = rules.filter((rule) => named.has(rule.id) || wanted.some((p) => isSamePermission(rule, p)));
    const ids = revoked.map((rule) => rule.id);
    await deleteSecurityGroupRules(trx, ids);
    await deleteAllTags(trx, ids);
    return {
      Return: true,
      UnknownIpPermissions: permissionsOf(unknown, group.accountId),
      RevokedSecurityGroupRules: revoked.map(describeRevoked),
    };
  });
}

function namedRules(
  { SecurityGroupRuleIds: ids = [] }: RulesRequest,
  { rules }: Pick<LockedGroup, 'rules'>,
): Set<string> {
  const missing = ids.filter((id) => !rules.some((rule) => rule.id === id));
  if (missing.length > 0) throw SECURITY_GROUP_RULE.notFound(missing);
  return new Set(ids);
}

export const permissionNotFound = (): Fault =>
  new Fault('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
