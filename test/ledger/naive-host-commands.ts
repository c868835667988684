import type {
  AllocateHostsCommand,
  ChangePlacementCommand,
  GroupHostsCommand,
  ModifyHostsCommand,
  ReleaseHostsCommand,
} from '../../src/domain/commands.ts';
import {
  familyOf,
  giveUp,
  goesWith,
  groupFor,
  groupOf,
  isReleased,
  licensesOf,
  onHost,
  takesRoom,
  usersOf,
} from './naive-hosts.ts';
import {
  done,
  type Expectation,
  KINDS,
  type Model,
  type ModelHost,
  type Observed,
  own,
  refused,
} from './naive-model.ts';
import { yardOf } from './naive-places.ts';

// Commands on hosts in the naive model.

export function allocate(
  model: Model,
  { actor, quantity, plan }: AllocateHostsCommand,
  observed: Observed,
): Expectation {
  const fresh = observed.hosts.filter(({ id }) => !model.hosts.some((host) => host.id === id));
  if (fresh.length !== quantity) throw new Error(`${fresh.length} hosts were allocated, not ${quantity}`);
  for (const { id } of fresh)
    model.hosts.push({
      id,
      account: actor.accountId,
      zone: plan.availabilityZone,
      family: plan.family as 'm5',
      type: plan.instanceType,
      auto: plan.autoPlacement ?? false,
      recovery: plan.hostRecovery ?? false,
      state: 'available',
      group: undefined,
    });
  return done(true);
}

/** Does something with each host of the account that is not released; tells whether any changed. */
function forEach(
  model: Model,
  { actor, hostIds }: { actor: { accountId: string }; hostIds: readonly string[] },
  change: (host: ModelHost) => boolean,
): Expectation {
  const hosts = [...new Set(hostIds)].flatMap((id) => model.hosts.find((host) => host.id === id) ?? []);
  const own = hosts.filter((host) => host.account === actor.accountId && !isReleased(host));
  return done(own.map(change).includes(true));
}

export function modify(model: Model, command: ModifyHostsCommand): Expectation {
  const { autoPlacement, hostRecovery, takes } = command.change;
  return forEach(model, command, (host) => {
    const isUnfit = takes && (takes.family !== host.family || (!takes.instanceType && !KINDS[host.family].mixed));
    const isHeld = takes?.instanceType && usersOf(model, host).some(({ type }) => type !== takes.instanceType);
    if (isUnfit || isHeld) return false;
    if (takes) host.type = takes.instanceType;
    host.auto = autoPlacement ?? host.auto;
    host.recovery = hostRecovery ?? host.recovery;
    return true;
  });
}

export const release = (model: Model, command: ReleaseHostsCommand): Expectation =>
  forEach(model, command, (host) => {
    if (usersOf(model, host).length > 0) return false;
    giveUp(model, host, 'released');
    return true;
  });

export function regroup(model: Model, command: GroupHostsCommand): Expectation {
  const group = groupOf(model, command.groupArn);
  if (group?.account !== command.actor.accountId) return refused;
  return forEach(model, command, (host) => {
    if (command.kind === 'ungroup-hosts') {
      if (host.group !== group.arn) return false;
      host.group = undefined;
      return true;
    }
    const licenses = [host.id, ...onHost(model, host).map(({ id }) => id)].flatMap((id) => licensesOf(model, id));
    const isForeign = group.allowed && licenses.some(({ id }) => !group.allowed!.includes(id));
    if (host.group || host.state !== 'available' || isForeign || !goesWith(model, group.arn, host)) return false;
    host.group = group.arn;
    return true;
  });
}

/** A host fails; the caller takes the recovery back when licenses do not allow it, and calls again without. */
export function fail(
  model: Model,
  hostId: string,
  { observed, recover }: { observed: Observed; recover: boolean },
): Expectation {
  const host = model.hosts.find(({ id }) => id === hostId);
  if (host?.state !== 'available') return refused;
  if (!host.recovery || !recover) {
    host.state = 'permanent-failure';
    for (const machine of onHost(model, host))
      if (['pending', 'running'].includes(machine.state)) machine.state = 'stopping';
    return done(true);
  }
  const fresh = observed.hosts.find(({ id }) => !model.hosts.some((known) => known.id === id));
  const replacement: ModelHost = { ...host, id: fresh?.id ?? 'none' };
  for (const machine of onHost(model, host)) if (takesRoom(machine)) machine.host = replacement.id;
  const ties = model.ties
    .filter((tie) => tie.resourceId === host.id)
    .map((tie) => ({ ...tie, resourceId: replacement.id }));
  giveUp(model, host, 'released-permanent-failure');
  model.hosts.push(replacement);
  model.ties.push(...ties);
  return done(true);
}

export function moveMachine(model: Model, { actor, instanceId, change }: ChangePlacementCommand): Expectation {
  const [machine] = own(model, actor.accountId, [instanceId]) ?? [];
  if (machine?.state !== 'stopped') return refused;
  const { hostId, hostResourceGroupArn: group, affinity } = change;
  const tenancy = change.tenancy ?? (hostId || group ? 'host' : machine.tenancy);
  const moved = {
    tenancy,
    host: tenancy === 'host' && !group ? (hostId ?? machine.host) || undefined : undefined,
    group: tenancy === 'host' && !hostId ? (group ?? machine.group) || undefined : undefined,
    affinity: tenancy === 'host' && (affinity ? affinity === 'host' : !group && machine.affinity),
  };
  if (moved.group && moved.affinity) return refused;
  const isConverted = tenancy !== machine.tenancy && [tenancy, machine.tenancy].includes('host');
  if (isConverted && familyOf(machine.type) === 't3') return refused;
  const licenses = licensesOf(model, machine.id);
  const wish = { account: actor.accountId, type: machine.type, zones: [machine.zone], licenses };
  // The license that a group asks for may still be tied before the machine starts.
  if (hostId && !yardOf(model, { ...wish, hostId })) return refused;
  if (group && !groupFor(model, actor.accountId, group)) return refused;
  if (group && !goesWith(model, group, { family: familyOf(machine.type), type: machine.type })) return refused;
  if (group && licenses.length > 0 && !yardOf(model, { ...wish, group })) return refused;
  Object.assign(machine, moved);
  return done(true);
}
