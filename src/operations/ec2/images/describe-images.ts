import type { DescribeImagesRequest, DescribeImagesResult, Image as ImageDescription } from '@aws-sdk/client-ec2';
import type { Accessors, FilterValue } from '../../../domain/filters.ts';
import type { Image } from '../../../domain/images/image.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { listVisibleImages } from '../../../views/ec2/images.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { checkId, IMAGE } from '../ec2-ids.ts';
import { filterItems } from '../listing/filter-items.ts';
import { pageItems } from '../listing/page-items.ts';
import { describeImage } from './image-description.ts';

/** No image is disabled, so that asking for those too adds nothing. */
export const describeImages: Operation<DescribeImagesRequest, DescribeImagesResult> = {
  constraints: { MaxResults: { range: [1, 1000], integer: true } },

  async handle(request, context) {
    const { ImageIds: ids } = request;
    for (const id of ids ?? []) checkId(IMAGE, id);
    const visible = await listVisibleImages(context.db, context, { imageIds: ids?.length ? ids : undefined });
    const unknown = [...new Set(ids)].filter((id) => !visible.some((image) => image.id === id));
    if (unknown.length > 0) throw IMAGE.notFound(unknown);
    const chosen = visible
      .filter((image) => isOwnedBy(image, request.Owners, context.accountId))
      .filter((image) => isExecutableBy(image, request.ExecutableUsers, context.accountId))
      .filter((image) => isShown(image, request, context));
    const own = chosen.filter((image) => image.ownerId === context.accountId);
    const tags = await readTags(
      context.db,
      own.map((image) => image.id),
    );
    const described = chosen.map((image) => describeImage(image, tags.get(image.id)));
    const matching = await filterItems(described, request.Filters, { accessors, tagsOf: (image) => image.Tags ?? [] });
    const paging = { operation: 'DescribeImages', keyOf, keyParts: 1, defaultLimit: 1000 };
    const { items, nextToken } = pageItems(matching, request, paging);
    return { Images: [...items], NextToken: nextToken };
  },
};

const keyOf = (image: ImageDescription) => [image.ImageId!];

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
  hypervisor: (image) => image.Hypervisor,
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
};
