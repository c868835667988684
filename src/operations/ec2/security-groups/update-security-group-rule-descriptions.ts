import type { IpPermission, SecurityGroupRuleDescription } from '@aws-sdk/client-ec2';
import { isSamePermission, type SecurityGroupRule } from '../../../domain/networks/security-group.ts';
import { CommonFault, Fault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import { deleteSecurityGroupRules, insertSecurityGroupRules } from '../../../store/security-group.ts';
import { SECURITY_GROUP_RULE } from '../ec2-ids.ts';
import { changeSecurityGroup, type LockedGroup } from './change-security-group.ts';
import { checkDescription } from './ip-permissions.ts';
import { permissionNotFound } from './revoke-security-group-rules.ts';

interface DescriptionsRequest {
  readonly GroupId?: string | undefined;
  readonly GroupName?: string | undefined;
  readonly IpPermissions?: IpPermission[] | undefined;
  readonly SecurityGroupRuleDescriptions?: SecurityGroupRuleDescription[] | undefined;
}

/** Describes rules of a group anew, named by id or by what they let through, all or none; one left out is gone. */
export async function updateDescriptions(
  request: DescriptionsRequest,
  context: RequestContext,
  isEgress: boolean,
): Promise<{ Return: true }> {
  const { GroupId, GroupName, IpPermissions, SecurityGroupRuleDescriptions: byId = [] } = request;
  if (IpPermissions?.length && byId.length > 0)
    throw new Fault('InvalidParameterCombination', 'Give IpPermissions or SecurityGroupRuleDescriptions, not both.');
  const ids = byId.map(({ SecurityGroupRuleId }) => SecurityGroupRuleId ?? '');
  if (ids.includes(''))
    throw new CommonFault('MissingMember', 'The request must contain the parameter SecurityGroupRuleId');
  await changeSecurityGroup(
    { GroupId, GroupName, IpPermissions, SecurityGroupRuleIds: ids },
    context,
    async (locked) => {
      const rules = locked.rules.filter((rule) => rule.isEgress === isEgress);
      const described = [
        ...locked.wanted.map((permission) => describedLike(permission, rules)),
        ...byId.map((one) => describedById(one, rules)),
      ];
      await deleteSecurityGroupRules(
        locked.trx,
        described.map(({ id }) => id),
      );
      await insertSecurityGroupRules(locked.trx, described);
    },
  );
  return { Return: true };
}

function describedLike(permission: LockedGroup['wanted'][number], rules: readonly SecurityGroupRule[]) {
  const rule = rules.find((one) => isSamePermission(one, permission));
  if (!rule) throw permissionNotFound();
  return withDescription(rule, permission.description);
}

function describedById(
  { SecurityGroupRuleId: id, Description }: SecurityGroupRuleDescription,
  rules: readonly SecurityGroupRule[],
) {
  const rule = rules.find((one) => one.id === id);
  if (!rule) throw SECURITY_GROUP_RULE.notFound([id!]);
  return withDescription(rule, checkDescription(Description));
}

const withDescription = ({ description: _, ...rule }: SecurityGroupRule, description: string | undefined) => ({
  ...rule,
  ...(description && { description }),
});
