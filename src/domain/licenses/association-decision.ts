import { licenseConfigurationArn, parseLicenseConfigurationArn } from '../arn.ts';
import { findInstanceType } from '../catalogue/instance-types.ts';
import { findPublicImage } from '../catalogue/public-images.ts';
import { type ForgetImageCommand, permitted, type UpdateLicenseSpecificationsCommand } from '../commands.ts';
import { type Decision, pass, refuse, type Scope, type Step, stop } from '../decision.ts';
import { isPresent, licensesForServer, machineOfServer, type Server } from '../discovery/server.ts';
import { type Association, consumptionKey, type Effect, type Facts, type Held, machinesOn } from '../facts.ts';
import { type Host, isReleased } from '../hosts/host.ts';
import { hostResource } from '../hosts/host-licenses.ts';
import { holdsLicenses, type Instance, machineOf } from '../instances/instance.ts';
import { findVisibleLicense } from '../launch/launch-licenses.ts';
import { findImage } from '../launch/launch-placement.ts';
import type { LicenseProblem } from '../refusal.ts';
import { parseResourceArn, type Resource } from '../resource.ts';
import { countsHosts, findHostBreach, isVisibleTo, type License, licensesFor } from './license.ts';
import { findLimitProblems, findTermProblems, LICENSES_PER_RESOURCE } from './license-claim.ts';
import { consume, licensesOf, tie, untie } from './license-effects.ts';

/** The widest scope of an image's association: launches from every account are tracked. */
const CROSS_ACCOUNT = 'cross-account';

interface Target {
  readonly resource: Resource;
  readonly instance?: Instance;
  readonly host?: Host;
  readonly server?: Server;
}

interface Wanted {
  readonly license: License;
  readonly amiScope?: string;
}

/**
 * UpdateLicenseSpecificationsForResource: removes first, then adds, all or nothing. Removing what is not there or not
 * visible, adding what is there already, and removing what is added again change nothing.
 */
export function decideLicenseSpecifications(command: UpdateLicenseSpecificationsCommand, facts: Facts): Decision {
  const target = findTarget(command, facts);
  if (!target.ok) return refuse(target.refusal);
  const { resource, instance, host, server } = target.value;
  const wanted = findWanted(command, facts, resource);
  if (!wanted.ok) return refuse(wanted.refusal);
  const before = findChangeable(facts, command.actor, resource);
  const removing = new Set(
    command.remove.map((r) => findVisibleLicense(facts, command.actor, r.licenseConfigurationArn)?.id),
  );
  const removed = before.filter((a) => removing.has(a.licenseId) && !wanted.value.some((w) => isSame(a, w)));
  const stuck = findStuck(command, target.value, facts);
  if (stuck) return refuse(stuck);
  const found = removed.find((a) => a.discovered);
  if (found)
    return refuse({
      kind: 'discovered',
      resourceArn: command.resourceArn,
      license: facts.licenses.get(found.licenseId)!,
    });
  const kept = before.filter((a) => !removed.includes(a));
  const added = wanted.value.filter((w) => !kept.some((a) => isWithin(a, w)));
  const replaced = kept.filter((a) => added.some((w) => w.license.id === a.licenseId));
  const count = kept.length - replaced.length + added.length;
  if (added.length > 0 && count > LICENSES_PER_RESOURCE)
    return refuse({ kind: 'too-many-licenses', count, limit: LICENSES_PER_RESOURCE });
  const tied = instance
    ? tieInstance(instance, added, command.resourceArn)
    : host
      ? tieHost(host, added, command.resourceArn)
      : server
        ? tieServer(server, added, facts.at)
        : pass(added.map((w) => tie(resource, w.license, w.amiScope)));
  if (!tied.ok) return refuse(tied.refusal);
  const loosen = (a: Association): Effect[] =>
    host ? [{ kind: 'disassociate', licenseId: a.licenseId, resource }] : untie(facts, a.licenseId, resource);
  const pinned = kept.filter((a) => a.discovered && wanted.value.some((w) => w.license.id === a.licenseId));
  const effects = [...[...removed, ...replaced].flatMap(loosen), ...tied.value, ...pinned.flatMap(pin)];
  if (effects.length === 0) return { outcome: permitted(), effects };
  return { outcome: permitted(), effects: [...effects, audit(command, removed, added)] };
}

/** The associations that the account may change: all of its own resource, and of another's image those of its own licenses. */
const findChangeable = (facts: Facts, scope: Scope, resource: Resource): Association[] =>
  (facts.associations.get(resource.id) ?? []).filter(
    (a) => isOwned(resource, scope) || a.licenseAccountId === scope.accountId,
  );

const isSame = (association: Association, wanted: Wanted): boolean =>
  association.licenseId === wanted.license.id && association.amiScope === wanted.amiScope;

/** Whether what is tied is what is wanted already: to add a license without a scope says nothing of the scope that it has. */
const isWithin = (association: Association, wanted: Wanted): boolean =>
  isSame(association, wanted) || (association.licenseId === wanted.license.id && wanted.amiScope === undefined);

/** Why a license that a resource holds cannot be taken off it by this account, or by this resource. */
function findStuck({ actor, resourceArn, remove }: UpdateLicenseSpecificationsCommand, target: Target, facts: Facts) {
  for (const { licenseConfigurationArn: arn } of remove) {
    const ref = parseLicenseConfigurationArn(arn);
    const license = ref && facts.licenses.get(ref.id);
    if (!license || license.accountId !== ref.accountId || license.region !== ref.region) continue;
    const tied = (facts.associations.get(target.resource.id) ?? []).some((a) => a.licenseId === license.id);
    if (tied && isOwned(target.resource, actor) && !isVisibleTo(license, actor.accountId))
      return { kind: 'license-foreign', license, resourceArn } as const;
    const held = target.host && !tied ? facts.consumption.get(consumptionKey(license.id, target.host.id)) : undefined;
    if (target.host && held) return whoHolds(target.host, license, held, facts);
  }
  return undefined;
}

/** A host holds a license that is not tied to it for its machines, or for a time after them. */
function whoHolds({ id: hostId }: Host, license: License, { holdUntil }: Held, facts: Facts) {
  const holders = machinesOn(facts, hostId).filter((one) => licensesOf(facts, one.id).includes(license));
  return {
    kind: 'held-on-host',
    license,
    hostId,
    instanceIds: holders.map((one) => one.id),
    until: holdUntil,
  } as const;
}

/** What discovery tied and somebody ties by hand stays from now on, with what the resource holds. */
const pin = ({ discovered, ...association }: Association): Effect[] => {
  const { licenseId, resource } = association;
  return [
    { kind: 'disassociate', licenseId, resource },
    { kind: 'associate', association },
  ];
};

/** The resource of the account that the ARN names. An image that is gone can only wait for its sweep. */
function findTarget(command: UpdateLicenseSpecificationsCommand, facts: Facts): Step<Target> {
  const foreign = findForeignTarget(command, facts);
  return foreign ? pass(foreign) : findOwnTarget(command, facts);
}

/** Another account's machine or image, to take off it what is tied of the account's own licenses: scope cross-account ties those. */
function findForeignTarget({ actor, resourceArn, add, remove }: UpdateLicenseSpecificationsCommand, facts: Facts) {
  const named = parseResourceArn(resourceArn);
  if (!named || named.region !== actor.region || add.length > 0 || remove.length === 0) return undefined;
  const instance = named.type === 'EC2_INSTANCE' ? facts.instances.get(named.id) : undefined;
  const ownerId = instance?.accountId ?? (named.type === 'EC2_AMI' ? facts.images.get(named.id)?.ownerId : undefined);
  if (!ownerId || ownerId === actor.accountId || (named.ownerId && named.ownerId !== ownerId)) return undefined;
  const ours = (facts.associations.get(named.id) ?? []).filter((a) => a.licenseAccountId === actor.accountId);
  const removing = remove.map(({ licenseConfigurationArn: arn }) => parseLicenseConfigurationArn(arn)?.id);
  const isTied = removing.every((id) => ours.some((a) => a.licenseId === id));
  return isTied ? { resource: { ...named, ownerId }, ...(instance && { instance }) } : undefined;
}

function findOwnTarget({ actor, resourceArn, remove }: UpdateLicenseSpecificationsCommand, facts: Facts): Step<Target> {
  const resource = parseResourceArn(resourceArn);
  const unknown = stop({ kind: 'resource-not-found', resourceArn });
  if (!resource || resource.region !== actor.region) return unknown;
  if (resource.type === 'EC2_AMI') {
    const image = findImage(facts, actor, resource.id);
    if (image) return pass({ resource: { ...resource, ownerId: image.ownerId } });
    const isTied = (facts.associations.get(resource.id) ?? []).some((a) => a.licenseAccountId === actor.accountId);
    return isTied && remove.length > 0 ? stop({ kind: 'image-deregistered', imageId: resource.id }) : unknown;
  }
  const host = resource.type === 'EC2_HOST' ? facts.hosts.get(resource.id) : undefined;
  if (host)
    return host.accountId === actor.accountId &&
      host.region === actor.region &&
      resource.ownerId === actor.accountId &&
      !isReleased(host)
      ? pass({ resource, host })
      : unknown;
  const server = facts.servers.get(resource.id);
  if (server)
    return server.resource.ownerId === actor.accountId &&
      server.resource.region === actor.region &&
      resource.ownerId === actor.accountId
      ? pass({ resource, server })
      : unknown;
  const instance = resource.type === 'EC2_INSTANCE' ? facts.instances.get(resource.id) : undefined;
  const isOwn = instance?.accountId === actor.accountId && instance.region === actor.region;
  if (!isOwn || resource.ownerId !== actor.accountId) return unknown;
  return instance.state === 'terminated' ? unknown : pass({ resource, instance });
}

function findWanted(
  { actor, add }: UpdateLicenseSpecificationsCommand,
  facts: Facts,
  resource: Resource,
): Step<Wanted[]> {
  const wanted = new Map<string, Wanted>();
  for (const { licenseConfigurationArn: arn, amiAssociationScope: scope } of add) {
    const license = findVisibleLicense(facts, actor, arn);
    if (!license) return stop({ kind: 'license-not-found', arn });
    if (license.status !== 'AVAILABLE')
      return stop({ kind: 'licenses', what: 'this association', problems: [{ kind: 'disabled', license }] });
    const amiScope = scope === CROSS_ACCOUNT && resource.type === 'EC2_AMI' ? scope : undefined;
    if (!isOwned(resource, actor) && (amiScope || license.accountId !== actor.accountId))
      return stop({ kind: 'image-not-owned', imageId: resource.id });
    wanted.set(license.id, { license, ...(amiScope && { amiScope }) });
  }
  return pass([...wanted.values()]);
}

const isOwned = (resource: Resource, scope: Scope): boolean => resource.ownerId === scope.accountId;

/** A running machine takes the licenses at once; a stopped one when it starts, unless stopped machines count too. */
function tieInstance(instance: Instance, added: readonly Wanted[], resourceArn: string): Step<Effect[]> {
  if (added.length > 0 && instance.state === 'shutting-down')
    return stop({ kind: 'resource-state', resourceArn, state: instance.state });
  const machine = machineOf(instance, findInstanceType(instance.instanceType)!);
  const licenses = added.map((wanted) => wanted.license);
  const what = instance.id;
  const broken = findTermProblems(licenses, machine);
  if (broken.length > 0) return stop({ kind: 'licenses', what, problems: broken });
  const taken = licenses.filter((license) => holdsLicenses(instance.state, license.rules));
  const problems = findLimitProblems(taken.map((license) => ({ license, amount: licensesFor(license, machine) })));
  if (problems.length > 0) return stop({ kind: 'licenses', what, problems });
  const { id, accountId: ownerId, region } = instance;
  const ties = licenses.map((license) => tie({ type: 'EC2_INSTANCE', id, ownerId, region }, license));
  return pass([...ties, ...taken.flatMap((license) => consume(instance, license, machine))]);
}

/** A server that reports takes the licenses at once. Cores and sockets that a guest sees are no basis for a count. */
function tieServer(server: Server, added: readonly Wanted[], at: Date): Step<Effect[]> {
  const { resource } = server;
  const licenses = added.map((wanted) => wanted.license);
  const misfit = licenses.find(countsHosts);
  if (misfit) return stop({ kind: 'counts-hosts', license: misfit, resourceId: resource.id });
  const uncounted = licenses.find((license) => licensesForServer(license, server) === undefined);
  if (uncounted) return stop({ kind: 'cpus-unknown', license: uncounted, resourceId: resource.id });
  const what = resource.id;
  const broken = findTermProblems(licenses, machineOfServer(server));
  if (broken.length > 0) return stop({ kind: 'licenses', what, problems: broken });
  const claims = licenses.map((license) => ({ license, amount: licensesForServer(license, server)! }));
  const taken = isPresent(server, at) ? claims : [];
  const problems = findLimitProblems(taken);
  if (problems.length > 0) return stop({ kind: 'licenses', what, problems });
  return pass([
    ...licenses.map((license) => tie(resource, license)),
    ...taken.map(({ license, amount }): Effect => ({ kind: 'consume', licenseId: license.id, resource, amount })),
  ]);
}

/** A host pays from now on, empty or not; what it takes is settled for every change of a host. */
function tieHost(host: Host, added: readonly Wanted[], resourceArn: string): Step<Effect[]> {
  const licenses = added.map((wanted) => wanted.license);
  const misfit = licenses.find((license) => !countsHosts(license));
  if (misfit) return stop({ kind: 'counts-machines', license: misfit, hostId: host.id });
  if (licenses.length > 0 && host.state !== 'available')
    return stop({ kind: 'resource-state', resourceArn, state: host.state });
  const broken = licenses.flatMap((license): LicenseProblem[] => {
    const breach = findHostBreach(license, host);
    return breach ? [{ kind: 'rule', license, breach }] : [];
  });
  return broken.length > 0
    ? stop({ kind: 'licenses', what: host.id, problems: broken })
    : pass(licenses.map((license) => tie(hostResource(host), license)));
}

function audit(
  command: UpdateLicenseSpecificationsCommand,
  removed: readonly Association[],
  added: readonly Wanted[],
): Effect {
  const { region } = command.actor;
  const removedArns = removed.map((a) =>
    licenseConfigurationArn({ accountId: a.licenseAccountId, region }, a.licenseId),
  );
  const addedArns = added.map(({ license }) => licenseConfigurationArn(license, license.id));
  return {
    kind: 'audit',
    resources: [command.resourceArn, ...removedArns, ...addedArns],
    detail: { removed: removedArns, added: addedArns },
  };
}

/** Takes the licenses off an image that is gone. */
export function decideForgetImage({ actor, imageId }: ForgetImageCommand, facts: Facts): Decision {
  const isThere = facts.images.has(imageId) || findPublicImage(actor.region, imageId);
  const licenses = isThere ? [] : licensesOf(facts, imageId);
  if (licenses.length === 0) return { outcome: permitted(), effects: [] };
  const removed = licenses.map((license) => licenseConfigurationArn(license, license.id));
  const image: Resource = { type: 'EC2_AMI', id: imageId, ownerId: actor.accountId, region: actor.region };
  const untied = licenses.flatMap((license) => untie(facts, license.id, image));
  return {
    outcome: permitted(),
    effects: [...untied, { kind: 'audit', resources: removed, detail: { imageId, removed } }],
  };
}
