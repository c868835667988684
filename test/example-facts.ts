import { licenseConfigurationArn } from '../src/domain/arn.ts';
import { publicImages } from '../src/domain/catalogue/public-images.ts';
import type { Actor, LaunchCommand, LaunchRequest, Outcome } from '../src/domain/commands.ts';
import { type Association, consumptionKey, type Effect, type Facts, type Held } from '../src/domain/facts.ts';
import type { Host } from '../src/domain/hosts/host.ts';
import { drawUpHost } from '../src/domain/hosts/host-allocation.ts';
import type { HostGroup } from '../src/domain/hosts/host-resource-group.ts';
import { entering, type Instance } from '../src/domain/instances/instance.ts';
import { Machines } from '../src/domain/instances/machines.ts';
import { Layered } from '../src/domain/layered.ts';
import type { License } from '../src/domain/licenses/license.ts';
import { parseLicenseRules } from '../src/domain/licenses/license-rules.ts';
import { NO_NETWORK } from '../src/domain/networks/network-facts.ts';
import { describeRefusal } from '../src/domain/refusal.ts';

// Facts and commands to write given-when-then with: each takes what a test is about and fills in the rest.

export const ACCOUNT = '111111111111';
export const OTHER_ACCOUNT = '222222222222';
export const REGION = 'us-east-1';
export const NOW = new Date('2026-11-24T12:00:00Z');

/** The id of the n-th license configuration of a test. */
export const licenseId = (n: number): string => `lic-${n.toString(16).padStart(32, '0')}`;
export const instanceId = (n: number): string => `i-${n.toString(16).padStart(17, '0')}`;
export const hostId = (n: number): string => `h-${n.toString(16).padStart(17, '0')}`;

export const arnOf = (license: Pick<License, 'accountId' | 'region' | 'id'>): string =>
  licenseConfigurationArn(license, license.id);

/** An Instance license without a limit, unless `given` says otherwise. */
export function exampleLicense(given: Partial<License> = {}): License {
  const countingType = given.countingType ?? 'Instance';
  const parsed = parseLicenseRules(given.ruleTexts ?? [], countingType);
  if (!parsed.ok) throw new Error(parsed.problem);
  return {
    id: licenseId(1),
    accountId: ACCOUNT,
    region: REGION,
    name: 'SQL Server',
    licenseCount: undefined,
    hardLimit: false,
    ruleTexts: [],
    productResourceTypes: [],
    disassociateWhenNotFound: false,
    status: 'AVAILABLE',
    consumed: 0,
    sharedWith: [],
    ...given,
    countingType,
    rules: parsed.rules,
  };
}

/** A vCPU license of 16 with a hard limit. */
export const hardVcpuLicense = (given: Partial<License> = {}): License =>
  exampleLicense({ countingType: 'vCPU', licenseCount: 16, hardLimit: true, ...given });

export const exampleImage = {
  id: 'ami-0aaaaaaaaaaaaaaaa',
  ownerId: ACCOUNT,
  region: REGION,
  architecture: 'x86_64',
  platformDetails: 'Linux/UNIX',
  usageOperation: 'RunInstances',
  rootDeviceName: '/dev/xvda',
};

/** An image that every account may launch; `ownerId` is the account of its publisher. */
export const publicImage = publicImages(REGION).find((image) => image.architecture === 'x86_64')!;

/** A running m5.xlarge (4 vCPUs on 2 cores) of shared tenancy, unless `given` says otherwise. */
export function exampleInstance(given: Partial<Instance> = {}): Instance {
  return {
    accountId: ACCOUNT,
    region: REGION,
    id: instanceId(1),
    reservationId: 'r-00000000000000001',
    launchIndex: 0,
    imageId: exampleImage.id,
    instanceType: 'm5.xlarge',
    coreCount: 2,
    threadsPerCore: 2,
    tenancy: 'default',
    hostId: undefined,
    availabilityZone: `${REGION}a`,
    subnetId: 'subnet-1',
    privateIp: '172.31.0.4',
    ...entering(given.state ?? 'running', new Date(NOW.getTime() - 60_000)),
    launchedAt: new Date(NOW.getTime() - 60_000),
    settings: {
      architecture: 'x86_64',
      platformDetails: 'Linux/UNIX',
      usageOperation: 'RunInstances',
      rootDeviceName: '/dev/xvda',
    },
    ...given,
  };
}

/** An available m5 host (2 sockets, 48 cores) of zone a that takes every m5 size, unless `given` says otherwise. */
export function exampleHost(given: Partial<Host> = {}): Host {
  const family = given.family ?? 'm5';
  const scope = { accountId: ACCOUNT, region: REGION };
  const drawn = drawUpHost({ scope, at: NOW, seed: '', index: 0, availabilityZone: `${REGION}a`, family });
  return { ...drawn, id: hostId(1), ...given };
}

/** A group that takes every family and license and does nothing by itself, unless `given` says otherwise. */
export const exampleGroup = (given: Partial<HostGroup> = {}): HostGroup => ({
  arn: `arn:aws:resource-groups:${REGION}:${ACCOUNT}:group/hosts`,
  accountId: ACCOUNT,
  region: REGION,
  name: 'hosts',
  autoAllocate: false,
  autoRelease: false,
  autoRecovery: false,
  allowedFamilies: undefined,
  allowedLicenseArns: undefined,
  anyLicense: true,
  licenseRequired: true,
  sharedWith: [],
  ...given,
});

/** A license tied to an instance, and how much of it the instance holds. */
export interface Tie {
  readonly license: License;
  readonly instance: Instance;
  readonly held?: number;
}

/** A license that a host holds, tied to the host itself unless only machines or an affinity make it hold. */
export interface HostTie {
  readonly license: License;
  readonly host: Host;
  readonly tied?: boolean;
  readonly held?: number;
  readonly holdUntil?: Date;
}

interface GivenFacts {
  readonly licenses?: readonly License[];
  readonly instances?: readonly Instance[];
  readonly ties?: readonly Tie[];
  readonly hosts?: readonly Host[];
  readonly groups?: readonly HostGroup[];
  readonly hostTies?: readonly HostTie[];
  readonly imageTies?: readonly { license: License; image: { id: string; ownerId: string }; amiScope?: string }[];
}

/** Facts of which the account's own image is one. What ties hold is not added to `consumed`: the license says that. */
export function exampleFacts(given: GivenFacts = {}): Facts {
  const { licenses = [], instances = [], ties = [], imageTies = [], hosts = [], groups = [], hostTies = [] } = given;
  const associations: Association[] = [
    ...ties.map(({ license, instance: { id, accountId: ownerId, region } }) => ({
      licenseId: license.id,
      licenseAccountId: license.accountId,
      resource: { type: 'EC2_INSTANCE' as const, id, ownerId, region },
    })),
    ...hostTies
      .filter(({ tied = true }) => tied)
      .map(({ license, host: { id, accountId: ownerId, region } }) => ({
        licenseId: license.id,
        licenseAccountId: license.accountId,
        resource: { type: 'EC2_HOST' as const, id, ownerId, region },
      })),
    ...imageTies.map(({ license, image: { id, ownerId }, amiScope }) => ({
      licenseId: license.id,
      licenseAccountId: license.accountId,
      resource: { type: 'EC2_AMI' as const, id, ownerId, region: REGION },
      ...(amiScope && { amiScope }),
    })),
  ];
  return {
    at: NOW,
    licenses: new Map(licenses.map((license) => [license.id, license])),
    reportCounts: new Map(),
    associationCounts: new Map(
      licenses.map(({ id }) => [id, associations.filter((association) => association.licenseId === id).length]),
    ),
    images: new Map([[exampleImage.id, exampleImage]]),
    instances: Machines.of(instances),
    associations: new Layered(Map.groupBy(associations, (association) => association.resource.id)),
    hosts: new Map(hosts.map((host) => [host.id, host])),
    servers: new Map(),
    groups: new Map(groups.map((group) => [group.arn, group])),
    consumption: new Map([...ties.flatMap(heldByInstance), ...hostTies.flatMap(heldByHost)]),
    tokens: new Map(),
    network: NO_NETWORK,
    snapshots: new Map(),
  };
}

const heldByInstance = ({ license, instance, held }: Tie): [string, Held][] =>
  held ? [[consumptionKey(license.id, instance.id), { amount: held }]] : [];

const heldByHost = ({ license, host, held, holdUntil }: HostTie): [string, Held][] =>
  held ? [[consumptionKey(license.id, host.id), { amount: held, ...(holdUntil && { holdUntil }) }]] : [];

export const exampleActor = (action: string, given: Partial<Actor> = {}): Actor => ({
  accountId: ACCOUNT,
  region: REGION,
  principalArn: `arn:aws:iam::${given.accountId ?? ACCOUNT}:root`,
  accessKeyId: 'AKIAEXAMPLE',
  requestId: 'request-1',
  sourceIp: '127.0.0.1',
  userAgent: 'test',
  action,
  ...given,
});

/** RunInstances of one m5.xlarge from the account's own image. */
export function exampleLaunch(
  request: Partial<LaunchRequest> = {},
  { actor, ...given }: Partial<Omit<LaunchCommand, 'actor'>> & { actor?: Partial<Actor> } = {},
): LaunchCommand {
  return {
    kind: 'launch',
    actor: exampleActor('ec2:RunInstances', actor),
    dryRun: false,
    request: {
      imageId: exampleImage.id,
      instanceType: 'm5.xlarge',
      minCount: 1,
      maxCount: request.minCount ?? 1,
      tenancy: 'default',
      licenseConfigurationArns: [],
      settings: {},
      tags: {},
      ...request,
    },
    ...given,
  };
}

/** The text that the user of a refused command reads, or `permitted`. */
export const textOf = (outcome: Outcome): string => (outcome.ok ? 'permitted' : describeRefusal(outcome.refusal));

/** The effects of one kind. */
export const effectsOf = <Kind extends Effect['kind']>(effects: readonly Effect[], kind: Kind) =>
  effects.filter((effect): effect is Extract<Effect, { kind: Kind }> => effect.kind === kind);

/** What is consumed of each license of the facts, in their order. */
export const consumedOf = (facts: Facts): number[] => [...facts.licenses.values()].map((license) => license.consumed);

/** All that facts say, to see that they are the same afterwards. */
export const contentOf = (facts: Facts) =>
  structuredClone({
    ...facts,
    instances: [...facts.instances.values()],
    associations: facts.associations.entries(),
  });
