import type { DescribeImagesRequest, DescribeImagesResult, Image as ImageDescription } from '@aws-sdk/client-ec2';
import type { Accessors, FilterValue } from '../../../domain/filters.ts';
import type { Image } from '../../../domain/images/image.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { listVisibleImages, recentlyGoneImages } from '../../../views/ec2/images.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { checkId, IMAGE } from '../ec2-ids.ts';
import { listById } from '../listing/list-by-id.ts';
import { describeImage } from './image-description.ts';

/** No image is disabled, so that asking for those too adds nothing. */
export const describeImages: Operation<DescribeImagesRequest, DescribeImagesResult> = {
  constraints: { MaxResults: { range: [1, 1000], integer: true } },

  async handle(request, context) {
    const { ImageIds: ids } = request;
    for (const id of ids ?? []) checkId(IMAGE, id);
    const { accountId } = context;
    const ownOnly = request.Owners?.length ? request.Owners.every((owner) => isSelf(owner, accountId)) : false;
    const { items, nextToken } = await listById(request, {
      operation: 'DescribeImages',
      kind: IMAGE,
      ids: ids && [...new Set(ids)],
      // A deregistered image is left out for a while, and as long as the account has machines of it (API reference).
      leftOut: (gone) => recentlyGoneImages(context.db, context, gone),
      read: (window) => listVisibleImages(context.db, context, { ...window, ownOnly: ownOnly && !ids?.length }),
      chosen: (image: Image) =>
        isOwnedBy(image, request.Owners, accountId) &&
        isExecutableBy(image, request.ExecutableUsers, accountId) &&
        isShown(image, request, context),
      shapesOf: (images: readonly Image[]) => shapesOf(images, context),
      rules: { accessors, tagsOf: (image) => image.Tags ?? [] },
    });
    return { Images: items, NextToken: nextToken };
  },
};

async function shapesOf(images: readonly Image[], { db, accountId }: RequestContext): Promise<ImageDescription[]> {
  const own = images.filter((image) => image.ownerId === accountId);
  const tags = await readTags(
    db,
    own.map((image) => image.id),
  );
  return images.map((image) => describeImage(image, tags.get(image.id)));
}

const isSelf = (owner: string, accountId: string): boolean => owner === 'self' || owner === accountId;

function isOwnedBy(image: Image, owners: readonly string[] | undefined, accountId: string): boolean {
  if (!owners?.length) return true;
  return owners.some(
    (owner) =>
      owner === image.ownerId || owner === image.ownerAlias || (owner === 'self' && image.ownerId === accountId),
  );
}

/** By an account that has launch permission, by `self` if that is the caller, or by `all` if it is public. */
function isExecutableBy(
  { sharedWith = [], ...image }: Image,
  users: readonly string[] | undefined,
  accountId: string,
): boolean {
  if (!users?.length) return true;
  return users.some((user) =>
    user === 'all' ? image.public : sharedWith.includes(user === 'self' ? accountId : user),
  );
}

/** A deprecated image is shown to its owner, to who names it, and to who asks for deprecated ones. */
const isShown = (
  { ownerId, settings: { deprecationTime } }: Image,
  { IncludeDeprecated, ImageIds }: DescribeImagesRequest,
  { accountId, now }: RequestContext,
): boolean =>
  IncludeDeprecated === true ||
  Boolean(ImageIds?.length) ||
  ownerId === accountId ||
  !deprecationTime ||
  deprecationTime > now.toISOString();

type Mapping = NonNullable<ImageDescription['BlockDeviceMappings']>[number];

const eachMapping = (pick: (mapping: Mapping) => string | number | boolean | undefined) => (image: ImageDescription) =>
  (image.BlockDeviceMappings ?? []).map(pick).filter((value) => value !== undefined);

const none = (): FilterValue => undefined;

/** Filters for what no image here has: watermarks, findings of scans, public parameters, limits to types. */
const UNKNOWN_OF_IMAGES = [
  ...[
    'source-image-creation-time',
    'source-image-id',
    'source-image-region',
    'watermark-creation-time',
    'watermark-key',
  ].map((name) => `image-watermark.${name}`),
  ...['supported-instance-type', 'unsupported-instance-type'].map((name) => `instance-type-specification.${name}`),
  'public-ssm-parameter-name',
  'scan-result.finding-scan-date',
  'scan-result.highest-finding-severity-label',
  ...['critical', 'high', 'informational', 'low', 'medium'].map(
    (severity) => `scan-result.${severity}-fix-available-since`,
  ),
];

const accessors: Accessors<ImageDescription> = {
  architecture: (image) => image.Architecture,
  'block-device-mapping.delete-on-termination': eachMapping((mapping) => mapping.Ebs?.DeleteOnTermination),
  'block-device-mapping.device-name': eachMapping((mapping) => mapping.DeviceName),
  'block-device-mapping.encrypted': eachMapping((mapping) => mapping.Ebs?.Encrypted),
  'block-device-mapping.snapshot-id': eachMapping((mapping) => mapping.Ebs?.SnapshotId),
  'block-device-mapping.volume-size': eachMapping((mapping) => mapping.Ebs?.VolumeSize),
  'block-device-mapping.volume-type': eachMapping((mapping) => mapping.Ebs?.VolumeType),
  'boot-mode': (image) => image.BootMode,
  'creation-date': (image) => image.CreationDate,
  description: (image) => image.Description,
  'ena-support': (image) => image.EnaSupport,
  'free-tier-eligible': (image) => image.FreeTierEligible,
  hypervisor: (image) => image.Hypervisor,
  'image-allowed': (image) => image.ImageAllowed,
  'image-id': (image) => image.ImageId,
  'image-type': (image) => image.ImageType,
  'is-public': (image) => image.Public,
  'kernel-id': (image) => image.KernelId,
  'manifest-location': (image) => image.ImageLocation,
  name: (image) => image.Name,
  'owner-alias': (image) => image.ImageOwnerAlias,
  'owner-id': (image) => image.OwnerId,
  platform: (image) => image.Platform,
  'product-code': (image) => image.ProductCodes?.map((code) => code.ProductCodeId ?? ''),
  'product-code.type': (image) => image.ProductCodes?.map((code) => code.ProductCodeType ?? ''),
  'ramdisk-id': (image) => image.RamdiskId,
  'root-device-name': (image) => image.RootDeviceName,
  'root-device-type': (image) => image.RootDeviceType,
  'source-image-id': (image) => image.SourceImageId,
  'source-image-region': (image) => image.SourceImageRegion,
  'source-instance-id': (image) => image.SourceInstanceId,
  'sriov-net-support': (image) => image.SriovNetSupport,
  state: (image) => image.State,
  'state-reason-code': none,
  'state-reason-message': none,
  'virtualization-type': (image) => image.VirtualizationType,
  ...Object.fromEntries(UNKNOWN_OF_IMAGES.map((name) => [name, none])),
};
