import type { Ec2Record } from '../records/record.ts';
import type { SecurityGroup } from './security-group.ts';
import type { Subnet, VpcTenancy } from './vpc.ts';

/** A subnet as a launch sees it. */
export type LaunchSubnet = Pick<Subnet, 'accountId' | 'region' | 'vpcId' | 'availabilityZone' | 'cidrBlock'> & {
  readonly subnetId: string;
  readonly mapPublicIpOnLaunch: boolean;
  readonly vpcTenancy: VpcTenancy;
};

/** A machine that runs in a placement group. */
export interface SpreadMember {
  readonly groupId: string;
  readonly instanceId: string;
  readonly availabilityZone: string;
}

/** A network interface that is there. */
export interface ExistingInterface extends Ec2Record<'network-interface'> {
  /** A machine has it. */
  readonly attached: boolean;
}

/** What of accounts' own networks launches name. The default networks are not among it. */
export interface NetworkFacts {
  readonly subnets: ReadonlyMap<string, LaunchSubnet>;
  readonly securityGroups: readonly SecurityGroup[];
  readonly keyNames: ReadonlySet<string>;
  /** By `addressKeyOf`: of the addresses that launches name, those that machines or network interfaces have. */
  readonly takenAddresses: ReadonlySet<string>;
  /** By id: those that launches name. */
  readonly interfaces: ReadonlyMap<string, ExistingInterface>;
  readonly placementGroups: readonly Ec2Record<'placement-group'>[];
  /** The machines that run in those of strategy spread, by the group's id. */
  readonly spreadMembers: ReadonlyMap<string, readonly SpreadMember[]>;
}

export const NO_NETWORK: NetworkFacts = {
  subnets: new Map(),
  securityGroups: [],
  keyNames: new Set(),
  takenAddresses: new Set(),
  interfaces: new Map(),
  placementGroups: [],
  spreadMembers: new Map(),
};

export const keyNameOf = (at: { accountId: string; region: string }, name: string): string =>
  JSON.stringify([at.accountId, at.region, name]);

/** An address of a subnet. Two accounts' default subnets differ in their ids. */
export const addressKeyOf = (subnetId: string, address: string): string => JSON.stringify([subnetId, address]);
