import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paginateDescribeImages, waitUntilImageAvailable, waitUntilImageExists } from '@aws-sdk/client-ec2';
import { clientsOf, ec2, licenseManager, operator, uniqueName } from './clients.ts';
import { consumed, givenImage, givenLicense, givenLicensedImage, imageArn, launch, refused, waiting } from './given.ts';

test('an image of a machine is made, described, launched and deregistered', async () => {
  const license = await givenLicense();
  const [instanceId] = await launch({ ImageId: await givenLicensedImage(license) });
  const Name = uniqueName('golden');
  const { ImageId } = await ec2.createImage({ InstanceId: instanceId!, Name, Description: 'golden' });
  await waitUntilImageExists(waiting(), { ImageIds: [ImageId!] });
  await waitUntilImageAvailable(waiting(), { ImageIds: [ImageId!] });
  const { Images: [image] = [] } = await ec2.describeImages({ Filters: [{ Name: 'name', Values: [Name] }] });
  assert.deepEqual([image!.ImageId, image!.Description, image!.State], [ImageId, 'golden', 'available']);

  const { LicenseSpecifications } = await licenseManager.listLicenseSpecificationsForResource({
    ResourceArn: imageArn(ImageId!),
  });
  assert.deepEqual(LicenseSpecifications, [], 'an image does not take over the licenses of its machine');
  await launch({ ImageId: ImageId! });
  assert.equal(await consumed(license), 4);

  await refused(ec2.registerImage({ Name }), 'InvalidAMIName.Duplicate');
  await ec2.deregisterImage({ ImageId: ImageId! });
  await refused(launch({ ImageId: ImageId! }), 'InvalidAMIID.NotFound');
});

test('an image is copied to another Region, once for each client token', async () => {
  const SourceImageId = await givenImage();
  const west = clientsOf(operator, { region: 'us-west-2' }).ec2;
  const request = {
    SourceImageId,
    SourceRegion: 'us-east-1',
    Name: uniqueName('copy'),
    ClientToken: uniqueName('token'),
  };
  const { ImageId } = await west.copyImage(request);
  assert.equal((await west.copyImage(request)).ImageId, ImageId);
  const { Images: [copy] = [] } = await west.describeImages({ ImageIds: [ImageId!] });
  assert.deepEqual([copy!.SourceImageId, copy!.SourceImageRegion], [SourceImageId, 'us-east-1']);
  await refused(ec2.describeImages({ ImageIds: [ImageId!] }), 'InvalidAMIID.NotFound');
});

test('public images are listed by owner and page by page, and cannot be deregistered', async () => {
  const pages = [];
  for await (const page of paginateDescribeImages({ client: ec2, pageSize: 7 }, { Owners: ['amazon'] }))
    pages.push(page.Images!);
  assert.ok(pages.length > 1 && pages.slice(0, -1).every((page) => page.length === 7));
  const windows = pages.flat().filter((image) => image.Platform?.toLowerCase() === 'windows');
  assert.ok(windows.length > 0);
  await refused(ec2.deregisterImage({ ImageId: windows[0]!.ImageId! }), 'AuthFailure', 403);
});

test('a license is tied to software of AWS Marketplace, whose machines show its product', async () => {
  const ProductCode = '6njl1pau431dv1qxipg63mvah';
  const { Images: [image] = [] } = await ec2.describeImages({
    Owners: ['aws-marketplace'],
    Filters: [{ Name: 'product-code', Values: [ProductCode] }],
  });
  assert.equal(image!.ImageOwnerAlias, 'aws-marketplace');
  const license = await givenLicense({ LicenseCountingType: 'Instance', LicenseCount: 1 });
  const specifications = [{ LicenseConfigurationArn: license }];
  const ResourceArn = imageArn(image!.ImageId!);
  await licenseManager.updateLicenseSpecificationsForResource({
    ResourceArn,
    AddLicenseSpecifications: specifications,
  });
  const [id] = await launch({ ImageId: image!.ImageId! });
  assert.equal(await consumed(license), 1);
  await refused(launch({ ImageId: image!.ImageId! }), 'LicenseUsageFailure');
  await licenseManager.updateLicenseSpecificationsForResource({
    ResourceArn,
    RemoveLicenseSpecifications: specifications,
  });
  const { Reservations } = await ec2.describeInstances({ Filters: [{ Name: 'product-code', Values: [ProductCode] }] });
  const machines = Reservations!.flatMap(({ Instances = [] }) => Instances);
  assert.deepEqual(machines.find(({ InstanceId }) => InstanceId === id)?.ProductCodes, [
    { ProductCodeId: ProductCode, ProductCodeType: 'marketplace' },
  ]);
});
