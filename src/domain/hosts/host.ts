import { type HostFacts, hostFacts } from '../catalogue/host-facts.ts';
import { findInstanceType, type InstanceType, typesOfFamily } from '../catalogue/instance-types.ts';
import type { Instance, InstanceState } from '../instances/instance.ts';

export type HostState = 'available' | 'permanent-failure' | 'released' | 'released-permanent-failure';

/** A Dedicated Host. Sockets and cores are the family's, as they were when it was allocated. */
export interface Host {
  readonly accountId: string;
  readonly region: string;
  readonly id: string;
  readonly availabilityZone: string;
  readonly family: string;
  /** The one type it takes; undefined where it takes every type of its family. */
  readonly instanceType: string | undefined;
  readonly sockets: number;
  readonly cores: number;
  /** Nobody publishes figures for such a host; they are deduced. */
  readonly estimated: boolean;
  readonly autoPlacement: boolean;
  readonly hostRecovery: boolean;
  readonly hostMaintenance: boolean;
  readonly state: HostState;
  readonly groupArn: string | undefined;
  readonly clientToken: string | undefined;
  readonly allocatedAt: Date;
  readonly releasedAt: Date | undefined;
}

/** States in which a machine takes room on its host: a stopped one leaves it. */
const OCCUPYING: ReadonlySet<InstanceState> = new Set(['pending', 'running', 'stopping', 'shutting-down']);

export const occupiesHost = (instance: Pick<Instance, 'state'>): boolean => OCCUPYING.has(instance.state);

export const DAY_MS = 24 * 60 * 60 * 1000;

/** Apple's license binds a Mac to its account for a day; undefined of hosts that can be released at any time. */
export const releasableFrom = ({ family, allocatedAt }: Pick<Host, 'family' | 'allocatedAt'>): Date | undefined =>
  typesOfFamily(family).some(({ architectures }) => architectures.some((one) => one.endsWith('_mac')))
    ? new Date(allocatedAt.getTime() + DAY_MS)
    : undefined;

export const isReleased = (host: Pick<Host, 'state'>): boolean =>
  host.state === 'released' || host.state === 'released-permanent-failure';

/** Mixing sizes needs the Nitro hypervisor (EC2 user guide, Dedicated Hosts). */
export const allowsMixedSizes = (family: string): boolean =>
  typesOfFamily(family).some((type) => type.dedicatedHosts && type.hypervisor === 'nitro');

/**
 * Families whose hosts take small sizes together or large ones together, not both (EC2 user guide). Where the line is
 * drawn is not published; it is drawn above 2xlarge, the largest size that fits a socket's smaller share.
 */
const SPLIT_FAMILIES: ReadonlySet<string> = new Set(['c5n', 'm5n', 'r5n']);
const SMALL_SIZES: ReadonlySet<string> = new Set(['large', 'xlarge', '2xlarge']);

/** What machines a host is for. */
export type HostKind = Pick<Host, 'family' | 'instanceType'>;

/** What AWS publishes of hosts of the kind, or what is deduced. */
export const factsOf = ({ family, instanceType }: HostKind): HostFacts | undefined =>
  hostFacts(family, instanceType === undefined ? undefined : findInstanceType(instanceType)?.size);

/** The types that a host takes. */
export const typesOn = (host: HostKind): InstanceType[] =>
  typesOfFamily(host.family).filter((type) => takesType(host, type));

/** Whether a host is for machines of the type at all, full or not. */
export const takesType = (host: HostKind, type: InstanceType): boolean =>
  type.dedicatedHosts &&
  host.family === type.family &&
  (host.instanceType ?? type.name) === type.name &&
  slotsFor(host, type) > 0;

/** What of a host is taken: the machines on it that take room. */
export interface Occupancy {
  readonly vcpus: number;
  readonly byType: ReadonlyMap<string, number>;
}

export const EMPTY: Occupancy = { vcpus: 0, byType: new Map() };

/** What the machines of a host take of it. */
export function occupancyOf(instances: Iterable<Pick<Instance, 'state' | 'instanceType'>>): Occupancy {
  let occupancy = EMPTY;
  for (const instance of instances)
    if (occupiesHost(instance)) occupancy = withOneMore(occupancy, instance.instanceType);
  return occupancy;
}

export function withOneMore({ vcpus, byType }: Occupancy, instanceType: string): Occupancy {
  const added = findInstanceType(instanceType)?.vcpus ?? 0;
  return { vcpus: vcpus + added, byType: new Map(byType).set(instanceType, (byType.get(instanceType) ?? 0) + 1) };
}

/** vCPUs of the whole host. */
export function totalVcpus({ family, cores }: Pick<Host, 'family' | 'cores'>): number {
  const threads = Math.max(1, ...typesOfFamily(family).map((type) => type.threadsPerCore));
  return cores * threads;
}

/** How many machines of a size fit on the host when it runs nothing else. */
export const slotsFor = (host: HostKind, type: InstanceType): number => factsOf(host)?.slots[type.size] ?? 0;

/**
 * How many more machines of the type fit: the published slots of the size, less its machines that are there, and on a
 * host with mixed sizes what the vCPUs leave (EC2: AvailableCapacity).
 */
export function roomFor(host: Host, type: InstanceType, { vcpus, byType }: Occupancy): number {
  if (host.state !== 'available' || !takesType(host, type)) return 0;
  if (SPLIT_FAMILIES.has(host.family) && [...byType.keys()].some((other) => isOtherHalf(other, type))) return 0;
  const bySlots = slotsFor(host, type) - (byType.get(type.name) ?? 0);
  const alone = [...byType.keys()].every((name) => name === type.name);
  if (alone) return Math.max(0, bySlots);
  return Math.max(0, Math.min(bySlots, Math.floor((totalVcpus(host) - vcpus) / type.vcpus)));
}

function isOtherHalf(otherName: string, type: InstanceType): boolean {
  const other = findInstanceType(otherName);
  return other !== undefined && SMALL_SIZES.has(other.size) !== SMALL_SIZES.has(type.size);
}
