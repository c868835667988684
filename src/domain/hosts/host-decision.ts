import {
  type AllocateHostsCommand,
  type GroupHostsCommand,
  type HostResult,
  type ModifyHostsCommand,
  permitted,
  type ReleaseHostsCommand,
} from '../commands.ts';
import { type Decision, refuse, type Scope } from '../decision.ts';
import { applyEffects, copyFacts, type Effect, type Facts, machinesOn, type TokenKey, tokenKey } from '../facts.ts';
import type { License } from '../licenses/license.ts';
import { licensesOf } from '../licenses/license-effects.ts';
import type { Refusal } from '../refusal.ts';
import { resourceArn } from '../resource.ts';
import { findGroupProblem, kindOf } from './group-membership.ts';
import { allowsMixedSizes, factsOf, type Host, isReleased, occupiesHost, releasableFrom, typesOn } from './host.ts';
import { drawUpHost } from './host-allocation.ts';
import { hostResource } from './host-licenses.ts';
import { releaseHost } from './host-settlement.ts';

/** AllocateHosts: an empty host costs no license, so nothing can stand in its way. */
export function decideHostAllocation(command: AllocateHostsCommand, facts: Facts): Decision {
  const { actor, token, plan, quantity, tags } = command;
  const key: TokenKey | undefined = token && {
    accountId: actor.accountId,
    region: actor.region,
    action: actor.action,
    token: token.value,
  };
  const stored = key && facts.tokens.get(tokenKey(key));
  if (stored && stored.inputHash !== token?.inputHash) return refuse({ kind: 'token-reused', token: key.token });
  if (stored) return { outcome: permitted({ hostIds: stored.outcome.hostIds ?? [] }), effects: [] };
  const hosts = Array.from({ length: quantity }, (_, index) =>
    drawUpHost({ ...plan, scope: actor, at: facts.at, seed: actor.requestId, index }),
  );
  const hostIds = hosts.map((host) => host.id);
  const remembered: Effect[] = key
    ? [{ kind: 'put-token', key, stored: { inputHash: token!.inputHash, outcome: { hostIds } } }]
    : [];
  const inserted = hosts.map((host): Effect => ({ kind: 'insert-host', host, tags }));
  return {
    outcome: permitted({ hostIds }),
    effects: [...inserted, ...remembered, audit(hosts, { allocated: hostIds })],
  };
}

type Each = { readonly refusal: Refusal } | { readonly effects: readonly Effect[] };

/** Decides hosts one by one, each on what the ones before it became: what one is refused does not hold up the others. */
function decideEach(
  command: { actor: Scope; hostIds: readonly string[] },
  facts: Facts,
  decideOne: (host: Host, facts: Facts) => Each,
): Decision {
  const done: Host[] = [];
  const effects: Effect[] = [];
  const trial = copyFacts(facts);
  const hostResults = [...new Set(command.hostIds)].map((hostId): HostResult => {
    const host = trial.hosts.get(hostId);
    const isOwn =
      host?.accountId === command.actor.accountId && host.region === command.actor.region && !isReleased(host);
    const one: Each = isOwn ? decideOne(host, trial) : { refusal: { kind: 'host-not-found', hostId } };
    if ('refusal' in one) return { hostId, ok: false, refusal: one.refusal };
    applyEffects(trial, one.effects);
    effects.push(...one.effects);
    done.push(host!);
    return { hostId, ok: true };
  });
  if (effects.length === 0) return { outcome: permitted({ hostResults }), effects };
  return { outcome: permitted({ hostResults }), effects: [...effects, audit(done, {})] };
}

/** ModifyHosts: a host takes another type, or its whole family, only if the machines on it fit that. */
export function decideHostChange(command: ModifyHostsCommand, facts: Facts): Decision {
  const { takes, ...settings } = command.change;
  return decideEach(command, facts, (host) => {
    const changed: Host = {
      ...host,
      ...definedOf(settings),
      ...(takes && { family: takes.family, instanceType: takes.instanceType }),
    };
    const problem = takes && findTakesProblem(facts, host, changed);
    return problem
      ? { refusal: { kind: 'placement-conflict', problem } }
      : { effects: [{ kind: 'update-host', host: changed }] };
  });
}

const definedOf = <T extends object>(members: T): T =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;

function findTakesProblem(facts: Facts, host: Host, changed: Host): string | undefined {
  if (changed.family !== host.family)
    return `Host ${host.id} is of the family ${host.family} and cannot become ${changed.family}.`;
  if (!changed.instanceType && !allowsMixedSizes(host.family))
    return `Hosts of the family ${host.family} take one type only.`;
  const fitting = new Set(typesOn(changed).map((type) => type.name));
  if (host.groupArn && !allowsMixedSizes(host.family) && changed.instanceType !== host.instanceType)
    return `Host ${host.id} is in ${host.groupArn}, which is for ${host.instanceType} only; take it out of the group first.`;
  if (fitting.size === 0) return `No host takes ${changed.instanceType ?? changed.family}.`;
  const cores = factsOf(changed)?.cores;
  if (cores !== factsOf(host)?.cores)
    return `A host for ${changed.instanceType ?? changed.family} has ${cores} cores, and host ${host.id} has ${host.cores}; allocate another.`;
  const misfit = machinesOn(facts, host.id).find(
    (instance) => occupiesHost(instance) && !fitting.has(instance.instanceType),
  );
  return misfit && `Host ${host.id} runs ${misfit.id}, a ${misfit.instanceType}; stop it first.`;
}

/** ReleaseHosts: a host with machines that are not stopped stays. What it keeps under licenseAffinityToHost it keeps. */
export function decideHostRelease(command: ReleaseHostsCommand, facts: Facts): Decision {
  return decideEach(command, facts, (host) => {
    const machine = machinesOn(facts, host.id).find(occupiesHost);
    if (machine) return { refusal: { kind: 'host-occupied', hostId: host.id, instanceId: machine.id } };
    const until = releasableFrom(host);
    return until && until > facts.at && host.state === 'available'
      ? { refusal: { kind: 'host-too-young', hostId: host.id, takes: kindOf(host), until } }
      : { effects: releaseHost(facts, host) };
  });
}

/** GroupResources and UngroupResources on a host resource group, host by host. */
export function decideHostGrouping(command: GroupHostsCommand, facts: Facts): Decision {
  const { kind, actor, groupArn } = command;
  const group = facts.groups.get(groupArn);
  if (group?.accountId !== actor.accountId || group.region !== actor.region)
    return refuse({ kind: 'host-group-not-found', groupArn });
  return decideEach(command, facts, (host, now) => {
    const conflict = (problem: string): Each => ({ refusal: { kind: 'placement-conflict', problem } });
    if (kind === 'ungroup-hosts')
      return host.groupArn === groupArn
        ? { effects: [{ kind: 'update-host', host: { ...host, groupArn: undefined } }] }
        : conflict(`Host ${host.id} is not in ${group.name}.`);
    if (host.groupArn === groupArn) return { effects: [] };
    if (host.groupArn) return conflict(`Host ${host.id} is in ${host.groupArn}; a host is in one group at the most.`);
    if (host.state !== 'available') return { refusal: { kind: 'host-state', hostId: host.id, state: host.state } };
    const problem = findGroupProblem(now, group, { ...host, what: `host ${host.id}`, licenses: licensesOn(now, host) });
    return problem ? conflict(problem) : { effects: [{ kind: 'update-host', host: { ...host, groupArn } }] };
  });
}

const licensesOn = (facts: Facts, host: Host): License[] =>
  [host.id, ...machinesOn(facts, host.id).map((instance) => instance.id)].flatMap((id) => licensesOf(facts, id));

const audit = (hosts: readonly Host[], detail: Record<string, unknown>): Effect => ({
  kind: 'audit',
  resources: hosts.map((host) => resourceArn(hostResource(host))),
  detail,
});
