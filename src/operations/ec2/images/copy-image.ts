import type { CopyImageRequest, CopyImageResult } from '@aws-sdk/client-ec2';
import { idFromSeed } from '../../../domain/ids.ts';
import type { Image } from '../../../domain/images/image.ts';
import { isRegion } from '../../../domain/networks/network.ts';
import { imageKeys } from '../../../domain/policies/ec2-keys.ts';
import { Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { findVisibleImage } from '../../../views/ec2/images.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { changeOnce } from '../../change-once.ts';
import { checkId, ec2Arn, IMAGE, SNAPSHOT } from '../ec2-ids.ts';
import { checkTagCount } from '../tags/ec2-tags.ts';
import { checkImageName, imageTagsOf, insertNamedImage } from './insert-named-image.ts';

/**
 * A copy is billed as its source is and keeps its product codes, but carries none of its licenses (user guide, license
 * rules). What others sell in AWS Marketplace is not copied: one launches it and makes an image of the machine.
 */
export const copyImage: Operation<CopyImageRequest, CopyImageResult> = {
  constraints: { ClientToken: { length: [0, 128] }, Description: { length: [0, 255] } },
  resources: ({ SourceImageId: id, SourceRegion: region }, scope) => [
    ec2Arn(IMAGE, id!, { ...scope, region: region! }),
    ec2Arn(SNAPSHOT, '*', scope),
  ],
  keysOfMade: (_, { accountId: ownerId }) => ({ image: imageKeys({ ownerId, public: false }) }),

  async handle(request, context) {
    const source = await findSource(request, context);
    checkImageName(request.Name!);
    const copied = request.CopyImageTags ? await readTags(context.db, [source.id]) : undefined;
    const inherited = copied?.get(source.id)?.map(({ Key, Value }) => [Key, Value]) ?? [];
    const given = imageTagsOf(request.TagSpecifications);
    const tags = { ...given, image: { ...Object.fromEntries(inherited), ...given.image } };
    checkTagCount(Object.keys(tags.image).length);
    const image = drawUp(request, context, source);
    const resources = [ec2Arn(IMAGE, image.id, context)];
    const detail = { sourceImageId: source.id, sourceRegion: source.region, name: image.name };
    const options = { input: request, resources, detail };
    const { imageId } = await changeOnce(context, options, (trx) => insertNamedImage(trx, image, { tags, named: [] }));
    return { ImageId: imageId };
  },
};

async function findSource(request: CopyImageRequest, { db, accountId }: RequestContext): Promise<Image> {
  const { SourceImageId: imageId, SourceRegion: region } = request;
  if (!isRegion(region!)) throw new Fault('InvalidParameterValue', `Invalid value '${region}' for SourceRegion.`);
  checkId(IMAGE, imageId!);
  const source = await findVisibleImage(db, { accountId, region: region! }, imageId!);
  if (!source) throw IMAGE.notFound([imageId!]);
  if (source.settings.productCodes?.length && source.ownerId !== accountId)
    throw new Fault('InvalidRequest', 'Images from AWS Marketplace cannot be copied to another AWS account');
  return source;
}

function drawUp(
  request: CopyImageRequest,
  { requestId, accountId, region, now }: RequestContext,
  source: Image,
): Image {
  const { ownerAlias: _alias, sourceInstanceId: _instance, description: _description, ...inherited } = source;
  const { Description: description, Encrypted: encrypted, KmsKeyId: kmsKeyId } = request;
  const id = idFromSeed('ami', requestId);
  const blockDevices = source.settings.blockDevices.map((device, index) => ({
    ...device,
    ...(device.snapshotId && { snapshotId: idFromSeed('snap', id, index) }),
    ...(encrypted && { encrypted, ...(kmsKeyId && { kmsKeyId }) }),
  }));
  return {
    ...inherited,
    ...{ id, region },
    ownerId: accountId,
    name: request.Name!,
    ...(description !== undefined && { description }),
    public: false,
    createdAt: now,
    sourceImageId: source.id,
    settings: { ...source.settings, sourceImageRegion: source.region, blockDevices },
  };
}
