import type { RegisterImageRequest, RegisterImageResult } from '@aws-sdk/client-ec2';
import { idFromSeed } from '../../../domain/ids.ts';
import { type Image, type ImageBlockDevice, type ImageSettings, snapshotIdsOf } from '../../../domain/images/image.ts';
import { imageKeys } from '../../../domain/policies/ec2-keys.ts';
import { Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { change } from '../../change.ts';
import { ec2Arn, IMAGE, SNAPSHOT } from '../ec2-ids.ts';
import { volumeConstraints } from '../instances/launch-constraints.ts';
import { checkSizeGiven, imageDevicesOf } from './image-devices.ts';
import { checkImageName, imageTagsOf, insertNamedImage } from './insert-named-image.ts';

/** An image that is registered is billed as Linux/UNIX: only a copy of another image, or an import, can be more. */
export const registerImage: Operation<RegisterImageRequest, RegisterImageResult> = {
  constraints: {
    ...volumeConstraints,
    Description: { length: [0, 255] },
    Architecture: { oneOf: ['i386', 'x86_64', 'arm64', 'x86_64_mac', 'arm64_mac'] },
    VirtualizationType: { oneOf: ['hvm', 'paravirtual'] },
    BootMode: { oneOf: ['legacy-bios', 'uefi', 'uefi-preferred'] },
    TpmSupport: { oneOf: ['v2.0'] },
    ImdsSupport: { oneOf: ['v2.0'] },
    SriovNetSupport: { oneOf: ['simple'] },
  },

  resources: ({ BlockDeviceMappings: devices = [] }, scope) =>
    devices.flatMap(({ Ebs: ebs }) => (ebs?.SnapshotId ? [ec2Arn(SNAPSHOT, ebs.SnapshotId, scope)] : [])),
  keysOfMade: (_, { accountId: ownerId }) => ({ image: imageKeys({ ownerId, public: false }) }),

  async handle(request, context) {
    checkImageName(request.Name!);
    if (request.BillingProducts?.length)
      throw new Fault('AuthFailure', 'Your account is not authorized to specify billing product codes.', 403);
    const tags = imageTagsOf(request.TagSpecifications);
    const devices = await imageDevicesOf(request.BlockDeviceMappings, context);
    for (const device of devices) checkSizeGiven(device);
    const image = drawUp(request, context, devices);
    const resources = [ec2Arn(IMAGE, image.id, context)];
    const record = { resources, detail: { name: image.name } };
    await change(context, record, (trx) => insertNamedImage(trx, image, { tags, named: snapshotIdsOf(image) }));
    return { ImageId: image.id };
  },
};

function drawUp(
  request: RegisterImageRequest,
  { requestId, accountId, region, now }: RequestContext,
  blockDevices: readonly ImageBlockDevice[],
): Image {
  const { Description: description } = request;
  return {
    id: idFromSeed('ami', requestId),
    ownerId: accountId,
    region,
    name: request.Name!,
    ...(description !== undefined && { description }),
    // EC2 defaults to i386, which none of today's types run.
    architecture: request.Architecture ?? 'x86_64',
    platformDetails: 'Linux/UNIX',
    usageOperation: 'RunInstances',
    rootDeviceName: request.RootDeviceName ?? '/dev/sda1',
    public: false,
    createdAt: now,
    settings: settingsOf(request, blockDevices),
  };
}

function settingsOf(request: RegisterImageRequest, blockDevices: readonly ImageBlockDevice[]): ImageSettings {
  const settings = {
    virtualizationType: request.VirtualizationType ?? 'hvm',
    enaSupport: request.EnaSupport,
    sriovNetSupport: request.SriovNetSupport,
    bootMode: request.BootMode,
    tpmSupport: request.TpmSupport,
    imdsSupport: request.ImdsSupport,
    imageLocation: request.ImageLocation,
    kernelId: request.KernelId,
    ramdiskId: request.RamdiskId,
    blockDevices,
  };
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined),
  ) as unknown as ImageSettings;
}
