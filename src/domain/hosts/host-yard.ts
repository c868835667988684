import type { InstanceType } from '../catalogue/instance-types.ts';
import { pass, type Scope, type Step, stop } from '../decision.ts';
import type { Facts } from '../facts.ts';
import { countsHosts, isVisibleTo, type License } from '../licenses/license.ts';
import type { Refusal } from '../refusal.ts';
import { findGroupProblem, type Newcomer } from './group-membership.ts';
import { allowsMixedSizes, type Host, takesType } from './host.ts';
import { drawUpHost } from './host-allocation.ts';
import type { Yard } from './host-placement.ts';
import type { HostGroup } from './host-resource-group.ts';

/** What a machine of tenancy `host` says of where it wants to be. */
export interface HostWish {
  readonly type: InstanceType;
  readonly licenses: readonly License[];
  readonly hostId?: string | undefined;
  readonly groupArn?: string | undefined;
  /** Zones that it may be in, the preferred one first. */
  readonly zones: readonly string[];
  /** Seeds the ids of hosts that a group allocates. */
  readonly seed: string;
  /** The licenses that a group asks for may still be tied to the machine before it starts. */
  readonly beforeLicenses?: boolean;
  /** The machine, where it is there already. */
  readonly instanceId?: string;
  /** The machine was on the host that it names, and may come back though that is in a group now. */
  readonly returns?: boolean;
}

/** The hosts that may take a machine: the one it names, those of the group it names, or those with auto-placement. */
export function findYard(facts: Facts, scope: Scope, wish: HostWish): Step<Yard> {
  if (wish.hostId) return findNamedHost(facts, scope, { ...wish, hostId: wish.hostId });
  if (wish.groupArn) return findGroupYard(facts, scope, { ...wish, groupArn: wish.groupArn });
  const open = hostsOf(facts, scope).filter((host) => host.autoPlacement && !host.groupArn);
  return pass({ hosts: open });
}

const hostsOf = (facts: Facts, scope: Scope): Host[] =>
  [...facts.hosts.values()].filter((host) => host.accountId === scope.accountId && host.region === scope.region);

const conflict = (problem: string): Refusal => ({ kind: 'placement-conflict', problem });

function findNamedHost(facts: Facts, scope: Scope, wish: HostWish & { hostId: string }): Step<Yard> {
  const { hostId, type, zones } = wish;
  const host = facts.hosts.get(hostId);
  if (!host || host.accountId !== scope.accountId || host.region !== scope.region)
    return stop({ kind: 'host-not-found', hostId });
  if (host.state !== 'available') return stop({ kind: 'host-state', hostId, state: host.state });
  if (host.groupArn && !wish.returns)
    return stop(
      conflict(`Host ${hostId} is in the host resource group ${host.groupArn}; launch into the group instead.`),
    );
  if (!takesType(host, type))
    return stop({ kind: 'host-mismatch', hostId, takes: host.instanceType ?? host.family, wanted: type.name });
  if (!zones.includes(host.availabilityZone))
    return stop({ kind: 'zone-conflict-host', hostId, availabilityZone: host.availabilityZone });
  const group = host.groupArn === undefined ? undefined : facts.groups.get(host.groupArn);
  const problem = group && findGroupProblem(facts, group, machineOf(wish));
  return problem ? stop(conflict(problem)) : pass({ hosts: [host] });
}

const machineOf = ({ type, licenses }: HostWish): Newcomer => ({
  what: 'this machine',
  family: type.family,
  instanceType: type.name,
  licenses,
});

function findGroupYard(facts: Facts, scope: Scope, wish: HostWish & { groupArn: string }): Step<Yard> {
  const group = facts.groups.get(wish.groupArn);
  if (!group || !isVisibleTo(group, scope.accountId) || group.region !== scope.region)
    return stop({ kind: 'host-group-not-found', groupArn: wish.groupArn });
  const problem = findGroupProblem(facts, group, machineOf(wish)) ?? findLicenseMissing(group, wish);
  if (problem) return stop(conflict(problem));
  const hosts = hostsOf(facts, group).filter((host) => host.groupArn === group.arn);
  return pass({ hosts, ...(group.autoAllocate && { spare: spareOf(facts, group, wish) }) });
}

/** A launch into a group needs a Core or Socket license unless the group does without (user guide, host resource groups). */
const findLicenseMissing = (
  group: HostGroup,
  { licenses, beforeLicenses, instanceId }: HostWish,
): string | undefined =>
  !group.licenseRequired || beforeLicenses || licenses.some(countsHosts)
    ? undefined
    : `Host resource group ${group.name} takes machines with a Core or Socket license only, and ${instanceId ? `${instanceId} has none; tie one to it with UpdateLicenseSpecificationsForResource, take it out of the group with ModifyInstancePlacement,` : 'this machine has none; tie one to the image, name it in the launch,'} or set the group's instance-launch-option to LICENSE_CONFIGURATION_NOT_REQUIRED.`;

/**
 * Hosts like those that the group allocates by itself: its owner's, for the whole family, unless sizes do not mix or the
 * type needs a host of its own.
 */
function spareOf(facts: Facts, group: HostGroup, wish: HostWish): Yard['spare'] {
  const { family, name } = wish.type;
  const ofFamily = allowsMixedSizes(family) && takesType({ family, instanceType: undefined }, wish.type);
  return (index, availabilityZone) =>
    drawUpHost({
      scope: group,
      at: facts.at,
      seed: `${wish.seed}/spare`,
      index,
      availabilityZone,
      family,
      ...(!ofFamily && { instanceType: name }),
      hostRecovery: group.autoRecovery,
      groupArn: group.arn,
    });
}
