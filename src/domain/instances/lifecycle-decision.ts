import { type AdvanceCommand, type InstancesCommand, permitted, type StateChange } from '../commands.ts';
import { type Decision, pass, refuse, type Scope, type Step, stop } from '../decision.ts';
import type { Effect, Facts } from '../facts.ts';
import { giveBack, instanceResource, licensesOf, untie } from '../licenses/license-effects.ts';
import { resourceArn } from '../resource.ts';
import { entering, holdsLicenses, type Instance, type InstanceState, PASSING_STATES } from './instance.ts';
import { leftBehindBy } from './left-behind.ts';

interface ChangeOfInstance {
  readonly actor: Scope;
  readonly instanceId: string;
}

/** The account's instances of these ids, in the order given and each once, or a refusal that names all that are not there. */
export function findInstances(facts: Facts, scope: Scope, ids: readonly string[]): Step<Instance[]> {
  const found = new Map<string, Instance>();
  const missing: string[] = [];
  for (const id of ids) {
    const instance = facts.instances.get(id);
    if (instance?.accountId === scope.accountId && instance.region === scope.region) found.set(id, instance);
    else missing.push(id);
  }
  return missing.length > 0 ? stop({ kind: 'instance-not-found', instanceIds: missing }) : pass([...found.values()]);
}

/** The account's instance of this id, stopped; `needed` is what it is to be while it is. */
export function findStopped(facts: Facts, { actor, instanceId }: ChangeOfInstance, needed: string): Step<Instance> {
  const found = findInstances(facts, actor, [instanceId]);
  if (!found.ok) return found;
  const instance = found.value[0]!;
  return instance.state === 'stopped'
    ? pass(instance)
    : stop({ kind: 'instance-state', instanceId, state: instance.state, needed: `${needed} (it must be stopped)` });
}

/** StopInstances: the licenses are given back when the machine is stopped, not before. */
export function decideStop({ actor, instanceIds, reason }: InstancesCommand, facts: Facts): Decision {
  const found = findInstances(facts, actor, instanceIds);
  if (!found.ok) return refuse(found.refusal);
  for (const { id, state, settings } of found.value) {
    if (state === 'shutting-down' || state === 'terminated')
      return refuse({ kind: 'instance-state', instanceId: id, state, needed: 'stopped' });
    if (reason) continue;
    if (settings.spot?.type === 'one-time') return refuse({ kind: 'spot-not-stoppable', instanceId: id });
    if (settings.disableApiStop)
      return refuse({ kind: 'instance-protected', instanceId: id, attribute: 'disableApiStop' });
  }
  return moveAll(found.value, (state) => (state === 'pending' || state === 'running' ? 'stopping' : state), {
    facts,
    reason,
  });
}

/** TerminateInstances; a machine that is terminated already stays so. */
export function decideTerminate({ actor, instanceIds, reason }: InstancesCommand, facts: Facts): Decision {
  const found = findInstances(facts, actor, instanceIds);
  if (!found.ok) return refuse(found.refusal);
  const kept = found.value.find(({ settings }) => settings.disableApiTermination && !reason);
  if (kept) return refuse({ kind: 'instance-protected', instanceId: kept.id, attribute: 'disableApiTermination' });
  return moveAll(found.value.map(offHost), (state) => (state === 'terminated' ? state : 'shutting-down'), {
    facts,
    reason,
  });
}

/** A stopped machine gave back its room and its host's licenses, and does not take them once more to shut down. */
const offHost = (instance: Instance): Instance =>
  instance.state === 'stopped' ? { ...instance, hostId: undefined } : instance;

const REASONS: Partial<Record<InstanceState, string>> = {
  stopping: 'Client.UserInitiatedShutdown: User initiated shutdown',
  'shutting-down': 'Client.UserInitiatedShutdown: User initiated shutdown',
};

function moveAll(
  instances: readonly Instance[],
  target: (state: InstanceState) => InstanceState,
  { facts, reason }: { facts: Facts; reason: string | undefined },
): Decision {
  const moves = instances.map((instance) => ({ instance, to: target(instance.state) }));
  const changes = moves.map(({ instance, to }) => ({
    instanceId: instance.id,
    previousState: instance.state,
    currentState: to,
  }));
  const effects = moves
    .filter(({ instance, to }) => instance.state !== to)
    .map(
      ({ instance, to }): Effect => ({
        kind: 'update-instance',
        instance: { ...instance, ...entering(to, facts.at, reason ?? REASONS[to]) },
      }),
    );
  return changed(changes, effects, instances);
}

/** The answer to a change of states, with its audit event where a state changed. */
export function changed(
  stateChanges: readonly StateChange[],
  effects: readonly Effect[],
  instances: readonly Instance[],
): Decision {
  if (effects.length === 0) return { outcome: permitted({ stateChanges }), effects };
  const resources = instances.map((instance) => resourceArn(instanceResource(instance)));
  return {
    outcome: permitted({ stateChanges }),
    effects: [...effects, { kind: 'audit', resources, detail: { stateChanges } }],
  };
}

/** Ends the passing states that are over; what a machine no longer holds in its new state is given back. */
export function decideAdvance({ instanceIds }: AdvanceCommand, facts: Facts): Decision {
  const effects = [...new Set(instanceIds)].flatMap((id) => {
    const instance = facts.instances.get(id);
    const next = instance && PASSING_STATES[instance.state]?.next;
    return next && instance.stateDue && instance.stateDue <= facts.at ? advance(facts, instance, next) : [];
  });
  return { outcome: permitted(), effects };
}

function advance(facts: Facts, instance: Instance, next: InstanceState): Effect[] {
  const moved: Effect = {
    kind: 'update-instance',
    instance: { ...instance, ...entering(next, facts.at, instance.stateReason) },
  };
  const resource = instanceResource(instance);
  const licenses = licensesOf(facts, instance.id).flatMap((license) => {
    if (next === 'terminated') return untie(facts, license.id, resource);
    return holdsLicenses(next, license.rules) ? [] : giveBack(facts, license.id, resource);
  });
  return [moved, ...licenses, ...(next === 'terminated' ? leave(instance) : [])];
}

function leave(instance: Instance): Effect[] {
  const left = leftBehindBy(instance);
  return left.records.length + left.deletedIds.length > 0 ? [{ kind: 'leave-behind', ...left }] : [];
}
