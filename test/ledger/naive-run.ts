import type { Command, InstancesCommand, LaunchCommand } from '../../src/domain/commands.ts';
import { allocate, fail, modify, moveMachine, regroup, release } from './naive-host-commands.ts';
import { autoRelease, findBlocked, settleHosts, usedHosts } from './naive-hosts.ts';
import { changeLicense, deleteLicense, updateTies } from './naive-licenses.ts';
import {
  amountOf,
  breaksRule,
  consumedOf,
  countsHosts,
  DOWN_FROM_STOPPED,
  done,
  type Expectation,
  leftOf,
  type Model,
  type Observed,
  own,
  refused,
  SIZES,
  visible,
} from './naive-model.ts';
import { groupOfHost, groupsFor, mostPlacesFor, namesPlace, putLaunched, putStarted } from './naive-places.ts';

/** Does a command to the model; what is left to the product, such as ids and which of several hosts, is as `observed`. */
export function runNaively(model: Model, command: Command, observed: Observed): Expectation {
  const { machines, tokens, hosts, paid, holds } = model;
  const before = { ...structuredClone({ machines, tokens, hosts, paid, holds }), ties: [...model.ties] };
  const consumed = new Map(model.licenses.map((license) => [license, consumedOf(model, license)]));
  const used = usedHosts(model);
  const attempt = (recover: boolean): Expectation => {
    const expectation = dispatch(model, command, { observed, recover });
    autoRelease(model, used);
    settleHosts(model);
    return expectation;
  };
  let expectation = attempt(true);
  if (findBlocked(model, consumed).length > 0) {
    Object.assign(model, before);
    expectation = command.kind === 'fail-host' ? attempt(false) : refused;
  }
  if ('dryRun' in command && command.dryRun) {
    Object.assign(model, before);
    return { ...expectation, changes: false };
  }
  for (const license of model.licenses) {
    const consumed = consumedOf(model, license);
    if (license.hard) license.ceiling = Math.max(license.count!, Math.min(license.ceiling, consumed));
  }
  return expectation;
}

function dispatch(
  model: Model,
  command: Command,
  { observed, recover }: { observed: Observed; recover: boolean },
): Expectation {
  switch (command.kind) {
    case 'launch':
      return launch(model, command, observed);
    case 'start':
      return start(model, command, observed);
    case 'stop':
      return move(model, command, ['shutting-down', DOWN_FROM_STOPPED, 'terminated'], (state) =>
        ['pending', 'running'].includes(state) ? 'stopping' : state,
      );
    case 'terminate':
      for (const machine of own(model, command.actor.accountId, command.instanceIds) ?? [])
        if (machine.state === 'stopped') machine.host = undefined;
      return move(model, command, [], shutDown);
    case 'advance':
      return advance(model, command.instanceIds);
    case 'change-instance-type':
      return resize(model, command);
    case 'update-license-specifications':
      return updateTies(model, command);
    case 'update-license-configuration':
      return changeLicense(model, command);
    case 'delete-license-configuration':
      return deleteLicense(model, command);
    case 'allocate-hosts':
      return allocate(model, command, observed);
    case 'modify-hosts':
      return modify(model, command);
    case 'release-hosts':
      return release(model, command);
    case 'group-hosts':
    case 'ungroup-hosts':
      return regroup(model, command);
    case 'fail-host':
      return fail(model, command.hostId, { observed, recover });
    case 'change-placement':
      return moveMachine(model, command);
    case 'settle-hosts':
      model.holds.clear();
      return done(false);
    default:
      throw new Error(`The model does not know ${command.kind}`);
  }
}

function launch(model: Model, { actor, request, token }: LaunchCommand, observed: Observed): Expectation {
  const used = model.tokens.find((t) => t.account === actor.accountId && t.token === token?.value);
  if (used) return used.hash === token?.inputHash ? done(false) : refused;
  const image = model.images.find(({ id }) => id === request.imageId);
  if (!image || (!image.isPublic && image.owner !== actor.accountId)) return refused;
  const named = request.licenseConfigurationArns.map((arn) => visible(model, actor.accountId, arn));
  const fromImage = model.ties.filter(({ license, resourceId, scope }) => {
    const tracks =
      [license.account, image.owner].includes(actor.accountId) ||
      (scope === 'cross-account' && license.account === image.owner);
    return resourceId === image.id && tracks && license.status === 'AVAILABLE';
  });
  const [vcpus, typeCores, typeThreads] = SIZES[request.instanceType]!;
  const { coreCount: cores = typeCores, threadsPerCore: threads = typeThreads } = request.cpuOptions ?? {};
  const licenses = [...new Set([...named, ...fromImage.map((tie) => tie.license)])];
  const counted = licenses.filter((license) => license !== undefined).filter(countsHosts);
  const wish = { account: actor.accountId, type: request.instanceType, licenses: counted };
  const groups = namesPlace(request) ? [] : groupsFor(model, wish);
  const tenancy = groups.length > 0 ? 'host' : request.tenancy;
  const machine = { type: request.instanceType, cores, threads, tenancy, vcpus };
  if (licenses.some((license) => license?.status !== 'AVAILABLE' || breaksRule(license, machine))) return refused;
  if (request.tenancy !== 'host' && (request.hostId || request.hostResourceGroupArn || request.affinity))
    return refused;
  let count = 0;
  while (
    count < request.maxCount &&
    licenses.every(
      (license) =>
        (count + 1) * amountOf(license!, machine) <= leftOf(model, license!) || amountOf(license!, machine) === 0,
    )
  )
    count++;
  if (tenancy === 'host')
    count = mostPlacesFor(model, actor.accountId, { request, groups, licenses: counted, wanted: count });
  if (count < request.minCount) return refused;
  const into = groups.length > 0 ? groupOfHost(model, observed.launched[0]?.hostId, groups) : undefined;
  const group = into ?? request.hostResourceGroupArn;
  const launched = observed.launched.map(({ id }) => {
    for (const license of licenses) model.ties.push({ license: license!, resourceId: id, scope: undefined });
    const { affinity, availabilityZone: zone = 'us-east-1a' } = request;
    return { ...machine, id, account: actor.accountId, state: 'placing', zone, group, affinity: affinity === 'host' };
  });
  model.machines.push(...launched);
  const placed = { ...request, ...(group && { hostResourceGroupArn: group }) };
  if (tenancy === 'host') putLaunched(model, launched, { request: placed, licenses: counted, observed });
  for (const one of launched) one.state = 'pending';
  if (token) model.tokens.push({ account: actor.accountId, token: token.value, hash: token.inputHash });
  return done(true, count);
}

function start(model: Model, { actor, instanceIds, dryRun }: InstancesCommand, observed: Observed): Expectation {
  const machines = own(model, actor.accountId, instanceIds);
  if (!machines || machines.some(({ state }) => !['running', 'pending', 'stopped'].includes(state))) return refused;
  const stopped = machines.filter(({ state }) => state === 'stopped');
  const tied = stopped.flatMap((machine) =>
    model.ties.filter((tie) => tie.resourceId === machine.id).map(({ license }) => ({ machine, license })),
  );
  if (tied.some(({ machine, license }) => license.status !== 'AVAILABLE' || breaksRule(license, machine)))
    return refused;
  for (const license of model.licenses) {
    const needed = tied
      .filter((tie) => tie.license === license && !license.stoppedToo)
      .reduce((sum, { machine }) => sum + amountOf(license, machine), 0);
    if (needed > 0 && needed > leftOf(model, license)) return refused;
  }
  if (dryRun && stopped.some(({ tenancy }) => tenancy === 'host')) return observed.ok ? done(true) : refused;
  if (!putStarted(model, stopped, observed)) return refused;
  for (const machine of stopped) machine.state = 'pending';
  return done(stopped.length > 0);
}

function move(
  model: Model,
  { actor, instanceIds }: InstancesCommand,
  never: string[],
  to: (state: string) => string,
): Expectation {
  const machines = own(model, actor.accountId, instanceIds);
  if (!machines || machines.some(({ state }) => never.includes(state))) return refused;
  const moved = machines.filter((machine) => machine.state !== to(machine.state));
  for (const machine of moved) machine.state = to(machine.state);
  return done(moved.length > 0);
}

function shutDown(state: string): string {
  if (state === 'stopped') return DOWN_FROM_STOPPED;
  return state === 'terminated' || state === DOWN_FROM_STOPPED ? state : 'shutting-down';
}

/** Every passing state that is named is taken to be over. */
function advance(model: Model, ids: readonly string[]): Expectation {
  const next: Record<string, string> = {
    pending: 'running',
    stopping: 'stopped',
    'shutting-down': 'terminated',
    [DOWN_FROM_STOPPED]: 'terminated',
  };
  for (const machine of model.machines.filter(({ id }) => ids.includes(id))) {
    machine.state = next[machine.state] ?? machine.state;
    if (machine.state === 'terminated') model.ties = model.ties.filter((tie) => tie.resourceId !== machine.id);
  }
  return done(false);
}

function resize(
  model: Model,
  { actor, instanceId, instanceType }: Extract<Command, { kind: 'change-instance-type' }>,
): Expectation {
  const [machine] = own(model, actor.accountId, [instanceId]) ?? [];
  if (machine?.state !== 'stopped') return refused;
  const [, cores, threads] = SIZES[instanceType]!;
  const resized = { ...machine, type: instanceType, cores, threads };
  const held = model.ties
    .filter(({ license, resourceId }) => resourceId === machine.id && license.stoppedToo)
    .map(({ license }) => license);
  for (const license of held) {
    if (license.status !== 'AVAILABLE' || breaksRule(license, resized)) return refused;
    const more = amountOf(license, resized) - amountOf(license, machine);
    if (more > 0 && more > leftOf(model, license)) return refused;
  }
  Object.assign(machine, resized);
  return done(true);
}
