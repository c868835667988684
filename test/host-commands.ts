import type {
  ChangePlacementCommand,
  Command,
  GroupHostsCommand,
  InstancesCommand,
  LaunchRequest,
  ModifyHostsCommand,
  Permitted,
} from '../src/domain/commands.ts';
import { decide } from '../src/domain/decide.ts';
import type { Facts } from '../src/domain/facts.ts';
import type { Host } from '../src/domain/hosts/host.ts';
import type { Instance } from '../src/domain/instances/instance.ts';
import type { License } from '../src/domain/licenses/license.ts';
import { describeRefusal } from '../src/domain/refusal.ts';
import {
  arnOf,
  exampleActor,
  exampleFacts,
  exampleHost,
  exampleInstance,
  exampleLaunch,
  exampleLicense,
  hostId,
  instanceId,
  licenseId,
  NOW,
  REGION,
  type Tie,
  textOf,
} from './example-facts.ts';

// Commands on Dedicated Hosts, decided on facts, and what is to be seen of the facts afterwards.

const DAY_MS = 24 * 60 * 60 * 1000;
export const daysLater = (days: number): Date => new Date(NOW.getTime() + days * DAY_MS);

export const coreLicense = (given: Partial<License> = {}): License =>
  exampleLicense({ countingType: 'Core', ...given });
export const socketLicense = (given: Partial<License> = {}): License =>
  exampleLicense({ id: licenseId(2), countingType: 'Socket', ...given });

/** A running m5.xlarge on the host `exampleHost`, unless `given` says otherwise. */
export const machineOnHost = (given: Partial<Instance> = {}): Instance =>
  exampleInstance({ tenancy: 'host', hostId: hostId(1), ...given });

export const host = (n: number, given: Partial<Host> = {}): Host => exampleHost({ id: hostId(n), ...given });

/** Decides a command; `text` is what its user reads, or what came of each host. */
export function run(facts: Facts, command: Command) {
  const decision = decide(command, facts);
  const { hostResults } = decision.outcome as Permitted;
  const text = hostResults
    ? hostResults.map((result) => (result.ok ? 'ok' : describeRefusal(result.refusal))).join('; ')
    : textOf(decision.outcome);
  return { ...decision, text, permitted: decision.outcome as Permitted };
}

const actor = (action: string, requestId = 'request-1') => exampleActor(action, { requestId });

export const act = (facts: Facts, kind: InstancesCommand['kind'], ...ns: number[]) =>
  run(facts, { kind, actor: actor(`ec2:${kind}`), dryRun: false, instanceIds: ns.map(instanceId) });

/** Ends the passing states of machines at a time, a second later unless it is said. */
export const advance = (facts: Facts, at = new Date(facts.at.getTime() + 1000)) =>
  run(Object.assign(facts, { at }), { kind: 'advance', instanceIds: [...facts.instances.keys()] });

/** Launches m5.xlarge on hosts with the licenses named. */
export const launchOnHost = (
  facts: Facts,
  licenses: readonly License[],
  request: Partial<LaunchRequest> = {},
  requestId = 'request-1',
) =>
  run(
    facts,
    exampleLaunch(
      { tenancy: 'host', licenseConfigurationArns: licenses.map(arnOf), ...request },
      { actor: { requestId } },
    ),
  );

export const release = (facts: Facts, ...ns: number[]) =>
  run(facts, { kind: 'release-hosts', actor: actor('ec2:ReleaseHosts'), hostIds: ns.map(hostId) });

export const modify = (facts: Facts, change: ModifyHostsCommand['change'], ...ns: number[]) =>
  run(facts, { kind: 'modify-hosts', actor: actor('ec2:ModifyHosts'), hostIds: ns.map(hostId), change });

export const group = (facts: Facts, kind: GroupHostsCommand['kind'], groupArn: string, ...ns: number[]) =>
  run(facts, { kind, actor: actor('resource-groups:GroupResources'), groupArn, hostIds: ns.map(hostId) });

export const fail = (facts: Facts, n = 1) =>
  run(facts, { kind: 'fail-host', actor: actor('headroom:FailHost', 'failure'), hostId: hostId(n) });

export const settle = (facts: Facts, at: Date) =>
  run(Object.assign(facts, { at }), { kind: 'settle-hosts', hostIds: [...facts.hosts.keys()] });

export const move = (facts: Facts, change: ChangePlacementCommand['change'], n = 1) =>
  run(facts, {
    kind: 'change-placement',
    actor: actor('ec2:ModifyInstancePlacement'),
    instanceId: instanceId(n),
    change,
  });

interface Specifications {
  readonly add?: readonly License[];
  readonly remove?: readonly License[];
}

export const specify = (facts: Facts, resource: string, { add = [], remove = [] }: Specifications) =>
  run(facts, {
    kind: 'update-license-specifications',
    actor: actor('license-manager:UpdateLicenseSpecificationsForResource'),
    resourceArn: `arn:aws:ec2:${REGION}:111111111111:${resource}`,
    add: add.map((license) => ({ licenseConfigurationArn: arnOf(license) })),
    remove: remove.map((license) => ({ licenseConfigurationArn: arnOf(license) })),
  });

/** What each host holds of each license, such as `{ 'host 1': { 'license 1': 48 } }`. */
export function heldByHosts(facts: Facts): Record<string, Record<string, number>> {
  const held: Record<string, Record<string, number>> = {};
  for (const [key, { amount }] of facts.consumption) {
    const [license, resource] = key.split(' ') as [string, string];
    if (!facts.hosts.has(resource)) continue;
    const name = `host ${numberOf(resource)}`;
    held[name] = { ...held[name], [`license ${numberOf(license)}`]: amount };
  }
  return held;
}

const numberOf = (id: string): number | string =>
  /-0{6}/.test(id) ? Number.parseInt(id.replace(/^\w+-/, ''), 16) : 'new';

/** The number of the host that each machine is on, or `new`. */
export const placesOf = (facts: Facts): (number | string | undefined)[] =>
  [...facts.instances.values()].map((instance) => instance.hostId && numberOf(instance.hostId));

/** Facts of host 1 with machines, all tied to the licenses; it pays for those that are held. */
export function payingHost(
  licenses: readonly License[],
  machines = [machineOnHost()],
  { held = true, holdUntil = undefined as Date | undefined } = {},
): Facts {
  const one = host(1);
  const amount = (license: License) => (license.countingType === 'Core' ? 48 : 2);
  return exampleFacts({
    licenses: licenses.map((license) => ({ ...license, consumed: held ? amount(license) : 0 })),
    hosts: [one],
    instances: machines,
    ties: licenses.flatMap((license) => machines.map((instance): Tie => ({ license, instance }))),
    hostTies: held
      ? licenses.map((license) => ({
          license,
          host: one,
          tied: false,
          held: amount(license),
          ...(holdUntil && { holdUntil }),
        }))
      : [],
  });
}
