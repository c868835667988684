import type { InstanceNetworkInterfaceSpecification } from '@aws-sdk/client-ec2';
import { type Constraints, findViolation } from '../../../domain/constraints.ts';
import { VOLUME_RANGES } from '../../../domain/instances/volume-performance.ts';
import { Fault } from '../../../fault.ts';
import { checkId, NETWORK_INTERFACE } from '../ec2-ids.ts';
import type { LaunchParameters } from './launch-parameters.ts';

const SWITCH = { oneOf: ['enabled', 'disabled'] } as const;

/** What of EBS volumes a launch can ask for, or an image map. */
export const volumeConstraints: Constraints = {
  'BlockDeviceMappings[].Ebs.VolumeType': { oneOf: Object.keys(VOLUME_RANGES) },
  'BlockDeviceMappings[].Ebs.VolumeSize': { integer: true, range: [1, 65_536] },
  'BlockDeviceMappings[].Ebs.Iops': { integer: true, range: [100, 256_000] },
  'BlockDeviceMappings[].Ebs.Throughput': { integer: true, range: [125, 2_000] },
};

/** What RunInstances asks of its members, and of a launch template's once it launches something. */
export const launchConstraints: Constraints = {
  ...volumeConstraints,
  'CapacityReservationSpecification.CapacityReservationPreference': { oneOf: ['open', 'none'] },
  'CpuOptions.CoreCount': { integer: true },
  'CpuOptions.NestedVirtualization': SWITCH,
  'CpuOptions.ThreadsPerCore': { integer: true },
  'CreditSpecification.CpuCredits': { oneOf: ['standard', 'unlimited'] },
  'InstanceMarketOptions.MarketType': { oneOf: ['spot', 'capacity-block', 'interruptible-capacity-reservation'] },
  'InstanceMarketOptions.SpotOptions.SpotInstanceType': { oneOf: ['one-time', 'persistent'] },
  'InstanceMarketOptions.SpotOptions.InstanceInterruptionBehavior': { oneOf: ['terminate', 'stop', 'hibernate'] },
  InstanceInitiatedShutdownBehavior: { oneOf: ['stop', 'terminate'] },
  KeyName: { length: [1, 255] },
  'MaintenanceOptions.AutoRecovery': { oneOf: ['default', 'disabled'] },
  'MetadataOptions.HttpEndpoint': SWITCH,
  'MetadataOptions.HttpProtocolIpv6': SWITCH,
  'MetadataOptions.HttpPutResponseHopLimit': { integer: true, range: [1, 64] },
  'MetadataOptions.HttpTokens': { oneOf: ['optional', 'required'] },
  'MetadataOptions.InstanceMetadataTags': SWITCH,
  'NetworkPerformanceOptions.BandwidthWeighting': { oneOf: ['default', 'vpc-1', 'ebs-1'] },
  'Placement.Affinity': { oneOf: ['default', 'host'] },
  'Placement.GroupName': { length: [0, 255] },
  'Placement.PartitionNumber': { integer: true, range: [1, 7] },
  'Placement.Tenancy': { oneOf: ['default', 'dedicated', 'host'] },
  'PrivateDnsNameOptions.HostnameType': { oneOf: ['ip-name', 'resource-name'] },
};

/** Members of which Headroom does nothing yet, though a user would miss it, with the value that asks for nothing. */
const UNSUPPORTED = (
  [
    ['InstanceMarketOptions.MarketType', 'spot'],
    ['InstanceMarketOptions.SpotOptions.BlockDurationMinutes'],
    ['KernelId'],
    ['RamdiskId'],
    ['RamDiskId'],
    ['ElasticGpuSpecification'],
    ['ElasticGpuSpecifications'],
    ['ElasticInferenceAccelerators'],
    ['SecondaryInterfaces'],
    ['Operator'],
    ['Ipv6AddressCount'],
    ['Ipv6Addresses'],
    ['EnablePrimaryIpv6'],
    ['Placement.SpreadDomain'],
    ['CapacityReservationSpecification.CapacityReservationTarget'],
    ['CpuOptions.AmdSevSnp', 'disabled'],
  ] as [path: string, harmless?: string][]
).map(([path, harmless]) => ({ path, names: path.split('.'), harmless }));

const INTERFACE_MEMBERS = [
  ...['SubnetId', 'Groups', 'Description', 'DeviceIndex', 'NetworkCardIndex', 'DeleteOnTermination'],
  ...[
    'AssociatePublicIpAddress',
    'InterfaceType',
    'PrivateIpAddress',
    'PrivateIpAddresses',
    'NetworkInterfaceId',
    'SecondaryPrivateIpAddressCount',
  ],
];

/** Faults InvalidParameterValue, InvalidParameterCombination or, for what is not built, UnsupportedOperation. */
export function checkLaunchParameters(parameters: LaunchParameters): void {
  const violation = findViolation(launchConstraints, parameters);
  if (violation) throw new Fault('InvalidParameterValue', violation.message);
  for (const { path, names, harmless } of UNSUPPORTED) {
    let value: unknown = parameters;
    for (const name of names) value = (value as Record<string, unknown> | undefined)?.[name];
    if (value !== undefined && value !== harmless && asksForSomething(value)) throw unsupported(path);
  }
  // CreateLaunchTemplate in the API reference: such a template is for fleets.
  if (parameters.InstanceRequirements)
    throw combination('InstanceRequirements are for fleets; a launch needs an InstanceType.');
  checkNetworkInterfaces(parameters);
  const { CoreCount, ThreadsPerCore } = parameters.CpuOptions ?? {};
  if ((CoreCount === undefined) !== (ThreadsPerCore === undefined))
    throw combination('CoreCount and ThreadsPerCore must be specified together.');
}

/** A list of network interfaces takes the place of subnet, groups and address; it has the primary one and each index once. */
function checkNetworkInterfaces(parameters: LaunchParameters): void {
  const { NetworkInterfaces: interfaces = [], SubnetId, SecurityGroupIds, SecurityGroups } = parameters;
  if (interfaces.length === 0) return;
  const beside = [
    SubnetId && 'subnet ID',
    (SecurityGroupIds?.length || SecurityGroups?.length) && 'security groups',
    parameters.PrivateIpAddress && 'private address',
  ].find(Boolean);
  if (beside)
    throw combination(`Network interfaces and an instance-level ${beside} may not be specified on the same request`);
  const indices = interfaces.map(({ DeviceIndex: index = 0 }) => index);
  if (!indices.includes(0))
    throw new Fault('InvalidParameterValue', 'The primary network interface needs DeviceIndex 0 on network card 0.');
  const twice = indices.find((index, place) => indices.indexOf(index) !== place);
  if (twice !== undefined)
    throw new Fault(
      'InvalidParameterValue',
      `Each network interface requires a unique device index; ${twice} is used twice.`,
    );
  const ids = interfaces.flatMap(({ NetworkInterfaceId: id }) => id || []);
  const again = ids.find((id, place) => ids.indexOf(id) !== place);
  if (again !== undefined)
    throw new Fault('InvalidParameterValue', `The network interface ${again} cannot have two device indices.`);
  if (interfaces.length > 1 && interfaces.some((one) => one.AssociatePublicIpAddress))
    throw combination(
      'The associatePublicIPAddress parameter cannot be specified when launching with multiple network interfaces.',
    );
  for (const one of interfaces) checkNetworkInterface(one);
}

function checkNetworkInterface(one: InstanceNetworkInterfaceSpecification): void {
  const { DeviceIndex: index = 0, NetworkCardIndex, InterfaceType, PrivateIpAddress, PrivateIpAddresses } = one;
  if (!Number.isInteger(index) || index < 0 || index > 255)
    throw new Fault('InvalidParameterValue', `Invalid value '${index}' for DeviceIndex: expected 0 to 255.`);
  if (NetworkCardIndex) throw unsupported('NetworkInterfaces.NetworkCardIndex');
  if ((InterfaceType ?? 'interface') !== 'interface') throw unsupported('NetworkInterfaces.InterfaceType');
  checkExisting(one);
  if (index > 0 && !one.SubnetId && (PrivateIpAddress || PrivateIpAddresses?.length))
    throw combination(
      `The network interface of device index ${index} has an address and needs the SubnetId that it is of.`,
    );
  const extra = Object.entries(one).find(
    ([name, value]) => !INTERFACE_MEMBERS.includes(name) && asksForSomething(value),
  );
  if (extra) throw unsupported(`NetworkInterfaces.${extra[0]}`);
}

/** One that is there already has all that is its own; with the machine goes only what came with it (EC2 API reference). */
function checkExisting({ NetworkInterfaceId: id, ...one }: InstanceNetworkInterfaceSpecification): void {
  if (!id) return;
  checkId(NETWORK_INTERFACE, id);
  const beside = [
    one.SubnetId && 'a subnet',
    one.Groups?.length && 'security groups',
    (one.PrivateIpAddress || one.PrivateIpAddresses?.length) && 'a private address',
    one.SecondaryPrivateIpAddressCount && 'secondary addresses',
    one.AssociatePublicIpAddress && 'a public address',
    one.DeleteOnTermination && 'delete on termination as true',
  ].find(Boolean);
  if (beside) throw combination(`A network interface may not specify both a network interface ID and ${beside}`);
}

function asksForSomething(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(asksForSomething);
  return Boolean(value);
}

const combination = (message: string): Fault => new Fault('InvalidParameterCombination', message);

const unsupported = (what: string): Fault =>
  new Fault('UnsupportedOperation', `Headroom does not support ${what} in a launch yet; leave it out.`);
