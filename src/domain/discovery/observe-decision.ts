import { licenseConfigurationArn } from '../arn.ts';
import { findInstanceType } from '../catalogue/instance-types.ts';
import { type DeregisterServerCommand, type ObserveCommand, permitted } from '../commands.ts';
import { type Decision, refuse } from '../decision.ts';
import { type Association, consumptionKey, type Effect, type Facts } from '../facts.ts';
import { holdsLicenses, machineOf } from '../instances/instance.ts';
import { countsHosts, type License, licensesFor } from '../licenses/license.ts';
import { LICENSES_PER_RESOURCE } from '../licenses/license-claim.ts';
import { giveBack, licensesOf, tie, untie } from '../licenses/license-effects.ts';
import { type Resource, resourceArn } from '../resource.ts';
import { isPresent, licensesForServer } from './server.ts';

/**
 * Brings what a resource is tied to and holds into line with what discovery found on it. Nothing is refused, for a server
 * that runs cannot be stopped from existing: what does not fit is recorded as overage. What was tied by hand stays. What
 * discovery tied and does not find any more is untied where the license says so (DisassociateWhenNotFound), or where it
 * was the license's rule that changed. A repeat changes nothing.
 */
export function decideObservation(command: ObserveCommand, facts: Facts): Decision {
  const { resource } = command;
  const before = facts.associations.get(resource.id) ?? [];
  const takes = takerOf(resource, facts);
  if (!takes)
    return withAudit(
      command,
      before.flatMap((a) => untie(facts, a.licenseId, resource)),
    );
  const found = command.matches.flatMap((id) => findUsable(facts, id));
  const lost = before.filter((a) => isLost(a, command, facts.licenses.get(a.licenseId)));
  const kept = before.filter((a) => !lost.includes(a));
  const added = found.filter((license) => !before.some((a) => a.licenseId === license.id));
  const { tied, failures } = admit(added, { resource, takes, room: LICENSES_PER_RESOURCE - kept.length });
  const ties = tied.map((license): Effect => {
    const effect = tie(resource, license);
    return effect.kind === 'associate'
      ? { ...effect, association: { ...effect.association, discovered: true } }
      : effect;
  });
  const held = kept.flatMap((a) => facts.licenses.get(a.licenseId) ?? []);
  return withAudit(command, [
    ...lost.flatMap((a) => untie(facts, a.licenseId, resource)),
    ...ties,
    ...failures,
    ...[...held, ...tied].flatMap((license) => settle(facts, license, resource, takes(license))),
  ]);
}

/** DeregisterManagedInstance: the server is forgotten and gives back what it holds. */
export function decideDeregistration({ actor, instanceId }: DeregisterServerCommand, facts: Facts): Decision {
  const server = facts.servers.get(instanceId);
  const { accountId, region } = actor;
  const resource: Resource = { type: 'SYSTEMS_MANAGER_MANAGED_INSTANCE', id: instanceId, ownerId: accountId, region };
  const arn = resourceArn(resource);
  if (server?.resource.ownerId !== accountId || server.resource.region !== region)
    return refuse({ kind: 'resource-not-found', resourceArn: arn });
  const untied = licensesOf(facts, instanceId);
  return {
    outcome: permitted(),
    effects: [
      ...untied.flatMap((license) => untie(facts, license.id, resource)),
      { kind: 'remove-server', serverId: instanceId },
      { kind: 'audit', resources: [arn, ...untied.map(arnOf)], detail: {} },
    ],
  };
}

/** How many licenses a resource takes of a license now; undefined where that cannot be known. */
type Taker = (license: License) => number | undefined;

/** Undefined where the resource is gone. */
function takerOf(resource: Resource, facts: Facts): Taker | undefined {
  if (resource.type !== 'EC2_INSTANCE') {
    const server = facts.servers.get(resource.id);
    return server && ((license) => (isPresent(server, facts.at) ? licensesForServer(license, server) : 0));
  }
  const instance = facts.instances.get(resource.id);
  const type = instance && findInstanceType(instance.instanceType);
  if (!type || instance.state === 'terminated') return undefined;
  // A machine that was stopped when it was terminated shuts down with nothing in hand, and takes nothing new.
  if (instance.state === 'shutting-down')
    return ({ id }) => facts.consumption.get(consumptionKey(id, resource.id))?.amount ?? 0;
  return (license) =>
    holdsLicenses(instance.state, license.rules) ? licensesFor(license, machineOf(instance, type)) : 0;
}

/** Whose licenses look here is discovery's to say: those of an organization's management account do, shared or not. */
function findUsable(facts: Facts, licenseId: string): License[] {
  const license = facts.licenses.get(licenseId);
  return license?.status === 'AVAILABLE' ? [license] : [];
}

function isLost(association: Association, { matches, changed }: ObserveCommand, license: License | undefined): boolean {
  if (!association.discovered || matches.includes(association.licenseId)) return false;
  return changed.includes(association.licenseId) || license?.disassociateWhenNotFound === true;
}

/** Which licenses the resource can be tied to; why not is recorded under those that it cannot. */
function admit(
  licenses: readonly License[],
  { resource, takes, room }: { resource: Resource; takes: Taker; room: number },
): { tied: License[]; failures: Effect[] } {
  const tied: License[] = [];
  const failures: Effect[] = [];
  for (const license of licenses) {
    const problem =
      tied.length >= room
        ? `A resource can have ${LICENSES_PER_RESOURCE} license configurations at the most; ${resource.id} has them all.`
        : countsHosts(license)
          ? `${resource.id} is not tied to ${license.id}, which is counted by ${license.countingType}: what discovery finds is counted by vCPU or Instance.`
          : undefined;
    if (problem === undefined) tied.push(license);
    else failures.push(failure(license, resource, problem));
    if (problem === undefined && takes(license) === undefined)
      failures.push(
        failure(
          license,
          resource,
          `${resource.id} runs software of ${license.id}, but has not reported how many CPUs it has; nothing is counted until it does.`,
        ),
      );
  }
  return { tied, failures };
}

/** Takes or gives back what makes the difference, whatever the limit; what passes a hard one is recorded. */
function settle(facts: Facts, license: License, resource: Resource, amount: number | undefined): Effect[] {
  const holds = facts.consumption.get(consumptionKey(license.id, resource.id))?.amount ?? 0;
  const due = amount ?? 0;
  if (due === holds || countsHosts(license)) return [];
  const released = giveBack(facts, license.id, resource);
  if (due === 0) return released;
  const consumed = license.consumed - holds + due;
  const limit = license.licenseCount;
  const passes = license.hardLimit && limit !== undefined && consumed > limit && due > holds;
  return [
    ...released,
    { kind: 'consume', licenseId: license.id, resource, amount: due, observed: true },
    ...(passes
      ? [
          failure(
            license,
            resource,
            `${resource.id} was found with software that needs ${due}; this makes ${consumed} of ${limit} in use.`,
          ),
        ]
      : []),
  ];
}

const failure = (license: License, resource: Resource, message: string): Effect => ({
  kind: 'record-failure',
  licenseId: license.id,
  resource,
  message,
  once: true,
});

const arnOf = (license: License): string => licenseConfigurationArn(license, license.id);

function withAudit({ actor, resource }: ObserveCommand, effects: readonly Effect[]): Decision {
  const idsOf = (kind: 'associate' | 'disassociate' | 'consume') =>
    effects.flatMap((effect) =>
      effect.kind !== kind ? [] : [effect.kind === 'associate' ? effect.association.licenseId : effect.licenseId],
    );
  const [added, removed, counted] = [idsOf('associate'), idsOf('disassociate'), idsOf('consume')];
  if (effects.length === 0) return { outcome: permitted(), effects };
  const audit: Effect = {
    kind: 'audit',
    resources: [resourceArn(resource)],
    detail: { discovery: { added, removed, counted }, accountId: actor.accountId },
  };
  return { outcome: permitted(), effects: [...effects, audit] };
}
