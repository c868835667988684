import assert from 'node:assert/strict';
import { test } from 'node:test';
import { licenseManager, sns, uniqueName } from './clients.ts';
import { givenImage, givenLicense, givenLicensedImage, imageArn, launch, refused } from './given.ts';

const unused = ['EC2_INSTANCE', 'EC2_HOST', 'SYSTEMS_MANAGER_MANAGED_INSTANCE'];

test('a license configuration is created, read, updated and deleted', async () => {
  const Name = uniqueName('license');
  const arn = await givenLicense({
    Name,
    Description: 'für Tests',
    LicenseCountingType: 'Instance',
    LicenseCount: 3,
    LicenseRules: ['#allowedTenancy=EC2-Default,EC2-DedicatedInstance'],
    Tags: [{ Key: 'team', Value: 'data' }],
  });
  const license = await licenseManager.getLicenseConfiguration({ LicenseConfigurationArn: arn });
  const { LicenseConfigurationId, OwnerAccountId, $metadata, ...rest } = license;
  assert.match(arn, new RegExp(`^arn:aws:license-manager:us-east-1:${OwnerAccountId}:license-configuration:lic-`));
  assert.ok(arn.endsWith(LicenseConfigurationId!));
  assert.deepEqual(rest, {
    LicenseConfigurationArn: arn,
    Name,
    Description: 'für Tests',
    LicenseCountingType: 'Instance',
    LicenseRules: ['#allowedTenancy=EC2-Default,EC2-DedicatedInstance'],
    LicenseCount: 3,
    LicenseCountHardLimit: true,
    ConsumedLicenses: 0,
    Status: 'AVAILABLE',
    ConsumedLicenseSummaryList: unused.map((ResourceType) => ({ ResourceType, ConsumedLicenses: 0 })),
    ManagedResourceSummaryList: unused
      .toSpliced(2, 0, 'EC2_AMI')
      .map((ResourceType) => ({ ResourceType, AssociationCount: 0 })),
    Tags: [{ Key: 'team', Value: 'data' }],
  });

  await licenseManager.updateLicenseConfiguration({
    LicenseConfigurationArn: arn,
    Description: 'new',
    LicenseCount: 5,
  });
  const updated = await licenseManager.getLicenseConfiguration({ LicenseConfigurationArn: arn });
  assert.deepEqual([updated.Name, updated.Description, updated.LicenseCount], [Name, 'new', 5]);

  await licenseManager.deleteLicenseConfiguration({ LicenseConfigurationArn: arn });
  const gone = licenseManager.getLicenseConfiguration({ LicenseConfigurationArn: arn });
  assert.match(await refused(gone, 'InvalidParameterValueException'), /^Invalid license configuration ARN/);
});

test('a license configuration that resources are tied to cannot be deleted', async () => {
  const arn = await givenLicense();
  const imageId = await givenLicensedImage(arn);
  const remove = () => licenseManager.deleteLicenseConfiguration({ LicenseConfigurationArn: arn });
  assert.match(await refused(remove(), 'InvalidParameterValueException'), /1 resource\(s\) are associated/);

  await licenseManager.updateLicenseSpecificationsForResource({
    ResourceArn: imageArn(imageId),
    RemoveLicenseSpecifications: [{ LicenseConfigurationArn: arn }],
  });
  await remove();
});

test('lists go on under NextToken, by filter too', async () => {
  const arns = await Promise.all(
    Array.from({ length: 5 }, () => givenLicense({ LicenseCountingType: 'Instance', LicenseCountHardLimit: false })),
  );
  const request = {
    LicenseConfigurationArns: arns,
    MaxResults: 2,
    Filters: [{ Name: 'licenseCountingType', Values: ['Instance'] }],
  };
  const pages: string[][] = [];
  for (let NextToken: string | undefined, first = true; first || NextToken; first = false) {
    const page = await licenseManager.listLicenseConfigurations({ ...request, NextToken });
    pages.push(page.LicenseConfigurations!.map((license) => license.LicenseConfigurationArn!));
    NextToken = page.NextToken;
  }
  assert.deepEqual(
    pages.map((page) => page.length),
    [2, 2, 1],
  );
  assert.deepEqual(pages.flat().sort(), [...arns].sort());

  const garbled = licenseManager.listLicenseConfigurations({ ...request, NextToken: 'garbled' });
  await refused(garbled, 'InvalidParameterValueException');
  const unknownFilter = licenseManager.listLicenseConfigurations({ Filters: [{ Name: 'name', Values: ['x'] }] });
  await refused(unknownFilter, 'InvalidParameterValueException');
});

test('associations, specifications and usage tell the same story from both ends', async () => {
  const [first, second] = await Promise.all([givenLicense(), givenLicense({ LicenseCountingType: 'Instance' })]);
  const imageId = await givenLicensedImage(first);
  const [instanceId] = await launch({
    ImageId: imageId,
    LicenseSpecifications: [{ LicenseConfigurationArn: second }],
  });

  const { LicenseConfigurationAssociations: tied } = await licenseManager.listAssociationsForLicenseConfiguration({
    LicenseConfigurationArn: first,
  });
  const types = tied!.map(({ ResourceType: type, ResourceArn: arn }) => [type, arn!.split('/')[1]]).sort();
  assert.deepEqual(types, [
    ['EC2_AMI', imageId],
    ['EC2_INSTANCE', instanceId],
  ]);

  const instanceArn = tied!.find(({ ResourceType: type }) => type === 'EC2_INSTANCE')!.ResourceArn!;
  const { LicenseSpecifications: specifications } = await licenseManager.listLicenseSpecificationsForResource({
    ResourceArn: instanceArn,
  });
  assert.deepEqual(specifications!.map((one) => one.LicenseConfigurationArn).sort(), [first, second].sort());

  const { LicenseConfigurationUsageList: usage } = await licenseManager.listUsageForLicenseConfiguration({
    LicenseConfigurationArn: second,
    Filters: [{ Name: 'resourceArn', Values: [instanceArn] }],
  });
  assert.equal(usage!.length, 1);
  assert.deepEqual([usage![0]!.ResourceType, usage![0]!.ConsumedLicenses], ['EC2_INSTANCE', 1]);
});

test('tags are set, listed and taken off', async () => {
  const arn = await givenLicense({ Tags: [{ Key: 'kept', Value: '1' }] });
  await licenseManager.tagResource({ ResourceArn: arn, Tags: [{ Key: 'gone', Value: '2' }] });
  await licenseManager.untagResource({ ResourceArn: arn, TagKeys: ['gone', 'never there'] });
  const { Tags } = await licenseManager.listTagsForResource({ ResourceArn: arn });
  assert.deepEqual(Tags, [{ Key: 'kept', Value: '1' }]);
});

test('service settings are read and changed', async () => {
  const { TopicArn: SnsTopicArn } = await sns.createTopic({ Name: 'aws-license-manager-service-alerts' });
  await licenseManager.updateServiceSettings({ SnsTopicArn });
  const settings = await licenseManager.getServiceSettings({});
  assert.equal(settings.SnsTopicArn, SnsTopicArn);
  const wrong = licenseManager.updateServiceSettings({ SnsTopicArn: `${SnsTopicArn}-gone` });
  await refused(wrong, 'InvalidParameterValueException');
});

test('terms that do not make sense are refused with what is expected instead', async () => {
  const cases = [
    [{ LicenseRules: ['#maximumHosts=3'] }, /#maximumHosts is unknown; the rules are allowedTenancy/],
    [{ LicenseCountingType: 'vcpu' as never }, /LicenseCountingType/],
    [{ LicenseCount: -1 }, /LicenseCount/],
    [{ Name: '' }, /Name/],
  ] as const;
  for (const [given, expected] of cases)
    assert.match(await refused(givenLicense({ ...given } as never), 'InvalidParameterValueException'), expected);
  const imageId = await givenImage();
  const tie = licenseManager.updateLicenseSpecificationsForResource({
    ResourceArn: imageArn(imageId),
    AddLicenseSpecifications: [{ LicenseConfigurationArn: `${await givenLicense()}0` }],
  });
  await refused(tie, 'InvalidParameterValueException');
});
