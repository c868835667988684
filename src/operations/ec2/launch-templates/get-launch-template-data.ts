import type {
  Instance as Ec2Instance,
  GetLaunchTemplateDataRequest,
  GetLaunchTemplateDataResult,
  InstanceNetworkInterface,
  ResponseLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { type Volume, volumesOf } from '../../../domain/instances/attached.ts';
import { VOLUME_RANGES } from '../../../domain/instances/volume-performance.ts';
import type { Operation } from '../../../operation.ts';
import type { ListedInstance } from '../../../views/ec2/instances.ts';
import { ec2Arn, INSTANCE } from '../ec2-ids.ts';
import { withDetails } from '../instances/instance-details.ts';
import { checkInstanceIds } from '../instances/instance-ids.ts';
import { instanceShaper } from '../instances/instance-shape.ts';
import { readNamed } from '../instances/list-instances.ts';

/**
 * A machine as the data of a launch template that launches others like it; what is a machine's own, such as its addresses, is left out:
 * of secondary private ones it has as many.
 */
export const getLaunchTemplateData: Operation<GetLaunchTemplateDataRequest, GetLaunchTemplateDataResult> = {
  resources: ({ InstanceId }, scope) => [ec2Arn(INSTANCE, InstanceId!, scope)],

  async handle({ InstanceId: id }, context) {
    const [instance] = await readNamed(checkInstanceIds([id!]), context, { details: true });
    const shape = withDetails(instanceShaper(context)(instance!), instance!);
    return { LaunchTemplateData: { ...chosen(instance!), ...described(shape) } };
  },
};

/** What is told of a machine by other operations than DescribeInstances. */
function chosen(instance: ListedInstance): ResponseLaunchTemplateData {
  const { settings } = instance;
  return {
    BlockDeviceMappings: volumesOf(instance).map(deviceOf),
    DisableApiStop: settings.disableApiStop ?? false,
    DisableApiTermination: settings.disableApiTermination ?? false,
    InstanceInitiatedShutdownBehavior: settings.shutdownBehavior === 'terminate' ? 'terminate' : 'stop',
    UserData: settings.userData,
    ...(settings.spot && { InstanceMarketOptions: { MarketType: 'spot' } }),
  };
}

function deviceOf({ deviceName, volumeType, iops, throughput, ...volume }: Volume) {
  const ranges = VOLUME_RANGES[volumeType];
  return {
    DeviceName: deviceName,
    Ebs: {
      DeleteOnTermination: volume.deleteOnTermination,
      Encrypted: volume.encrypted,
      SnapshotId: volume.snapshotId,
      VolumeSize: volume.sizeGiB,
      VolumeType: volumeType as 'gp3',
      ...(ranges?.iops && { Iops: iops }),
      ...(ranges?.throughput && { Throughput: throughput }),
    },
  };
}

/** Of several network interfaces none gets a public address at launch. */
function interfaceOf(one: InstanceNetworkInterface, _place: number, all: readonly InstanceNetworkInterface[]) {
  const { Attachment: attachment, PrivateIpAddresses: addresses = [] } = one;
  return {
    ...(all.length === 1 && { AssociatePublicIpAddress: one.Association !== undefined }),
    DeleteOnTermination: attachment?.DeleteOnTermination,
    Description: one.Description,
    DeviceIndex: attachment?.DeviceIndex,
    Groups: one.Groups?.map(({ GroupId }) => GroupId!),
    InterfaceType: one.InterfaceType,
    NetworkCardIndex: attachment?.NetworkCardIndex,
    ...(addresses.length > 1 && { SecondaryPrivateIpAddressCount: addresses.length - 1 }),
    SubnetId: one.SubnetId,
  };
}

function described({ Placement: placement, CapacityReservationSpecification: capacity, ...shape }: Ec2Instance) {
  const { EbsOptimized, EnclaveOptions, HibernationOptions, ImageId, InstanceType, KeyName } = shape;
  const { AvailabilityZoneId: _, ...place } = placement ?? {};
  const { State: _applied, ...MetadataOptions } = shape.MetadataOptions ?? {};
  const tags = (shape.Tags ?? []).filter(({ Key }) => !Key?.startsWith('aws:'));
  return {
    ...{ EbsOptimized, EnclaveOptions, HibernationOptions, ImageId, InstanceType, KeyName, MetadataOptions },
    Placement: place,
    CpuOptions: shape.CpuOptions,
    ...(capacity && {
      CapacityReservationSpecification: { CapacityReservationPreference: capacity.CapacityReservationPreference },
    }),
    ...(shape.IamInstanceProfile && { IamInstanceProfile: { Arn: shape.IamInstanceProfile.Arn } }),
    LicenseSpecifications: shape.Licenses,
    MaintenanceOptions: { AutoRecovery: shape.MaintenanceOptions?.AutoRecovery },
    Monitoring: { Enabled: shape.Monitoring?.State === 'enabled' },
    PrivateDnsNameOptions: shape.PrivateDnsNameOptions,
    NetworkInterfaces: (shape.NetworkInterfaces ?? []).map(interfaceOf),
    ...(tags.length > 0 && { TagSpecifications: [{ ResourceType: 'instance' as const, Tags: tags }] }),
  } satisfies ResponseLaunchTemplateData;
}
