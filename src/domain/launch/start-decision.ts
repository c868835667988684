import { findInstanceType } from '../catalogue/instance-types.ts';
import type { InstancesCommand, StateChange } from '../commands.ts';
import { type Decision, pass, refuse, type Step, stop } from '../decision.ts';
import { applyEffects, consumptionKey, copyFacts, type Effect, type Facts } from '../facts.ts';
import { settleHosts } from '../hosts/host-licenses.ts';
import { packMachines } from '../hosts/host-placement.ts';
import { settle } from '../hosts/host-settlement.ts';
import { findYard } from '../hosts/host-yard.ts';
import { entering, type Instance, machineOf } from '../instances/instance.ts';
import { changed, findInstances } from '../instances/lifecycle-decision.ts';
import { findTenancyProblem } from '../instances/tenancy.ts';
import { type License, licensesFor, type Machine } from '../licenses/license.ts';
import { findDeniedLicense } from '../licenses/license-access.ts';
import { findLimitProblems, findTermProblems } from '../licenses/license-claim.ts';
import { consume, licensesOf } from '../licenses/license-effects.ts';
import type { Refusal } from '../refusal.ts';
import { groupsOfStart } from './launch-group.ts';
import { roomInZone, spreadFull } from './spread-room.ts';

/**
 * StartInstances: a stopped machine gave its licenses and its room on a host back, so both are checked and taken again,
 * for all the machines of the call or for none. A license disabled since refuses: an untracked machine would be missed
 * when it is enabled again.
 */
export function decideStart({ actor, instanceIds, access }: InstancesCommand, facts: Facts): Decision {
  const found = findInstances(facts, actor, instanceIds);
  if (!found.ok) return refuse(found.refusal);
  const licenses = [...new Set(found.value.flatMap(({ id }) => licensesOf(facts, id)))];
  const denied = findDeniedLicense(access, 'ec2:StartInstances', licenses);
  if (denied) return refuse(denied);
  const starts: Start[] = [];
  for (const instance of found.value) {
    const prepared = prepareStart(instance, facts);
    if (!prepared.ok) return refuse(prepared.refusal);
    starts.push(...prepared.value);
  }
  const claims = starts.flatMap(({ untaken, machine }) =>
    untaken.map((license) => ({ license, amount: licensesFor(license, machine) })),
  );
  const problems = findLimitProblems(claims);
  if (problems.length > 0) return refuse({ kind: 'licenses', what: `starting ${instanceIds.join(', ')}`, problems });
  const effects = startAll(starts, facts, actor.requestId);
  if (!effects.ok) return refuse(effects.refusal);
  const started = new Set(starts.map(({ instance }) => instance.id));
  const changes = found.value.map(({ id, state }): StateChange => {
    return { instanceId: id, previousState: state, currentState: started.has(id) ? 'pending' : state };
  });
  return changed(changes, effects.value, found.value);
}

interface Start {
  readonly instance: Instance;
  readonly machine: Machine;
  /** The licenses that it does not hold while stopped. */
  readonly untaken: readonly License[];
}

/** What is to be started of a machine: nothing where it runs. */
function prepareStart(instance: Instance, facts: Facts): Step<Start[]> {
  const { id, state } = instance;
  if (state === 'running' || state === 'pending') return pass([]);
  if (state !== 'stopped') return stop({ kind: 'instance-state', instanceId: id, state, needed: 'started' });
  const problem = findTenancyProblem(instance.settings.usageOperation, instance.tenancy);
  if (problem)
    return stop({ kind: 'tenancy-conflict', problem: `${problem} Move ${id} with ModifyInstancePlacement first.` });
  const machine = machineOf(instance, findInstanceType(instance.instanceType)!);
  const licenses = licensesOf(facts, id);
  const problems = findTermProblems(licenses, machine);
  if (problems.length > 0) return stop({ kind: 'licenses', what: `starting ${id}`, problems });
  return pass([
    {
      instance,
      machine,
      untaken: licenses.filter((license) => !facts.consumption.has(consumptionKey(license.id, id))),
    },
  ]);
}

/** Starts one after the other, so that each sees the room and the licenses of hosts that the ones before it took. */
function startAll(starts: readonly Start[], facts: Facts, seed: string): Step<Effect[]> {
  const trial = copyFacts(facts);
  const effects: Effect[] = [];
  for (const { instance, machine, untaken } of starts) {
    const site = findSite(instance, trial, `${seed}/${instance.id}`);
    if (!site.ok) return site;
    const { hostId, groupArn, opened } = site.value;
    const settings = { ...instance.settings, ...(groupArn && { hostResourceGroupArn: groupArn }) };
    const started: Instance = { ...instance, hostId, settings, ...entering('pending', facts.at), launchedAt: facts.at };
    const taken = untaken.flatMap((license) => consume(started, license, machine));
    const one: Effect[] = [...opened, { kind: 'update-instance', instance: started }, ...taken];
    applyEffects(trial, one);
    const hostIds = [instance.hostId, hostId].filter((id) => id !== undefined);
    applyEffects(trial, settle(trial, [], new Set(hostIds)).effects);
    effects.push(...one);
  }
  return pass(effects);
}

/** The facts as if the machine were off its host: what it keeps there while it is stopped goes where it goes. */
function withoutMachine(facts: Facts, { id, hostId }: Instance): Facts {
  if (!hostId) return facts;
  const lifted = copyFacts(facts);
  lifted.instances.delete(id);
  applyEffects(lifted, settleHosts(lifted, [hostId]));
  return lifted;
}

interface Site {
  readonly hostId: string | undefined;
  readonly groupArn?: string | undefined;
  readonly opened: readonly Effect[];
}

type Place = { readonly groupArn: string } | { readonly hostId: string } | Record<string, never>;

/**
 * Where a machine may come back to, in order: one of its group; else the host it was on, and without affinity any with
 * auto-placement and then the groups that it may go into for its licenses' sake.
 */
function placesFor(instance: Instance, facts: Facts): Place[] {
  const { hostId, settings } = instance;
  if (settings.hostResourceGroupArn) return [{ groupArn: settings.hostResourceGroupArn }];
  if (settings.affinity === 'host' && hostId) return [{ hostId }];
  return [...(hostId ? [{ hostId }] : []), {}, ...groupsOfStart(instance, facts).map(({ arn }) => ({ groupArn: arn }))];
}

/** The host that a machine starts on. A refusal by licenses says more than one by room. */
function findSite(instance: Instance, facts: Facts, seed: string): Step<Site> {
  if (instance.tenancy !== 'host') {
    const { availabilityZone, settings } = instance;
    const isFull = roomInZone(facts, settings.placementGroupId, availabilityZone) === 0;
    return isFull
      ? stop(spreadFull(settings.placementGroup, availabilityZone))
      : pass({ hostId: undefined, opened: [] });
  }
  const places = placesFor(instance, facts);
  const lifted = withoutMachine(facts, instance);
  const refusals: Refusal[] = [];
  for (const place of places) {
    const site = findSiteAt(instance, lifted, { ...place, seed });
    if (site.ok) return site;
    refusals.push(site.refusal);
  }
  const telling =
    refusals.find((refusal) => refusal.kind === 'licenses') ?? (places.length === 1 ? refusals[0] : undefined);
  return stop(telling ?? { kind: 'host-capacity' });
}

function findSiteAt(
  instance: Instance,
  facts: Facts,
  where: { seed: string; hostId?: string; groupArn?: string },
): Step<Site> {
  const { id, availabilityZone } = instance;
  const type = findInstanceType(instance.instanceType)!;
  const licenses = licensesOf(facts, id);
  const yard = findYard(facts, instance, {
    type,
    licenses,
    zones: [availabilityZone],
    returns: true,
    instanceId: id,
    ...where,
  });
  if (!yard.ok) return yard;
  const { hostOf, opened, shortOf, claims } = packMachines(facts, yard.value, {
    type,
    licenses,
    count: 1,
    minCount: 1,
    availabilityZone,
  });
  if (hostOf[0])
    return pass({
      hostId: hostOf[0].id,
      groupArn: where.groupArn,
      opened: opened.map((host): Effect => ({ kind: 'insert-host', host, tags: {} })),
    });
  if (shortOf === 'licenses')
    return stop({ kind: 'licenses', what: `starting ${id}`, problems: findLimitProblems(claims) });
  return stop(where.hostId ? { kind: 'host-full', hostId: where.hostId } : { kind: 'host-capacity' });
}
