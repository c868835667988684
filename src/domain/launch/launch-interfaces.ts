import type { LaunchInterface, LaunchRequest } from '../commands.ts';
import { pass, type Scope, type Step, stop } from '../decision.ts';
import { attachedId } from '../instances/attached-id.ts';
import { addressesOfInterface, hasRoomFor, isUsable, namedAddresses } from '../networks/network.ts';
import {
  addressKeyOf,
  type ExistingInterface,
  type LaunchSubnet,
  type NetworkFacts,
} from '../networks/network-facts.ts';
import type { SecondInterface } from '../records/network-interface.ts';
import { findFreeInterface } from './existing-interfaces.ts';
import { findGroups, findNamedSubnet, groupSettings, type LaunchNetwork } from './launch-network.ts';

/** A network interface beside the primary one, without the machine that it is made with. */
export interface PlannedInterface {
  readonly asked: LaunchInterface;
  /** Absent: that of the machine. */
  readonly subnet: LaunchSubnet | undefined;
  /** The one that is there already. */
  readonly existing?: ExistingInterface | undefined;
  readonly groups: ReturnType<typeof groupSettings>;
}

interface WithInterfaces {
  /** Those of the launch that are in the zone of the subnets that its other network interfaces name. */
  readonly subnets: LaunchNetwork['subnets'];
  readonly interfaces: readonly PlannedInterface[];
}

/** The interfaces of a launch beside the primary one: their subnets, security groups and addresses are there and fit. */
export function findLaunchInterfaces(
  scope: Scope,
  { interfaces: all = [], maxCount, ...primary }: LaunchRequest,
  { network, facts }: { network: LaunchNetwork; facts: NetworkFacts },
): Step<WithInterfaces> {
  let subnets: readonly LaunchSubnet[] = network.subnets;
  const interfaces: PlannedInterface[] = [];
  const key = (subnet: LaunchSubnet, address: string) => addressKeyOf(subnet.subnetId, address);
  const named = new Set(namedAddresses(primary).map((address) => key(network.subnets[0], address)));
  for (const asked of all) {
    const existing = findFreeInterface(scope, asked.networkInterfaceId, facts);
    const subnetId = existing?.details.subnetId ?? asked.subnetId;
    const subnet = findNamedSubnet(scope, subnetId, facts);
    if (subnetId && !subnet) return stop({ kind: 'subnet-not-found', subnetId });
    if (subnet) subnets = subnets.filter(({ availabilityZone }) => availabilityZone === subnet.availabilityZone);
    if (subnets.length === 0) return stop({ kind: 'placement-conflict', problem: ELSEWHERE });
    const groups = findGroups(scope, existing?.details.groupIds ?? asked.groupIds, {
      facts,
      subnet: subnet ?? network.subnets[0],
    });
    if (!groups.ok) return groups;
    const at = subnet ?? network.subnets[0];
    if (!hasRoomFor(at, asked)) return stop({ kind: 'subnet-full', subnetId: at.subnetId });
    for (const address of subnet ? namedAddresses(asked) : []) {
      const taken = key(subnet!, address);
      if (maxCount > 1) return stop({ kind: 'address-of-many', address });
      if (!isUsable(subnet!, address)) return stop({ kind: 'address-elsewhere', address });
      if (named.has(taken) || facts.takenAddresses.has(taken)) return stop({ kind: 'address-in-use', address });
      named.add(taken);
    }
    interfaces.push({ asked, subnet, existing, groups: groupSettings(groups.value) });
  }
  return pass({ subnets: subnets as unknown as LaunchNetwork['subnets'], interfaces });
}

const ELSEWHERE = 'You may not attach a network interface to an instance if they are not in the same availability zone';

/** The interface as the machine of this id, in that subnet, keeps it; the id of one made with it is made of the machine's. */
export function interfaceOfMachine(
  machineId: string,
  machineSubnet: LaunchSubnet,
  { asked, existing, subnet = machineSubnet, groups }: PlannedInterface,
): SecondInterface {
  const { deviceIndex, description, deleteOnTermination = true } = asked;
  if (existing) {
    const { id, createdAt, details } = existing;
    return { ...details, id, createdAt: createdAt.toISOString(), deviceIndex, deleteOnTermination: false };
  }
  const { vpcId, subnetId, availabilityZone } = subnet;
  const addresses = addressesOfInterface(subnet, attachedId('eni', machineId, deviceIndex), asked);
  const { securityGroupIds: groupIds = [], securityGroupNames: groupNames } = groups;
  return {
    ...{ deviceIndex, deleteOnTermination, vpcId, subnetId, availabilityZone, ...addresses, groupIds },
    ...(groupNames && { groupNames }),
    ...(description !== undefined && { description }),
  };
}
