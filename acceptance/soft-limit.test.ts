import assert from 'node:assert/strict';
import { test } from 'node:test';
import { licenseManager } from './clients.ts';
import { consumed, givenImage, givenLicense, givenLicensedImage, imageArn, launch, refused } from './given.ts';

const isExceeded = async (arn: string, value: 'true' | 'false') => {
  const { LicenseConfigurations: listed } = await licenseManager.listLicenseConfigurations({
    LicenseConfigurationArns: [arn],
    Filters: [{ Name: 'usagelimitExceeded', Values: [value] }],
  });
  return listed!.length === 1;
};

test('a soft limit lets launches through, and shows who is beyond it', async () => {
  const license = await givenLicense({ LicenseCount: 6, LicenseCountHardLimit: false });
  const imageId = await givenLicensedImage(license);

  const [within] = await launch({ ImageId: imageId });
  assert.ok(await isExceeded(license, 'false'));
  const [beyond] = await launch({ ImageId: imageId });

  assert.equal(await consumed(license), 8);
  assert.ok(await isExceeded(license, 'true'));
  assert.equal(await isExceeded(license, 'false'), false);
  const { LicenseConfigurationUsageList: usage } = await licenseManager.listUsageForLicenseConfiguration({
    LicenseConfigurationArn: license,
  });
  const amounts = new Map(usage!.map((entry) => [entry.ResourceArn!.split('/')[1], entry.ConsumedLicenses]));
  assert.deepEqual(amounts, new Map([within, beyond].sort().map((id) => [id, 4])), 'what each machine holds is listed');
});

test('a limit can be made hard and lowered, and what is consumed beyond it stays', async () => {
  const license = await givenLicense({ LicenseCount: 8, LicenseCountHardLimit: false });
  const imageId = await givenLicensedImage(license);
  await launch({ ImageId: imageId, MinCount: 2, MaxCount: 2 });

  await licenseManager.updateLicenseConfiguration({
    LicenseConfigurationArn: license,
    LicenseCount: 12,
    LicenseCountHardLimit: true,
  });
  await launch({ ImageId: imageId });
  assert.match(await refused(launch({ ImageId: imageId }), 'LicenseUsageFailure'), /0 of 12 vCPUs left/);
});

test('a vCPU license that honors optimization counts the cores and threads that are switched on', async () => {
  const CpuOptions = { CoreCount: 2, ThreadsPerCore: 1 };
  const [plain, optimized] = await Promise.all([
    givenLicense(),
    givenLicense({ LicenseRules: ['#honorVcpuOptimization=True'] }),
  ]);
  const LicenseSpecifications = [plain, optimized].map((arn) => ({ LicenseConfigurationArn: arn }));
  await launch({ ImageId: await givenImage(), InstanceType: 'm5.2xlarge', CpuOptions, LicenseSpecifications });

  assert.equal(await consumed(plain), 8);
  assert.equal(await consumed(optimized), 2);
});

test('a rule of a license refuses what does not fit it, and a tie to a machine checks the limit', async () => {
  const license = await givenLicense({ LicenseRules: ['#minimumVcpus=8'] });
  const imageId = await givenLicensedImage(license);
  const text = await refused(launch({ ImageId: imageId }), 'LicenseUsageFailure');
  assert.match(text, /#minimumVcpus=8; this launch has 4/);

  const [id] = await launch({ ImageId: await givenImage(), InstanceType: 'm5.8xlarge' });
  const tie = licenseManager.updateLicenseSpecificationsForResource({
    ResourceArn: `arn:aws:ec2:us-east-1:${license.split(':')[4]}:instance/${id}`,
    AddLicenseSpecifications: [{ LicenseConfigurationArn: license }],
  });
  await refused(tie, 'LicenseUsageException', 412);
});

test('an image gives its licenses up, and a disabled license that only the image brings lets launches through', async () => {
  const license = await givenLicense({ LicenseCount: 0 });
  const imageId = await givenLicensedImage(license);
  await refused(launch({ ImageId: imageId }), 'LicenseUsageFailure');

  await licenseManager.updateLicenseConfiguration({
    LicenseConfigurationArn: license,
    LicenseConfigurationStatus: 'DISABLED',
  });
  await launch({ ImageId: imageId });
  await licenseManager.updateLicenseConfiguration({
    LicenseConfigurationArn: license,
    LicenseConfigurationStatus: 'AVAILABLE',
  });
  await licenseManager.updateLicenseSpecificationsForResource({
    ResourceArn: imageArn(imageId),
    RemoveLicenseSpecifications: [{ LicenseConfigurationArn: license }],
  });
  await launch({ ImageId: imageId });
  assert.equal(await consumed(license), 0);
});
