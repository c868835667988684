import type { Kysely } from 'kysely';
import type { SecurityGroup } from '../../../domain/networks/security-group.ts';
import { isDefaultVpc } from '../../../domain/networks/vpc.ts';
import { CommonFault } from '../../../fault.ts';
import type { ResourceScope } from '../../../operation.ts';
import type { DB } from '../../../store/schema.ts';
import { listSecurityGroups } from '../../../views/ec2/security-groups.ts';
import { ec2Arn, SECURITY_GROUP } from '../ec2-ids.ts';

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

interface GroupRef {
  readonly GroupId?: string | undefined;
  readonly GroupName?: string | undefined;
}

/** The group that a request names, by id or, in the default VPC, by name, with all of the account's in the Region. */
export async function requireSecurityGroup(
  db: Kysely<DB>,
  scope: Scope,
  ref: GroupRef,
): Promise<{ group: SecurityGroup; groups: SecurityGroup[] }> {
  const { GroupId: id, GroupName: name } = ref;
  if (!id && !name)
    throw new CommonFault('MissingMember', 'The request must contain the parameter groupName or groupId');
  const groups = await listSecurityGroups(db, scope);
  const group = findGroup(groups, ref);
  if (!group) throw SECURITY_GROUP.notFound([(id || name)!]);
  return { group, groups };
}

const findGroup = (groups: readonly SecurityGroup[], { GroupId: id, GroupName: name }: GroupRef) =>
  groups.find((g) => (id ? g.id === id : g.name === name && isDefaultVpc({ ...g, id: g.vpcId })));

/** For the authorization step: the group that the request names. */
export async function groupArns(ref: GroupRef, scope: ResourceScope): Promise<string[]> {
  if (ref.GroupId) return [ec2Arn(SECURITY_GROUP, ref.GroupId, scope)];
  const group = ref.GroupName ? findGroup(await listSecurityGroups(scope.db, scope), ref) : undefined;
  return group ? [ec2Arn(SECURITY_GROUP, group.id, scope)] : [];
}
