import type { BlockDeviceMapping, Image as ImageDescription, Tag } from '@aws-sdk/client-ec2';
import type { Image, ImageBlockDevice } from '../../../domain/images/image.ts';
import { productCodesShape } from './product-codes.ts';

/** An image as DescribeImages shows it. Images are available as soon as they are made. */
export function describeImage(image: Image, tags: readonly Tag[] = []): ImageDescription {
  const { settings } = image;
  return {
    ImageId: image.id,
    ImageLocation: settings.imageLocation ?? `${image.ownerId}/${image.name}`,
    State: 'available',
    OwnerId: image.ownerId,
    ImageOwnerAlias: image.ownerAlias,
    CreationDate: image.createdAt.toISOString(),
    Public: image.public,
    Architecture: image.architecture as ImageDescription['Architecture'],
    ImageType: 'machine',
    KernelId: settings.kernelId,
    RamdiskId: settings.ramdiskId,
    Platform: image.platform as ImageDescription['Platform'],
    PlatformDetails: image.platformDetails,
    UsageOperation: image.usageOperation,
    ProductCodes: settings.productCodes && productCodesShape(settings.productCodes),
    BlockDeviceMappings: settings.blockDevices.map(toMapping),
    Description: image.description,
    EnaSupport: settings.enaSupport,
    SriovNetSupport: settings.sriovNetSupport,
    Hypervisor: 'xen',
    Name: image.name,
    RootDeviceName: image.rootDeviceName,
    RootDeviceType: 'ebs',
    Tags: [...tags],
    VirtualizationType: settings.virtualizationType as ImageDescription['VirtualizationType'],
    BootMode: settings.bootMode as ImageDescription['BootMode'],
    TpmSupport: settings.tpmSupport as ImageDescription['TpmSupport'],
    ImdsSupport: settings.imdsSupport as ImageDescription['ImdsSupport'],
    SourceInstanceId: image.sourceInstanceId,
    SourceImageId: image.sourceImageId,
    SourceImageRegion: settings.sourceImageRegion,
    DeprecationTime: settings.deprecationTime,
    DeregistrationProtection: image.public ? undefined : 'disabled',
  };
}

function toMapping(device: ImageBlockDevice): BlockDeviceMapping {
  const { deviceName: DeviceName, noDevice: NoDevice, virtualName: VirtualName } = device;
  if (NoDevice !== undefined || VirtualName !== undefined) return { DeviceName, NoDevice, VirtualName };
  return {
    DeviceName,
    Ebs: {
      SnapshotId: device.snapshotId,
      VolumeSize: device.volumeSizeGiB,
      VolumeType: device.volumeType as NonNullable<BlockDeviceMapping['Ebs']>['VolumeType'],
      DeleteOnTermination: device.deleteOnTermination,
      Encrypted: device.encrypted ?? false,
      KmsKeyId: device.kmsKeyId,
      Iops: device.iops,
      Throughput: device.throughput,
    },
  };
}

/** A mapping of a request as an image keeps it, without members that are not given. */
export function toBlockDevice({ DeviceName, NoDevice, VirtualName, Ebs }: BlockDeviceMapping): ImageBlockDevice {
  const device = {
    deviceName: DeviceName,
    noDevice: NoDevice,
    virtualName: VirtualName,
    snapshotId: Ebs?.SnapshotId,
    volumeSizeGiB: Ebs?.VolumeSize,
    volumeType: Ebs?.VolumeType,
    deleteOnTermination: Ebs?.DeleteOnTermination,
    encrypted: Ebs?.Encrypted,
    kmsKeyId: Ebs?.KmsKeyId,
    iops: Ebs?.Iops,
    throughput: Ebs?.Throughput,
  };
  return Object.fromEntries(Object.entries(device).filter(([, value]) => value !== undefined));
}
