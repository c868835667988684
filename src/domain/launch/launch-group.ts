import { findInstanceType } from '../catalogue/instance-types.ts';
import type { Command, LaunchCommand } from '../commands.ts';
import type { Facts } from '../facts.ts';
import { findSettingsProblem } from '../hosts/group-membership.ts';
import type { HostGroup } from '../hosts/host-resource-group.ts';
import type { Instance } from '../instances/instance.ts';
import { countsHosts, type License } from '../licenses/license.ts';
import { licensesOf } from '../licenses/license-effects.ts';
import { collectLicenses } from './launch-licenses.ts';
import { findImage } from './launch-placement.ts';
import { wantedGroup } from './placement-group-choice.ts';

/** A machine that comes into a host resource group by itself, where there is one. */
export interface GroupSeeker {
  readonly accountId: string;
  readonly region: string;
  readonly instanceType: string;
  /** Of which one counts hosts. */
  readonly licenses: readonly License[];
}

/**
 * The machines of a command that go into a host resource group for their licenses' sake: those with a Core or Socket
 * license that name no place of their own. AWS places such a launch so without publishing how it chooses; here each of the
 * account's groups that allows license and family is looked at, and the best of them taken as the best of hosts is.
 */
export function findSeekers(command: Command, facts: Facts): GroupSeeker[] {
  if (command.kind === 'launch') return [findLaunchSeeker(command, facts)].filter((seeker) => seeker !== undefined);
  if (command.kind !== 'start') return [];
  const machines = command.instanceIds.flatMap((id) => facts.instances.get(id) ?? []);
  return machines.flatMap((instance) => findStartSeeker(instance, facts) ?? []);
}

/** Tenancy `default` is nobody's wish for shared hardware: clients send it as they send nothing. */
function findLaunchSeeker({ actor, request }: LaunchCommand, facts: Facts): GroupSeeker | undefined {
  const { tenancy, hostId, hostResourceGroupArn, affinity, instanceType, settings } = request;
  if (tenancy === 'dedicated' || hostId || hostResourceGroupArn || affinity || wantedGroup(settings)) return undefined;
  const image = findImage(facts, actor, request.imageId);
  const licenses = image && collectLicenses(actor, request, image, facts);
  return licenses?.ok ? seekerOf({ ...actor, instanceType, licenses: licenses.value }) : undefined;
}

function findStartSeeker({ id, accountId, region, state, tenancy, instanceType, settings }: Instance, facts: Facts) {
  if (state !== 'stopped' || tenancy !== 'host' || settings.hostResourceGroupArn || settings.affinity) return undefined;
  return seekerOf({ accountId, region, instanceType, licenses: licensesOf(facts, id) });
}

const seekerOf = ({ accountId, region, instanceType, licenses }: GroupSeeker): GroupSeeker | undefined =>
  licenses.some(countsHosts) ? { accountId, region, instanceType, licenses } : undefined;

/** Whether a group takes the seeker by its own configuration, whatever hosts it has. */
export function mayTake(group: HostGroup, { accountId, region, instanceType, licenses }: GroupSeeker): boolean {
  if (group.accountId !== accountId || group.region !== region) return false;
  const type = findInstanceType(instanceType);
  if (!type?.dedicatedHosts) return false;
  return findSettingsProblem(group, { what: '', family: type.family, instanceType, licenses }) === undefined;
}

/** The account's own groups that take the seeker, in the order of their ARNs. */
const groupsFor = (seeker: GroupSeeker | undefined, { groups }: Facts): HostGroup[] =>
  seeker ? [...groups.values()].filter((group) => mayTake(group, seeker)).sort((a, b) => (a.arn < b.arn ? -1 : 1)) : [];

/** The groups that a launch may go into by itself: none where it names its place or nothing needs a host. */
export const groupsOfLaunch = (command: LaunchCommand, facts: Facts): HostGroup[] =>
  groupsFor(findLaunchSeeker(command, facts), facts);

/** Those that a stopped machine may go into at its start. */
export const groupsOfStart = (instance: Instance, facts: Facts): HostGroup[] =>
  groupsFor(findStartSeeker(instance, facts), facts);
