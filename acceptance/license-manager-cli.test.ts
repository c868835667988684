import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aws, awsRefused } from './aws-cli.ts';
import { uniqueName } from './clients.ts';
import { givenImage, givenLicense, givenLicensedImage, imageArn, launch, refused } from './given.ts';

const licenseManager = (...args: string[]) => aws('license-manager', ...args);

test('the AWS CLI reads, updates, tags and deletes a license configuration', async () => {
  const Name = uniqueName('license');
  const arn = await givenLicense({ Name });
  const named = ['--license-configuration-arn', arn];

  await licenseManager('update-license-configuration', ...named, '--description', 'by CLI', '--license-count', '20');
  await licenseManager('tag-resource', '--resource-arn', arn, '--tags', 'Key=kept,Value=1', 'Key=gone,Value=2');
  await licenseManager('untag-resource', '--resource-arn', arn, '--tag-keys', 'gone');
  const [license, tags] = await Promise.all([
    licenseManager('get-license-configuration', ...named),
    licenseManager('list-tags-for-resource', '--resource-arn', arn),
  ]);
  assert.deepEqual([license.Name, license.Description, license.LicenseCount], [Name, 'by CLI', 20]);
  assert.deepEqual(tags.Tags, [{ Key: 'kept', Value: '1' }]);

  await licenseManager('delete-license-configuration', ...named);
  assert.match(
    await awsRefused('license-manager', 'get-license-configuration', ...named),
    /\(InvalidParameterValueException\) when calling the GetLicenseConfiguration operation: Invalid license/,
  );
});

test('the AWS CLI lists associations, specifications, usage and failures, and pages through them by itself', async () => {
  const arn = await givenLicense({ LicenseCount: 3, LicenseCountingType: 'Instance' });
  const imageId = await givenLicensedImage(arn);
  const instanceIds = await launch({ ImageId: imageId, MinCount: 3, MaxCount: 3 });
  await refused(launch({ ImageId: imageId }), 'LicenseUsageFailure');
  const named = ['--license-configuration-arn', arn];

  const [tied, specifications, usage, failures] = await Promise.all([
    licenseManager('list-associations-for-license-configuration', ...named, '--page-size', '2'),
    licenseManager('list-license-specifications-for-resource', '--resource-arn', imageArn(imageId)),
    licenseManager('list-usage-for-license-configuration', ...named, '--page-size', '1'),
    licenseManager('list-failures-for-license-configuration-operations', ...named),
  ]);

  assert.equal(tied.LicenseConfigurationAssociations.length, 4);
  assert.deepEqual(specifications.LicenseSpecifications, [{ LicenseConfigurationArn: arn }]);
  const users = usage.LicenseConfigurationUsageList.map(
    (entry: { ResourceArn: string }) => entry.ResourceArn.split('/')[1],
  );
  assert.deepEqual(users.sort(), instanceIds.sort());
  assert.equal(failures.LicenseOperationFailureList.length, 1);
});

test('the AWS CLI lists license configurations by filter, page by page', async () => {
  const arns = await Promise.all(Array.from({ length: 3 }, () => givenLicense()));
  const listed = await licenseManager(
    ...['list-license-configurations', '--license-configuration-arns', ...arns, '--page-size', '1'],
    ...['--filters', 'Name=enforceLicenseCount,Values=true'],
  );
  assert.deepEqual(
    listed.LicenseConfigurations.map((one: { LicenseConfigurationArn: string }) => one.LicenseConfigurationArn).sort(),
    arns.sort(),
  );
});

test('the AWS CLI ties and unties a license, and reads and changes service settings', async () => {
  const [arn, imageId] = await Promise.all([givenLicense(), givenImage()]);
  const update = (option: string) =>
    licenseManager(
      ...['update-license-specifications-for-resource', '--resource-arn', imageArn(imageId)],
      ...[option, `LicenseConfigurationArn=${arn}`],
    );
  await update('--add-license-specifications');
  await update('--remove-license-specifications');
  const bucket = 'arn:aws:s3:::aws-license-manager-service-reports';
  await licenseManager('update-service-settings', '--s3-bucket-arn', bucket);
  const [specifications, settings] = await Promise.all([
    licenseManager('list-license-specifications-for-resource', '--resource-arn', imageArn(imageId)),
    licenseManager('get-service-settings'),
  ]);
  assert.deepEqual(specifications.LicenseSpecifications, []);
  assert.equal(settings.S3BucketArn, bucket);
});
