import { idFromSeed } from '../ids.ts';
import { defaultGroupIdOf, type Vpc } from './vpc.ts';

export interface SecurityGroup {
  readonly accountId: string;
  readonly region: string;
  readonly id: string;
  readonly vpcId: string;
  readonly name: string;
  readonly description: string;
}

/** What traffic a rule lets through: of a protocol and ports, from or to one of the four. */
export interface Permission {
  /** EC2's name of the protocol, or its number; -1 is all. */
  readonly ipProtocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly cidrIpv4?: string;
  readonly cidrIpv6?: string;
  readonly prefixListId?: string;
  readonly referencedGroupId?: string;
  readonly description?: string;
}

export interface SecurityGroupRule extends Permission {
  readonly accountId: string;
  readonly region: string;
  readonly id: string;
  readonly securityGroupId: string;
  readonly isEgress: boolean;
}

const EVERYTHING: Permission = { ipProtocol: '-1', cidrIpv4: '0.0.0.0/0' };

/** A rule of a group; `seed` and `index` make its id. */
export function ruleOf(
  group: SecurityGroup,
  permission: Permission,
  { isEgress, seed, index = 0 }: { isEgress: boolean; seed: string; index?: number },
): SecurityGroupRule {
  const { accountId, region, id: securityGroupId } = group;
  return { ...permission, accountId, region, id: idFromSeed('sgr', seed, index), securityGroupId, isEgress };
}

/** What a new group lets out: everything. */
export const firstEgress = (group: SecurityGroup): SecurityGroupRule =>
  ruleOf(group, EVERYTHING, { isEgress: true, seed: group.id });

/** The group that comes with a VPC: its machines reach each other and everything outside; nothing else reaches them. */
export function defaultGroup(vpc: Pick<Vpc, 'accountId' | 'region' | 'id'>): SecurityGroup {
  const { accountId, region, id: vpcId } = vpc;
  return {
    accountId,
    region,
    id: defaultGroupIdOf(vpc),
    vpcId,
    name: 'default',
    description: 'default VPC security group',
  };
}

export const defaultRules = (group: SecurityGroup): SecurityGroupRule[] => [
  firstEgress(group),
  ruleOf(group, { ipProtocol: '-1', referencedGroupId: group.id }, { isEgress: false, seed: group.id, index: 1 }),
];

const KEYS = ['ipProtocol', 'fromPort', 'toPort', 'cidrIpv4', 'cidrIpv6', 'prefixListId', 'referencedGroupId'] as const;

/** Whether two permissions are the same to EC2; their descriptions do not matter. */
export const isSamePermission = (a: Permission, b: Permission): boolean => KEYS.every((key) => a[key] === b[key]);
