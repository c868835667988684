import { type FailHostCommand, permitted } from '../commands.ts';
import { type Decision, refuse } from '../decision.ts';
import { type Association, type Effect, type Facts, machinesOn } from '../facts.ts';
import { entering, type Instance } from '../instances/instance.ts';
import { describeLicenseProblem, type LicenseProblem } from '../refusal.ts';
import { resourceArn } from '../resource.ts';
import { type Host, isReleased, occupiesHost } from './host.ts';
import { drawUpHost } from './host-allocation.ts';
import { hostResource } from './host-licenses.ts';
import { releaseHost, settle } from './host-settlement.ts';

const HOST_FAILURE = 'Server.HostFailure: The Dedicated Host failed';

/**
 * A host breaks down. With host recovery its machines go to a new host of the same kind, which takes the licenses; a hard
 * limit that has no room for that blocks the recovery, and is reported. Without recovery the machines stop.
 */
export function decideHostFailure({ actor, hostId }: FailHostCommand, facts: Facts): Decision {
  const host = facts.hosts.get(hostId);
  if (!host || isReleased(host)) return refuse({ kind: 'host-not-found', hostId });
  if (host.state !== 'available') return refuse({ kind: 'host-state', hostId, state: host.state });
  const machines = machinesOn(facts, hostId);
  const replacement = replacementFor(host, facts, actor.requestId);
  const moves = host.hostRecovery ? moveTo(replacement, host, machines, facts) : [];
  const { problems } = settle(facts, moves, new Set([hostId, replacement.id]));
  if (host.hostRecovery && problems.length === 0)
    return {
      outcome: permitted({ recoveredTo: replacement.id }),
      effects: [
        ...moves,
        audit([host, replacement], { recoveredTo: replacement.id, instanceIds: machines.map(({ id }) => id) }),
      ],
    };
  const stops = machines
    .filter(({ state }) => state === 'pending' || state === 'running')
    .map(
      (instance): Effect => ({
        kind: 'update-instance',
        instance: { ...instance, ...entering('stopping', facts.at, HOST_FAILURE) },
      }),
    );
  const failed: Effect = { kind: 'update-host', host: { ...host, state: 'permanent-failure' } };
  return {
    outcome: permitted(),
    effects: [
      failed,
      ...stops,
      ...problems.map((problem) => report(host, problem)),
      audit([host], { stopped: stops.length }),
    ],
  };
}

function replacementFor(host: Host, facts: Facts, seed: string): Host {
  const { accountId, region, availabilityZone, family, instanceType, groupArn } = host;
  const { autoPlacement, hostRecovery, hostMaintenance } = host;
  const kind = { availabilityZone, family, ...(instanceType && { instanceType }), ...(groupArn && { groupArn }) };
  const settings = { autoPlacement, hostRecovery, hostMaintenance };
  return drawUpHost({ scope: { accountId, region }, at: facts.at, seed, index: 0, ...kind, ...settings });
}

/**
 * The machines that are up move, and the failed host is given up. Stopped ones are not recovered, not even those that
 * affinity binds to it: their start fails until they are moved (EC2 user guide, Dedicated Host recovery).
 */
function moveTo(replacement: Host, host: Host, machines: readonly Instance[], facts: Facts): Effect[] {
  const moved = machines.filter(occupiesHost);
  const own = (facts.associations.get(host.id) ?? []).map(
    (association): Association => ({ ...association, resource: hostResource(replacement) }),
  );
  return [
    { kind: 'insert-host', host: replacement, tags: {}, replaces: host.id },
    ...moved.map(
      (instance): Effect => ({ kind: 'update-instance', instance: { ...instance, hostId: replacement.id } }),
    ),
    ...releaseHost(facts, host, true),
    ...own.map((association): Effect => ({ kind: 'associate', association })),
  ];
}

const report = (host: Host, problem: LicenseProblem): Effect => ({
  kind: 'record-failure',
  licenseId: problem.license.id,
  resource: hostResource(host),
  message: `Host recovery was blocked. ${describeLicenseProblem(problem, 'the replacement host')}`,
});

const audit = (hosts: readonly Host[], detail: Record<string, unknown>): Effect => ({
  kind: 'audit',
  resources: hosts.map((host) => resourceArn(hostResource(host))),
  detail,
});
