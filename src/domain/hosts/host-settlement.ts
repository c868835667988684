import type { Command } from '../commands.ts';
import { type Decision, refuse } from '../decision.ts';
import { applyEffects, copyFacts, type Effect, type Facts, machinesOn } from '../facts.ts';
import { type Claim, findLimitProblems } from '../licenses/license-claim.ts';
import type { LicenseProblem } from '../refusal.ts';
import { type Host, occupiesHost, releasableFrom } from './host.ts';
import { hostResource, settleHosts } from './host-licenses.ts';

/**
 * Adds to a decision what hosts take and give back because of it, and refuses it where a hard limit has no room for that.
 * Nothing is added where no machine on a host and no host is touched.
 */
export function withHostLicenses(command: Command, facts: Facts, decision: Decision): Decision {
  const touched = touchedHosts(command, facts, decision.effects);
  if (touched.size === 0 || !decision.outcome.ok) return decision;
  const settled = settle(facts, decision.effects, touched);
  if (settled.problems.length > 0)
    return refuse({ kind: 'licenses', what: whatOf(command), problems: settled.problems });
  return { ...decision, effects: [...decision.effects, ...settled.effects] };
}

interface Settlement {
  readonly effects: readonly Effect[];
  readonly problems: readonly LicenseProblem[];
}

/** What follows from effects for the licenses of hosts, and for hosts of groups that release those without a running machine. */
export function settle(facts: Facts, effects: readonly Effect[], hostIds: ReadonlySet<string>): Settlement {
  const trial = copyFacts(facts);
  applyEffects(trial, effects);
  const released = [...hostIds]
    .filter((id) => isUsed(facts, id) && !isUsed(trial, id))
    .flatMap((id) => autoRelease(trial, trial.hosts.get(id)));
  applyEffects(trial, released);
  const licenses = settleHosts(trial, hostIds);
  return { effects: [...released, ...licenses], problems: findLimitProblems(netClaims(trial, licenses)) };
}

/** The hosts whose machines, licenses or state effects change. */
function touchedHosts(command: Command, facts: Facts, effects: readonly Effect[]): Set<string> {
  const ids = new Set<string | undefined>(command.kind === 'settle-hosts' ? command.hostIds : []);
  for (const effect of effects) {
    if (effect.kind === 'insert-instance' || effect.kind === 'update-instance')
      ids.add(effect.instance.hostId).add(facts.instances.get(effect.instance.id)?.hostId);
    if (effect.kind === 'insert-host' || effect.kind === 'update-host') ids.add(effect.host.id);
    if (effect.kind === 'associate') ids.add(hostIdOf(facts, effect.association.resource.id));
    if (effect.kind === 'disassociate') ids.add(hostIdOf(facts, effect.resource.id));
  }
  ids.delete(undefined);
  return ids as Set<string>;
}

const hostIdOf = (facts: Facts, resourceId: string): string | undefined =>
  facts.hosts.has(resourceId) ? resourceId : facts.instances.get(resourceId)?.hostId;

/** What is taken of each license beyond what is given back with it. */
function netClaims(facts: Facts, effects: readonly Effect[]): Claim[] {
  return effects.flatMap((effect): Claim[] => {
    const license =
      effect.kind === 'consume' || effect.kind === 'release' ? facts.licenses.get(effect.licenseId) : undefined;
    if (!license || (effect.kind !== 'consume' && effect.kind !== 'release')) return [];
    return [{ license, amount: effect.kind === 'consume' ? effect.amount : -effect.amount }];
  });
}

const isUsed = (facts: Facts, hostId: string): boolean => machinesOn(facts, hostId).some(occupiesHost);

/**
 * A group with auto-release gives a host up when its last running machine leaves; stopped ones may stay behind (user
 * guide, host resource groups). A host that is new to the group may wait for its first, and a Mac stays for its first day.
 */
function autoRelease(facts: Facts, host: Host | undefined): Effect[] {
  const group = host?.groupArn === undefined ? undefined : facts.groups.get(host.groupArn);
  const isBound = host && (releasableFrom(host) ?? facts.at) > facts.at;
  return host && group?.autoRelease && !isBound ? releaseHost(facts, host) : [];
}

/** A host is given up: it leaves its group, and its own licenses are untied. */
export function releaseHost(facts: Facts, host: Host, failed = host.state === 'permanent-failure'): Effect[] {
  const state = failed ? 'released-permanent-failure' : 'released';
  const untied = (facts.associations.get(host.id) ?? []).map(
    ({ licenseId }): Effect => ({ kind: 'disassociate', licenseId, resource: hostResource(host) }),
  );
  return [{ kind: 'update-host', host: { ...host, state, groupArn: undefined, releasedAt: facts.at } }, ...untied];
}

/** What a refusal says needs the licenses. */
function whatOf(command: Command): string {
  switch (command.kind) {
    case 'start':
      return `starting ${command.instanceIds.join(', ')}`;
    case 'change-placement':
    case 'change-instance-type':
      return `moving ${command.instanceId}`;
    case 'update-license-specifications':
      return 'this association';
    default:
      return 'this request';
  }
}
