import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image } from '@aws-sdk/client-ec2';
import { publicImages } from '../../src/domain/catalogue/public-images.ts';
import { copyImage } from '../../src/operations/ec2/images/copy-image.ts';
import { createImage } from '../../src/operations/ec2/images/create-image.ts';
import { describeImages } from '../../src/operations/ec2/images/describe-images.ts';
import { describeInstances } from '../../src/operations/ec2/instances/describe-instances.ts';
import { faultOf, givenCloud, LINUX, REGION } from './launching.ts';

const cloud = await givenCloud();
const sold = publicImages(REGION).find((image) => image.ownerAlias === 'aws-marketplace')!;
const [code] = sold.productCodes!;
const CODES = [{ ProductCodeId: code, ProductCodeType: 'marketplace' }];

const launched = async (ImageId: string): Promise<string> =>
  (await cloud.launch({ ImageId })).Instances![0]!.InstanceId!;
const image = async (id: string): Promise<Image> => (await cloud.call(describeImages, { ImageIds: [id] })).Images![0]!;
const filter = (Name: string, ...Values: string[]) => ({ Filters: [{ Name, Values }] });

test('images of AWS Marketplace show their product, and are found by it', async () => {
  const shown = await image(sold.id);
  assert.deepEqual([shown.ProductCodes, shown.ImageOwnerAlias, shown.Public], [CODES, 'aws-marketplace', true]);
  assert.equal((await image(LINUX)).ProductCodes, undefined);
  const found = async (name: string, value: string) =>
    (await cloud.call(describeImages, filter(name, value))).Images!.map(({ ImageId }) => ImageId);
  assert.deepEqual(await found('product-code', code!), [sold.id]);
  const all = publicImages(REGION).filter(({ productCodes }) => productCodes);
  assert.deepEqual((await found('product-code.type', 'marketplace')).toSorted(), all.map(({ id }) => id).toSorted());
  assert.deepEqual(await found('product-code.type', 'devpay'), []);
});

test('a machine keeps the product of its image, and takes the license that is tied to it', async () => {
  const license = await cloud.license({ countingType: 'Instance', licenseCount: 1, hardLimit: true });
  await cloud.tieImage(sold.id, license);
  const id = await launched(sold.id);
  assert.equal(await cloud.consumed(license), 1);
  await assert.rejects(launched(sold.id), faultOf('LicenseUsageFailure', /^No licenses available\./));
  const plain = await launched(LINUX);
  const shown = async (ids: string[]) => {
    const { Reservations = [] } = await cloud.call(describeInstances, { InstanceIds: ids });
    return Reservations.flatMap(({ Instances = [] }) => Instances.map(({ ProductCodes }) => ProductCodes));
  };
  assert.deepEqual([await shown([id]), await shown([plain])], [[CODES], [[]]]);
  const found = async (name: string, value: string) => {
    const { Reservations = [] } = await cloud.call(describeInstances, filter(name, value));
    return Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId }) => InstanceId));
  };
  assert.deepEqual([await found('product-code', code!), await found('product-code.type', 'marketplace')], [[id], [id]]);
  await cloud.call(describeInstances, filter('product-code', 'x'));
});

test('an image of such a machine, and its copies, keep the product; what others sell is not copied', async () => {
  const another = publicImages(REGION).findLast((candidate) => candidate.ownerAlias === 'aws-marketplace')!;
  const { ImageId } = await cloud.call(createImage, { InstanceId: await launched(another.id), Name: 'of a machine' });
  const codes = [{ ProductCodeId: another.productCodes![0], ProductCodeType: 'marketplace' }];
  const copy = { SourceRegion: REGION, Name: 'a copy' };
  const copied = await cloud.call(copyImage, { ...copy, SourceImageId: ImageId! });
  assert.deepEqual([(await image(ImageId!)).ProductCodes, (await image(copied.ImageId!)).ProductCodes], [codes, codes]);
  const selling = cloud.call(copyImage, { ...copy, Name: 'another', SourceImageId: another.id });
  await assert.rejects(
    selling,
    faultOf('InvalidRequest', 'Images from AWS Marketplace cannot be copied to another AWS account'),
  );
});
