import type { Kysely } from 'kysely';
import type { SecurityGroup } from '../../../domain/networks/security-group.ts';
import { isDefaultVpc } from '../../../domain/networks/vpc.ts';
import { CommonFault } from '../../../fault.ts';
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
  { GroupId: id, GroupName: name }: GroupRef,
): Promise<{ group: SecurityGroup; groups: SecurityGroup[] }> {
  if (!id && !name)
    throw new CommonFault('MissingMember', 'The request must contain the parameter groupName or groupId');
  const groups = await listSecurityGroups(db, scope);
  const group = groups.find((g) => (id ? g.id === id : g.name === name && isDefaultVpc({ ...g, id: g.vpcId })));
  if (!group) throw SECURITY_GROUP.notFound([(id || name)!]);
  return { group, groups };
}

/** For the authorization step: the group, where the request names it by its id. */
export const groupArns = ({ GroupId: id }: GroupRef, scope: Scope): string[] =>
  id ? [ec2Arn(SECURITY_GROUP, id, scope)] : [];
