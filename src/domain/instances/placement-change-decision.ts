import { findInstanceType } from '../catalogue/instance-types.ts';
import { type ChangePlacementCommand, permitted } from '../commands.ts';
import { type Decision, pass, refuse, type Step, stop } from '../decision.ts';
import type { Facts } from '../facts.ts';
import { findYard } from '../hosts/host-yard.ts';
import { choosePlacementGroup, type GroupPlace, groupPlaceOf } from '../launch/placement-group-choice.ts';
import { instanceResource, licensesOf } from '../licenses/license-effects.ts';
import type { Refusal } from '../refusal.ts';
import { resourceArn } from '../resource.ts';
import type { Instance, InstanceSettings } from './instance.ts';
import { findStopped } from './lifecycle-decision.ts';
import { findTenancyProblem } from './tenancy.ts';

/**
 * ModifyInstancePlacement on a stopped machine. It holds nothing while stopped, so licenses and room are checked when it
 * starts; only a license that counts stopped machines too is taken and checked now.
 */
export function decidePlacement(command: ChangePlacementCommand, facts: Facts): Decision {
  const found = findStopped(facts, command, 'moved');
  if (!found.ok) return refuse(found.refusal);
  const [instance, { change }] = [found.value, command];
  const group = findGroupPlace(instance, change, facts);
  if (!group.ok) return refuse(group.refusal);
  const moved = move(instance, change, group.value);
  const problem = findTenancyProblem(instance.settings.usageOperation, moved.tenancy);
  if (problem && moved.tenancy !== instance.tenancy) return refuse({ kind: 'tenancy-conflict', problem });
  const conflict = findConflict(instance, moved, change);
  if (conflict) return refuse(conflict);
  const checked = checkPlace(moved, change, facts);
  if (!checked.ok) return refuse(checked.refusal);
  return {
    outcome: permitted(),
    effects: [
      { kind: 'update-instance', instance: moved },
      { kind: 'audit', resources: [resourceArn(instanceResource(instance))], detail: { placement: change } },
    ],
  };
}

/** Its placement group: an empty name leaves it, and a change that says nothing of it stays in it. */
function findGroupPlace(
  { accountId, region, instanceType, tenancy, settings }: Instance,
  change: ChangePlacementCommand['change'],
  { network }: Facts,
): Step<GroupPlace> {
  const { placementGroup, placementGroupId, partitionNumber } = change;
  const says = [placementGroup, placementGroupId, partitionNumber].some((value) => value !== undefined);
  return says
    ? choosePlacementGroup({ accountId, region, instanceType, tenancy: change.tenancy ?? tenancy }, change, network)
    : pass(groupPlaceOf(settings));
}

/** The machine with its new place: naming a host leaves the group and the reverse, and leaving tenancy `host` leaves both. */
function move(instance: Instance, change: ChangePlacementCommand['change'], groupPlace: GroupPlace): Instance {
  const tenancy = change.tenancy ?? (change.hostId || change.hostResourceGroupArn ? 'host' : instance.tenancy);
  const {
    affinity: oldAffinity,
    hostResourceGroupArn: oldGroup,
    placementGroup: _group,
    placementGroupId: _groupId,
    partitionNumber: _partition,
    ...rest
  } = instance.settings;
  const onHost = tenancy === 'host';
  const group = change.hostId ? undefined : (change.hostResourceGroupArn ?? oldGroup);
  const hostId = change.hostResourceGroupArn ? undefined : (change.hostId ?? instance.hostId);
  const affinity = change.affinity ?? (change.hostResourceGroupArn ? 'default' : (oldAffinity ?? 'default'));
  const settings: InstanceSettings = {
    ...rest,
    ...(onHost && affinity === 'host' && { affinity }),
    ...(onHost && group && { hostResourceGroupArn: group }),
    ...groupPlace,
  };
  return { ...instance, tenancy, hostId: onHost ? hostId || undefined : undefined, settings };
}

/** What of tenancy, host, group and affinity does not go together (EC2 user guide, Dedicated Hosts). */
function findConflict(
  instance: Instance,
  moved: Instance,
  change: ChangePlacementCommand['change'],
): Refusal | undefined {
  const conflict = (problem: string): Refusal => ({ kind: 'placement-conflict', problem });
  const { family, dedicatedHosts } = findInstanceType(moved.instanceType)!;
  const { hostId, hostResourceGroupArn: group, affinity } = change;
  if (hostId && group) return conflict('A host id and a host resource group cannot be given together.');
  if ((hostId || group || affinity === 'host') && moved.tenancy !== 'host')
    return conflict('A host, a host resource group or an affinity needs the tenancy host.');
  if (moved.tenancy !== 'host' && instance.tenancy !== 'host') return undefined;
  if (moved.settings.placementGroup && moved.tenancy === 'host')
    return conflict('A placement group takes no instances of tenancy host; take the instance out of its group first.');
  if (moved.tenancy === 'host' && !dedicatedHosts)
    return conflict(`The instance type ${moved.instanceType} does not run on Dedicated Hosts.`);
  if (family === 't3' && moved.tenancy !== instance.tenancy)
    return {
      kind: 'tenancy-conflict',
      problem:
        'A T3 instance is launched on a Dedicated Host or never comes to one, and does not leave the tenancy host.',
    };
  return undefined;
}

/** A host or group that is named must be there and take the machine; whether there is room is seen at its start. */
function checkPlace(moved: Instance, change: ChangePlacementCommand['change'], facts: Facts): Step<true> {
  const { hostResourceGroupArn: groupArn, affinity } = moved.settings;
  if (groupArn && affinity)
    return stop({
      kind: 'placement-conflict',
      problem: 'A host resource group and affinity cannot be given together.',
    });
  if (!change.hostId && !change.hostResourceGroupArn) return pass(true);
  const yard = findYard(facts, moved, {
    type: findInstanceType(moved.instanceType)!,
    licenses: licensesOf(facts, moved.id),
    ...(change.hostId ? { hostId: change.hostId } : { groupArn }),
    zones: [moved.availabilityZone],
    seed: '',
    beforeLicenses: true,
  });
  return yard.ok ? pass(true) : yard;
}
