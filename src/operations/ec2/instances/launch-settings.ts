import type { BlockDeviceMapping } from '@aws-sdk/client-ec2';
import type { LaunchRequest } from '../../../domain/commands.ts';
import type { LaunchDevice } from '../../../domain/instances/instance.ts';
import { defaultNetwork } from '../../../domain/networks/network.ts';
import { Fault } from '../../../fault.ts';
import { instanceProfileArn } from '../instance-profiles/instance-profile-shape.ts';
import type { KeptSettings } from '../kept-settings.ts';
import { type LaunchParameters, primaryOf } from './launch-parameters.ts';
import { checkUserData } from './user-data.ts';

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

type LaunchSettings = LaunchRequest['settings'] & Partial<KeptSettings>;

/** What of a launch is kept and echoed, and no license decision looks at. */
export function launchSettings(parameters: LaunchParameters, scope: Scope): LaunchSettings {
  const { MetadataOptions: metadata, PrivateDnsNameOptions: dns, Placement: placement } = parameters;
  return {
    ...networkSettings(parameters, scope),
    blockDevices: blockDevicesOf(parameters.BlockDeviceMappings),
    keyName: parameters.KeyName,
    userData: checkUserData(parameters.UserData),
    iamInstanceProfileArn: instanceProfileArn(parameters.IamInstanceProfile, scope),
    ebsOptimized: parameters.EbsOptimized,
    monitoring: parameters.Monitoring?.Enabled,
    disableApiTermination: parameters.DisableApiTermination,
    disableApiStop: parameters.DisableApiStop,
    shutdownBehavior: parameters.InstanceInitiatedShutdownBehavior,
    nestedVirtualization: parameters.CpuOptions?.NestedVirtualization,
    cpuCredits: parameters.CreditSpecification?.CpuCredits,
    hibernation: parameters.HibernationOptions?.Configured,
    enclave: parameters.EnclaveOptions?.Enabled,
    autoRecovery: parameters.MaintenanceOptions?.AutoRecovery,
    metadataOptions: metadata && {
      httpTokens: metadata.HttpTokens,
      httpEndpoint: metadata.HttpEndpoint,
      httpPutResponseHopLimit: metadata.HttpPutResponseHopLimit,
      httpProtocolIpv6: metadata.HttpProtocolIpv6,
      instanceMetadataTags: metadata.InstanceMetadataTags,
    },
    privateDnsHostnameType: dns?.HostnameType,
    resourceNameDnsARecord: dns?.EnableResourceNameDnsARecord,
    resourceNameDnsAaaaRecord: dns?.EnableResourceNameDnsAAAARecord,
    placementGroup: placement?.GroupName,
    placementGroupId: placement?.GroupId,
    partitionNumber: placement?.PartitionNumber,
    capacityReservationPreference: parameters.CapacityReservationSpecification?.CapacityReservationPreference,
    bandwidthWeighting: parameters.NetworkPerformanceOptions?.BandwidthWeighting,
  };
}

function networkSettings(parameters: LaunchParameters, scope: Scope): Partial<KeptSettings> {
  const primary = primaryOf(parameters);
  return {
    securityGroupIds: groupIds(parameters, scope),
    associatePublicIp: primary?.AssociatePublicIpAddress,
    interfaceDescription: primary?.Description,
    interfaceDeleteOnTermination: primary?.DeleteOnTermination,
  };
}

/** A name that no group has stays a name, and the decision refuses it in its turn. */
function groupIds(parameters: LaunchParameters, scope: Scope) {
  const { SecurityGroupIds, SecurityGroups } = parameters;
  const ids = primaryOf(parameters)?.Groups ?? SecurityGroupIds ?? [];
  const { securityGroupId } = defaultNetwork(scope.accountId, scope.region);
  const named = (SecurityGroups ?? []).map((name) => (name === 'default' ? securityGroupId : name));
  const all = [...new Set([...ids, ...named])];
  return all.length > 0 ? all : undefined;
}

/** What a launch asks of devices; there is no volume at those left out or given to instance store. */
function blockDevicesOf(mappings: readonly BlockDeviceMapping[] | undefined): LaunchDevice[] | undefined {
  const devices = mappings?.map(blockDevice);
  const twice = devices?.find(
    ({ deviceName }, index) => devices.findIndex((d) => d.deviceName === deviceName) !== index,
  );
  if (twice)
    throw new Fault(
      'InvalidBlockDeviceMapping',
      `The device '${twice.deviceName}' is used in more than one block-device mapping`,
    );
  return devices?.length ? devices : undefined;
}

function blockDevice({ DeviceName: deviceName, Ebs: ebs, ...mapping }: BlockDeviceMapping): LaunchDevice {
  if (!deviceName) throw new Fault('InvalidBlockDeviceMapping', 'A block device mapping needs a DeviceName.');
  if (mapping.NoDevice !== undefined || mapping.VirtualName) return { deviceName, noDevice: true };
  return {
    deviceName,
    volumeSizeGiB: ebs?.VolumeSize,
    volumeType: ebs?.VolumeType,
    deleteOnTermination: ebs?.DeleteOnTermination,
    encrypted: ebs?.Encrypted,
    iops: ebs?.Iops,
    throughput: ebs?.Throughput,
    snapshotId: ebs?.SnapshotId,
  };
}
