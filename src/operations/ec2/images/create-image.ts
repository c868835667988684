import type { CreateImageRequest, CreateImageResult } from '@aws-sdk/client-ec2';
import { idFromSeed } from '../../../domain/ids.ts';
import type { Image, ImageBlockDevice } from '../../../domain/images/image.ts';
import { volumesOf } from '../../../domain/instances/attached.ts';
import type { Instance } from '../../../domain/instances/instance.ts';
import { VOLUME_RANGES } from '../../../domain/instances/volume-performance.ts';
import { imageKeys } from '../../../domain/policies/ec2-keys.ts';
import { Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { readInstances } from '../../../views/ec2/instances.ts';
import { change } from '../../change.ts';
import { checkId, ec2Arn, IMAGE, INSTANCE, SNAPSHOT } from '../ec2-ids.ts';
import { volumeConstraints } from '../instances/launch-constraints.ts';
import { imageDevicesOf } from './image-devices.ts';
import { checkImageName, imageTagsOf, insertNamedImage } from './insert-named-image.ts';

/**
 * An image of a machine has its architecture and platform and is billed as it is, but carries none of its licenses
 * (user guide, license rules).
 */
export const createImage: Operation<CreateImageRequest, CreateImageResult> = {
  resources: ({ InstanceId }, scope) => [ec2Arn(INSTANCE, InstanceId!, scope), ec2Arn(SNAPSHOT, '*', scope)],
  keysOfMade: (_, { accountId: ownerId }) => ({ image: imageKeys({ ownerId, public: false }) }),
  constraints: { ...volumeConstraints, Description: { length: [0, 255] } },

  async handle(request, context) {
    const { InstanceId: instanceId, TagSpecifications: tagSpecifications } = request;
    checkId(INSTANCE, instanceId!);
    checkImageName(request.Name!);
    const tags = imageTagsOf(tagSpecifications);
    const [instance] = await readInstances(context.db, context, { ids: [instanceId!], limit: 1 });
    if (!instance) throw INSTANCE.notFound([instanceId!]);
    if (instance.state === 'terminated')
      throw new Fault(
        'IncorrectInstanceState',
        `The instance '${instanceId}' is terminated; an image of it cannot be made.`,
      );
    const requested = await imageDevicesOf(request.BlockDeviceMappings, context);
    const image = drawUp(request, context, { instance, requested });
    const record = { resources: [ec2Arn(IMAGE, image.id, context)], detail: { instanceId, name: image.name } };
    const named = requested.flatMap((device) => device.snapshotId ?? []);
    await change(context, record, (trx) => insertNamedImage(trx, image, { tags, named }));
    return { ImageId: image.id };
  },
};

interface Source {
  readonly instance: Instance;
  /** What the request says of devices. */
  readonly requested: readonly ImageBlockDevice[];
}

function drawUp(
  request: CreateImageRequest,
  { requestId, now }: RequestContext,
  { instance, requested }: Source,
): Image {
  const { architecture, platform, platformDetails, usageOperation, rootDeviceName } = instance.settings;
  const { productCodes, publicSource } = instance.settings;
  const { Description: description } = request;
  const id = idFromSeed('ami', requestId);
  return {
    ...{ id, architecture, platformDetails, usageOperation, rootDeviceName },
    ownerId: instance.accountId,
    region: instance.region,
    name: request.Name!,
    ...(platform && { platform }),
    ...(description !== undefined && { description }),
    public: false,
    createdAt: now,
    sourceImageId: instance.imageId,
    sourceInstanceId: instance.id,
    settings: {
      ...(platform && { platform }),
      virtualizationType: 'hvm',
      enaSupport: true,
      ...(productCodes && { productCodes }),
      ...(publicSource && { publicSource }),
      sourceImageRegion: instance.region,
      blockDevices: captureVolumes(instance, requested, id),
    },
  };
}

/** A snapshot of each volume of the machine, as far as the request does not say otherwise of its device. */
function captureVolumes(instance: Instance, requested: readonly ImageBlockDevice[], seed: string): ImageBlockDevice[] {
  const captured = volumesOf(instance).map((volume, index): ImageBlockDevice => {
    const {
      id: volumeId,
      deviceName,
      sizeGiB: volumeSizeGiB,
      volumeType,
      iops,
      throughput,
      encrypted,
      deleteOnTermination,
    } = volume;
    return {
      ...{ deviceName, volumeId, volumeSizeGiB, volumeType, encrypted, deleteOnTermination },
      ...(VOLUME_RANGES[volumeType]?.iops && iops !== undefined && { iops }),
      ...(throughput !== undefined && { throughput }),
      snapshotId: idFromSeed('snap', seed, index),
    };
  });
  const byDevice = new Map(captured.map((device) => [device.deviceName, device]));
  for (const device of requested) byDevice.set(device.deviceName, { ...byDevice.get(device.deviceName), ...device });
  return [...byDevice.values()].filter((device) => device.noDevice === undefined);
}
