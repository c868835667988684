import { type InstanceType, typesOfFamily } from './instance-types.ts';

export interface HostFacts {
  readonly sockets: number;
  /** Physical cores of the whole host. */
  readonly cores: number;
  /** How many instances of one size fit on a host that runs nothing else. */
  readonly slots: Readonly<Record<string, number>>;
  /** Nobody publishes figures for the family, or for a host of that size: they are deduced from the cores of instances. */
  readonly estimated: boolean;
}

type Columns = [families: string, sockets: string, cores: string, sizes: string];

// AWS's published Dedicated Host configurations, January 2025: families | sockets | cores | size:slots.
// Taken as published, though doubtful: c7i, m7i and r7i (half the slots their cores would carry), p3dn, p4d and p4de
// (twice the cores of their one size). mac2 is the exception: published with 8 cores, and its one machine, which fills it, has 4. Slots are not always cores over the
// cores of a size: Xen hosts lose some, m5 places no 8xlarge across sockets, t3 shares cores. Which sizes run on hosts is
// the instance types' to say: they have c7i, m7i and r7i.metal-48xl where these rows have metal-24xl, and neither
// i2.16xlarge nor i3.metal nor u-6tb1.metal.
const published = `
a1 | 1 | 16 | medium:16 large:8 xlarge:4 2xlarge:2 4xlarge:1 metal:1
c3 c4 r3 | 2 | 20 | large:16 xlarge:8 2xlarge:4 4xlarge:2 8xlarge:1
c5 c5d | 2 | 36 | large:36 xlarge:18 2xlarge:8 4xlarge:4 9xlarge:2 18xlarge:1
c5n | 2 | 36 | large:36 xlarge:18 2xlarge:8 4xlarge:4 9xlarge:2 18xlarge:1 metal:1
c6a m6a r6a | 2 | 96 | large:96 xlarge:48 2xlarge:24 4xlarge:12 8xlarge:6 12xlarge:4 16xlarge:3 24xlarge:2 32xlarge:1 48xlarge:1 metal:1
c6g c6gd m6g m6gd r6g r6gd x2gd | 1 | 64 | medium:64 large:32 xlarge:16 2xlarge:8 4xlarge:4 8xlarge:2 12xlarge:1 16xlarge:1 metal:1
c6gn | 1 | 64 | medium:64 large:32 xlarge:16 2xlarge:8 4xlarge:4 8xlarge:2 12xlarge:1 16xlarge:1
c6i c6id c6in m6i m6id m6idn m6in r6i r6id r6idn r6in | 2 | 64 | large:64 xlarge:32 2xlarge:16 4xlarge:8 8xlarge:4 12xlarge:2 16xlarge:2 24xlarge:1 32xlarge:1 metal:1
c7a m7a r7a | 2 | 192 | medium:192 large:96 xlarge:48 2xlarge:24 4xlarge:12 8xlarge:6 12xlarge:4 16xlarge:3 24xlarge:2 32xlarge:1 48xlarge:1 metal-48xl:1
c7g c7gd c7gn m7g m7gd r7g r7gd | 3 | 192 | medium:192 large:96 xlarge:48 2xlarge:24 4xlarge:12 8xlarge:6 12xlarge:4 16xlarge:3 metal:3
c7i m7i r7i | 2 | 96 | large:48 xlarge:24 2xlarge:12 4xlarge:6 8xlarge:3 12xlarge:2 16xlarge:1 metal-24xl:1
c8g c8gd m8g m8gd r8g r8gd x8g | 2 | 192 | medium:192 large:96 xlarge:48 2xlarge:24 4xlarge:12 8xlarge:6 12xlarge:4 16xlarge:3 24xlarge:2 48xlarge:1 metal-24xl:2 metal-48xl:1
d2 | 2 | 24 | xlarge:8 2xlarge:4 4xlarge:2 8xlarge:1
f1 | 2 | 16 | 16xlarge:1
g2 | 2 | 16 | 2xlarge:4 8xlarge:1
g3 | 2 | 36 | 4xlarge:4 8xlarge:2 16xlarge:1
g4ad | 2 | 96 | 4xlarge:12 8xlarge:6
g4dn | 2 | 48 | 12xlarge:2 metal:1
g5 | 2 | 96 | 24xlarge:2 48xlarge:1
g5g | 1 | 64 | metal:1
h1 | 2 | 36 | 2xlarge:8 4xlarge:4 8xlarge:2 16xlarge:1
i2 | 2 | 20 | xlarge:8 2xlarge:4 4xlarge:2 8xlarge:1 16xlarge:1
i3 | 2 | 36 | large:32 xlarge:16 2xlarge:8 4xlarge:4 8xlarge:2 16xlarge:1 metal:1
i3en | 2 | 48 | large:48 xlarge:24 2xlarge:12 3xlarge:8 6xlarge:4 12xlarge:2 24xlarge:1 metal:1
i4g | 1 | 64 | large:32 xlarge:16 2xlarge:8 4xlarge:4 8xlarge:2 16xlarge:1
i4i | 2 | 64 | large:64 xlarge:32 2xlarge:16 4xlarge:8 8xlarge:4 16xlarge:2 32xlarge:1
i7i | 2 | 96 | large:96 xlarge:48 2xlarge:24 4xlarge:12 8xlarge:6 12xlarge:4 16xlarge:3 24xlarge:2 48xlarge:1 metal-24xl:2 metal-48xl:1
i7ie | 2 | 96 | large:96 xlarge:48 2xlarge:24 3xlarge:16 6xlarge:8 12xlarge:4 24xlarge:2 metal-24xl:2 metal-48xl:1
i8g | 2 | 192 | large:96 xlarge:48 2xlarge:24 4xlarge:12 8xlarge:6 12xlarge:4 16xlarge:3 24xlarge:2 48xlarge:1 metal-24xl:2
inf1 | 2 | 48 | 6xlarge:4 24xlarge:1
m3 | 2 | 20 | medium:32 large:16 xlarge:8 2xlarge:4
m4 | 2 | 24 | large:22 xlarge:11 2xlarge:5 4xlarge:2 10xlarge:1
m5 m5d m5dn m5n r5 r5b r5d r5dn r5n | 2 | 48 | large:48 xlarge:24 2xlarge:12 4xlarge:6 8xlarge:2 12xlarge:2 16xlarge:1 24xlarge:1 metal:1
m5zn z1d | 2 | 24 | large:24 xlarge:12 2xlarge:6 3xlarge:4 6xlarge:2 12xlarge:1
mac1 | 1 | 6 | metal:1
mac2 | 1 | 4 | metal:1
p2 | 2 | 36 | xlarge:16 8xlarge:2 16xlarge:1
p3 | 2 | 36 | 2xlarge:8 8xlarge:2 16xlarge:1
p3dn p4d p4de | 2 | 96 | 24xlarge:1
r4 | 2 | 36 | large:32 xlarge:16 2xlarge:8 4xlarge:4 8xlarge:2 16xlarge:1
r7iz | 2 | 64 | large:64 xlarge:32 2xlarge:16 4xlarge:8 8xlarge:4 12xlarge:2 metal-16xl:2 metal-32xl:1
t3 | 2 | 48 | nano:192 micro:192 small:192 medium:192 large:96 xlarge:48 2xlarge:24
u-12tb1 u-18tb1 u-24tb1 u-6tb1 u-9tb1 | 8 | 224 | 112xlarge:1 metal:1
u7i-12tb u7in-16tb u7in-24tb u7in-32tb | 8 | 448 | 224xlarge:1
u7i-6tb u7i-8tb | 4 | 224 | 112xlarge:1
x1 | 4 | 72 | 16xlarge:2 32xlarge:1
x1e | 4 | 72 | xlarge:32 2xlarge:16 4xlarge:8 8xlarge:4 16xlarge:2 32xlarge:1
x2idn | 2 | 64 | 16xlarge:2 24xlarge:1 32xlarge:1 metal:1
x2iedn | 2 | 64 | xlarge:32 2xlarge:16 4xlarge:8 8xlarge:2 16xlarge:2 24xlarge:1 32xlarge:1 metal:1
x2iezn | 2 | 24 | 2xlarge:6 4xlarge:3 6xlarge:2 8xlarge:1 12xlarge:1 metal:1
`;

const oneSocketCores = 64;
const publishedFacts = new Map(published.trim().split('\n').flatMap(parseRow));

/**
 * The sockets, cores and capacity of a Dedicated Host for a family, or for one size of it; undefined where the family runs
 * on no such host. The host for a size that the published figures lack is estimated, and as large as the size needs.
 */
export function hostFacts(family: string, size?: string): HostFacts | undefined {
  const key = size === undefined ? family : `${family}.${size}`;
  const known = found.has(key) ? found.get(key) : collect(family, size);
  found.set(key, known);
  return known;
}

const found = new Map<string, HostFacts | undefined>();

function collect(family: string, size?: string): HostFacts | undefined {
  const sizes = typesOfFamily(family).filter((type) => type.dedicatedHosts);
  const published = publishedFacts.get(family);
  const lacking = published && sizes.find((type) => type.size === size && published.slots[type.size] === undefined);
  if (lacking) return factsForSize(lacking, published);
  const facts = published ?? estimate(sizes);
  return facts && { ...facts, slots: { ...deducedSlots(sizes, facts.cores), ...facts.slots } };
}

function factsForSize(type: InstanceType, { sockets, cores }: HostFacts): HostFacts {
  const needed = Math.max(cores, type.cores);
  return { sockets, cores: needed, slots: deducedSlots([type], needed), estimated: true };
}

function estimate(sizes: readonly InstanceType[]): HostFacts | undefined {
  const [largest] = sizes.toSorted((a, b) => b.cores - a.cores);
  if (!largest) return undefined;
  const oneSocket = largest.threadsPerCore === 1 && largest.cores <= oneSocketCores;
  return { sockets: oneSocket ? 1 : 2, cores: largest.cores, slots: {}, estimated: true };
}

// The published rows lack sizes that came later.
const deducedSlots = (sizes: readonly InstanceType[], hostCores: number): Record<string, number> =>
  Object.fromEntries(
    sizes.filter(({ cores }) => cores <= hostCores).map(({ size, cores }) => [size, Math.floor(hostCores / cores)]),
  );

function parseRow(row: string): [string, HostFacts][] {
  const [families, sockets, cores, sizes] = row.split(' | ') as Columns;
  const slots = Object.fromEntries(sizes.split(' ').map(parseSlots));
  const facts = { sockets: Number(sockets), cores: Number(cores), slots, estimated: false };
  return families.split(' ').map((family) => [family, facts]);
}

function parseSlots(entry: string): [string, number] {
  const [size, slots] = entry.split(':') as [string, string];
  return [size, Number(slots)];
}
