import { idFromSeed } from '../ids.ts';
import { formatAddress, parseCidr } from './cidr.ts';

export interface AvailabilityZone {
  readonly name: string;
  readonly zoneId: string;
  readonly type: 'availability-zone';
  readonly groupName: string;
}

export interface DefaultSubnet {
  readonly subnetId: string;
  readonly vpcId: string;
  readonly availabilityZone: string;
  readonly availabilityZoneId: string;
  readonly cidrBlock: string;
}

export interface DefaultNetwork {
  readonly vpcId: string;
  readonly cidrBlock: string;
  readonly cidrAssociationId: string;
  readonly dhcpOptionsId: string;
  readonly networkAclId: string;
  readonly securityGroupId: string;
  /** One a zone, in the order of the zones. */
  readonly subnets: readonly DefaultSubnet[];
}

const enabledByDefault = [
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
  ...['ca-central-1', 'eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'sa-east-1'],
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2'],
];
const optInRegions = [
  ...['af-south-1', 'ap-east-1', 'ap-east-2', 'ap-south-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5'],
  ...['ap-southeast-6', 'ap-southeast-7', 'ca-west-1', 'eu-central-2', 'eu-south-1', 'eu-south-2', 'il-central-1'],
  ...['me-central-1', 'me-south-1', 'mx-central-1'],
];

/** The Regions of AWS's commercial partition, in order of name. Every one can be used without opting in. */
export const regionNames: readonly string[] = [...enabledByDefault, ...optInRegions].sort();

export const isRegion = (name: string): boolean => regionNames.includes(name);

/** What DescribeRegions calls the Region's opt-in status; Regions that need one count as opted in. */
export const optInStatus = (region: string): 'opt-in-not-required' | 'opted-in' =>
  optInRegions.includes(region) ? 'opted-in' : 'opt-in-not-required';

const zonesOf = (region: string): AvailabilityZone[] =>
  ['a', 'b', 'c'].map((letter, i) => ({
    name: `${region}${letter}`,
    zoneId: `${zoneIdPrefix(region)}-az${i + 1}`,
    type: 'availability-zone',
    groupName: `${region}-zg-1`,
  }));

const zones = new Map(regionNames.map((region) => [region, zonesOf(region)]));

/** Three zones a Region, a to c; zone a is always az1, though AWS shuffles them for each account. */
export const availabilityZones = (region: string): readonly AvailabilityZone[] => zones.get(region) ?? [];

// us-east-1 is use1, ap-northeast-2 is apne2.
function zoneIdPrefix(region: string): string {
  const [geography = '', direction = '', number = ''] = region.split('-');
  const [, first = '', second = ''] = /^(north|south|)(east|west|central|)/.exec(direction)!;
  return `${geography}${first.slice(0, 1)}${second.slice(0, 1)}${number}`;
}

const MAX_KEPT = 1_000;
const kept = new Map<string, DefaultNetwork>();

/** The network each account has in each Region from the start. Its ids follow from the two, so nothing is stored. */
export function defaultNetwork(accountId: string, region: string): DefaultNetwork {
  const key = `${accountId}/${region}`;
  const known = kept.get(key);
  if (known) return known;
  if (kept.size >= MAX_KEPT) kept.clear();
  const network = drawUpNetwork(accountId, region);
  kept.set(key, network);
  return network;
}

function drawUpNetwork(accountId: string, region: string): DefaultNetwork {
  const idOf = (prefix: string, index = 0) => idFromSeed(prefix, `${accountId}/${region}`, index);
  const vpcId = idOf('vpc');
  return {
    vpcId,
    cidrBlock: '172.31.0.0/16',
    cidrAssociationId: idOf('vpc-cidr-assoc'),
    dhcpOptionsId: idOf('dopt'),
    networkAclId: idOf('acl'),
    securityGroupId: idOf('sg'),
    subnets: availabilityZones(region).map((zone, i) => ({
      subnetId: idOf('subnet', i),
      vpcId,
      availabilityZone: zone.name,
      availabilityZoneId: zone.zoneId,
      cidrBlock: `172.31.${i * 16}.0/20`,
    })),
  };
}

// AWS keeps the first four addresses of a subnet and the last one.
const reservedAtStart = 4;
const reserved = reservedAtStart + 1;

/** How many addresses of an IPv4 block, written as 172.31.0.0/20, machines can have. */
export const usableAddressCount = (cidrBlock: string): number => parseCidr(cidrBlock)!.size - reserved;

/**
 * An IPv4 address of the subnet that machines can have, which follows from the digits of the machine's id. Nothing keeps
 * two machines from the same address.
 */
export function privateAddress(subnet: Pick<DefaultSubnet, 'cidrBlock'>, instanceId: string): string {
  const { start, size } = parseCidr(subnet.cidrBlock)!;
  return formatAddress(start + reservedAtStart + (Number.parseInt(instanceId.slice(-8), 16) % (size - reserved)));
}

/** Private addresses that a request names for a network interface, or how many beside the primary one it asks for. */
export interface AskedAddresses {
  readonly privateIp?: string | undefined;
  readonly secondaryIps?: readonly string[] | undefined;
  readonly secondaryCount?: number | undefined;
}

export const namedAddresses = ({ privateIp, secondaryIps = [] }: AskedAddresses): string[] =>
  privateIp ? [privateIp, ...secondaryIps] : [...secondaryIps];

/** Whether a subnet that is empty has as many addresses as are asked for, with the primary one. */
export const hasRoomFor = (
  { cidrBlock }: Pick<DefaultSubnet, 'cidrBlock'>,
  { secondaryIps, secondaryCount = 0 }: AskedAddresses,
): boolean => (secondaryIps?.length ?? secondaryCount) < usableAddressCount(cidrBlock);

/** So many addresses of the subnet that follow upon that of an id, but for those that are taken; fewer where there are no more. */
export function furtherAddresses(
  { cidrBlock }: Pick<DefaultSubnet, 'cidrBlock'>,
  id: string,
  { count, taken }: { count: number; taken: ReadonlySet<string> },
): string[] {
  const { start, size } = parseCidr(cidrBlock)!;
  const [usable, first] = [size - reserved, Number.parseInt(id.slice(-8), 16)];
  const found: string[] = [];
  for (let step = 0; found.length < count && step < usable; step += 1) {
    const address = formatAddress(start + reservedAtStart + ((first + step) % usable));
    if (!taken.has(address)) found.push(address);
  }
  return found;
}

/** The addresses of a network interface of an id: those that are asked for by name, and what follows from the id. */
export function addressesOfInterface(
  subnet: Pick<DefaultSubnet, 'cidrBlock'>,
  id: string,
  { privateIp: named, secondaryIps: given, secondaryCount: count = 0 }: AskedAddresses,
): { readonly privateIp: string; readonly secondaryIps?: readonly string[] } {
  const privateIp = named ?? furtherAddresses(subnet, id, { count: 1, taken: new Set(given) })[0]!;
  const secondaryIps = given?.length ? given : furtherAddresses(subnet, id, { count, taken: new Set([privateIp]) });
  return { privateIp, ...(secondaryIps.length > 0 && { secondaryIps }) };
}

/** Whether an address, written as 172.31.0.4, is one that a machine in the subnet can have. */
export function isUsable({ cidrBlock }: Pick<DefaultSubnet, 'cidrBlock'>, address: string): boolean {
  const { start, size } = parseCidr(cidrBlock)!;
  const given = parseCidr(`${address}/32`)?.start ?? -1;
  return given >= start + reservedAtStart && given < start + size - 1;
}

/** The host name that EC2's resolver gives a private address. */
export const privateDnsName = (region: string, ip: string): string =>
  `ip-${ip.replaceAll('.', '-')}.${region === 'us-east-1' ? 'ec2' : `${region}.compute`}.internal`;

/** The host name of a public address, where the VPC has DNS host names on. */
export const publicDnsName = (region: string, ip: string): string =>
  `ec2-${ip.replaceAll('.', '-')}.${region === 'us-east-1' ? 'compute-1' : `${region}.compute`}.amazonaws.com`;
