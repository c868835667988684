import type { DescribeImageAttributeRequest, ImageAttribute, ImageAttributeName } from '@aws-sdk/client-ec2';
import { EVERYBODY, type Image } from '../../../domain/images/image.ts';
import type { Operation } from '../../../operation.ts';
import { findVisibleImage } from '../../../views/ec2/images.ts';
import { checkId, ec2Arn, IMAGE } from '../ec2-ids.ts';
import { notAuthorized } from './change-image.ts';
import { describeImage } from './image-description.ts';

type Reader = (image: Image, shape: ReturnType<typeof describeImage>) => ImageAttribute;

const value = (text: string | undefined) => (text === undefined ? {} : { Value: text });

const READERS: Readonly<Record<ImageAttributeName, Reader>> = {
  blockDeviceMapping: (_, { BlockDeviceMappings }) => ({ BlockDeviceMappings }),
  bootMode: (_, { BootMode }) => ({ BootMode: value(BootMode) }),
  deregistrationProtection: () => ({ DeregistrationProtection: value('disabled') }),
  description: ({ description }) => ({ Description: value(description) }),
  imdsSupport: (_, { ImdsSupport }) => ({ ImdsSupport: value(ImdsSupport) }),
  kernel: (_, { KernelId }) => ({ KernelId: value(KernelId) }),
  lastLaunchedTime: () => ({ LastLaunchedTime: {} }),
  launchPermission: ({ sharedWith = [] }) => ({
    LaunchPermissions: sharedWith.map((grantee) => (grantee === EVERYBODY ? { Group: 'all' } : { UserId: grantee })),
  }),
  productCodes: (_, { ProductCodes = [] }) => ({ ProductCodes }),
  ramdisk: (_, { RamdiskId }) => ({ RamdiskId: value(RamdiskId) }),
  sriovNetSupport: (_, { SriovNetSupport }) => ({ SriovNetSupport: value(SriovNetSupport) }),
  tpmSupport: (_, { TpmSupport }) => ({ TpmSupport: value(TpmSupport) }),
  uefiData: () => ({ UefiData: {} }),
};

/** Its owner alone sees an image's attributes. */
export const describeImageAttribute: Operation<DescribeImageAttributeRequest, ImageAttribute> = {
  constraints: { Attribute: { oneOf: Object.keys(READERS) } },
  resources: ({ ImageId }, scope) => [ec2Arn(IMAGE, ImageId!, scope)],

  async handle({ ImageId: id, Attribute: attribute }, context) {
    checkId(IMAGE, id!);
    const image = await findVisibleImage(context.db, context, id!);
    if (!image) throw IMAGE.notFound([id!]);
    if (image.ownerId !== context.accountId) throw notAuthorized(id!);
    return { ImageId: id, ...READERS[attribute!](image, describeImage(image)) };
  },
};
