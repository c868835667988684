import type { BlockDeviceMapping, CreateImageRequest, CreateImageResult } from '@aws-sdk/client-ec2';
import { idFromSeed } from '../../../domain/ids.ts';
import type { Image, ImageBlockDevice } from '../../../domain/images/image.ts';
import type { BlockDevice, Instance } from '../../../domain/instances/instance.ts';
import { Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { readInstances } from '../../../views/ec2/instances.ts';
import { change } from '../../change.ts';
import { checkId, ec2Arn, IMAGE, INSTANCE } from '../ec2-ids.ts';
import { tagsFor } from '../tags/ec2-tags.ts';
import { toBlockDevice } from './image-description.ts';
import { checkImageName, insertNamedImage } from './insert-named-image.ts';

/**
 * An image of a machine has its architecture and platform and is billed as it is, but carries none of its licenses
 * (user guide, license rules).
 */
export const createImage: Operation<CreateImageRequest, CreateImageResult> = {
  resources: ({ InstanceId }, scope) => [ec2Arn(INSTANCE, InstanceId!, scope)],
  constraints: { Description: { length: [0, 255] } },

  async handle(request, context) {
    const { InstanceId: instanceId, TagSpecifications: tagSpecifications } = request;
    checkId(INSTANCE, instanceId!);
    checkImageName(request.Name!);
    const tags = tagsFor(tagSpecifications, 'image');
    const [instance] = await readInstances(context.db, context, { ids: [instanceId!], limit: 1 });
    if (!instance) throw INSTANCE.notFound([instanceId!]);
    if (instance.state === 'terminated')
      throw new Fault(
        'IncorrectInstanceState',
        `The instance '${instanceId}' is terminated; an image of it cannot be made.`,
      );
    const image = drawUp(request, context, instance);
    const record = { resources: [ec2Arn(IMAGE, image.id, context)], detail: { instanceId, name: image.name } };
    await change(context, record, (trx) => insertNamedImage(trx, image, tags));
    return { ImageId: image.id };
  },
};

function drawUp(request: CreateImageRequest, { requestId, now }: RequestContext, instance: Instance): Image {
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
      blockDevices: captureVolumes(instance, request.BlockDeviceMappings ?? [], id),
    },
  };
}

/** A snapshot of each volume of the machine, as far as the request does not say otherwise of its device. */
function captureVolumes(
  { settings }: Instance,
  requested: readonly BlockDeviceMapping[],
  seed: string,
): ImageBlockDevice[] {
  const volumes: readonly BlockDevice[] = settings.blockDevices ?? [{ deviceName: settings.rootDeviceName }];
  const captured = volumes.map((volume, index): ImageBlockDevice => {
    return { ...volume, snapshotId: idFromSeed('snap', seed, index) };
  });
  const byDevice = new Map(captured.map((device) => [device.deviceName, device]));
  for (const device of requested.map(toBlockDevice))
    byDevice.set(device.deviceName, { ...byDevice.get(device.deviceName), ...device });
  return [...byDevice.values()].filter((device) => device.noDevice === undefined);
}
