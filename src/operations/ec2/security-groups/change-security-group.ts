import type { IpPermission } from '@aws-sdk/client-ec2';
import type { Transaction } from 'kysely';
import {
  defaultRules,
  type Permission,
  type SecurityGroup,
  type SecurityGroupRule,
} from '../../../domain/networks/security-group.ts';
import { CommonFault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import type { DB } from '../../../store/schema.ts';
import { insertSecurityGroup, insertSecurityGroupRules, lockSecurityGroups } from '../../../store/security-group.ts';
import { listSecurityGroupRules } from '../../../views/ec2/security-groups.ts';
import { change } from '../../change.ts';
import { ec2Arn, SECURITY_GROUP } from '../ec2-ids.ts';
import { toPermissions } from './ip-permissions.ts';
import { requireSecurityGroup } from './own-security-group.ts';

/** What requests that change rules have in common. */
export interface RulesRequest {
  readonly GroupId?: string | undefined;
  readonly GroupName?: string | undefined;
  readonly IpPermissions?: IpPermission[] | undefined;
  readonly IpProtocol?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly ToPort?: number | undefined;
  readonly CidrIp?: string | undefined;
  readonly SourceSecurityGroupName?: string | undefined;
  readonly SecurityGroupRuleIds?: string[] | undefined;
}

export interface LockedGroup {
  readonly trx: Transaction<DB>;
  readonly group: SecurityGroup;
  /** What the request names of traffic. */
  readonly wanted: readonly Permission[];
  /** The rules that the group has. */
  readonly rules: readonly SecurityGroupRule[];
}

/** Changes the rules of a group in one transaction, while it and the groups that the rules name cannot be deleted. */
export async function changeSecurityGroup<Result>(
  request: RulesRequest,
  context: RequestContext,
  work: (locked: LockedGroup) => Promise<Result>,
): Promise<Result> {
  const { group, groups } = await requireSecurityGroup(context.db, context, request);
  const wanted = toPermissions(permissionsOf(request), { group, groups });
  const resources = [ec2Arn(SECURITY_GROUP, group.id, context)];
  return change(
    context,
    { resources, detail: { permissions: wanted, rules: request.SecurityGroupRuleIds ?? [] } },
    async (trx) => {
      // The default VPC's group has no row until now.
      if (group.name === 'default' && (await insertSecurityGroup(trx, group)))
        await insertSecurityGroupRules(trx, defaultRules(group));
      const named = [group.id, ...wanted.flatMap(({ referencedGroupId }) => referencedGroupId ?? [])];
      await lockSecurityGroups(trx, named);
      for (const GroupId of new Set(named)) await requireSecurityGroup(trx, context, { GroupId });
      return work({ trx, group, wanted, rules: await listSecurityGroupRules(trx, [group]) });
    },
  );
}

/** IpPermissions, or the one permission of the older form, whose parts are members of the request. */
function permissionsOf(request: RulesRequest): IpPermission[] {
  const { IpPermissions, SecurityGroupRuleIds, IpProtocol, FromPort, ToPort, CidrIp, SourceSecurityGroupName } =
    request;
  if (IpPermissions?.length) return IpPermissions;
  if (SecurityGroupRuleIds?.length) return [];
  if (!IpProtocol && !SourceSecurityGroupName)
    throw new CommonFault('MissingMember', 'The request must contain the parameter ipPermissions');
  const UserIdGroupPairs = SourceSecurityGroupName ? [{ GroupName: SourceSecurityGroupName }] : [];
  const IpRanges = CidrIp ? [{ CidrIp }] : [];
  return [{ IpProtocol: IpProtocol ?? '-1', FromPort, ToPort, IpRanges, UserIdGroupPairs }];
}
