import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  waitUntilInstanceRunning,
  waitUntilInstanceStatusOk,
  waitUntilInstanceStopped,
  waitUntilInstanceTerminated,
} from '@aws-sdk/client-ec2';
import { ec2, licenseManager, uniqueName } from './clients.ts';
import { consumed, givenImage, givenLicense, givenLicensedImage, launch, refused, waiting } from './given.ts';

test('an image with a hard limit launches until the licenses are used up, and again once some are given back', async () => {
  const name = uniqueName('SQL Server');
  const license = await givenLicense({ Name: name });
  const imageId = await givenLicensedImage(license);

  const [first, second] = await launch({ ImageId: imageId, MinCount: 4, MaxCount: 4 });
  assert.equal(await consumed(license), 16);

  const text = await refused(launch({ ImageId: imageId }), 'LicenseUsageFailure');
  assert.match(text, /^No licenses available\./);
  for (const part of [name, license.split(':').at(-1)!, '0 of 16 vCPUs left', 'needs 4'])
    assert.ok(text.includes(part), `"${text}" tells ${part}`);
  assert.equal(await consumed(license), 16, 'a refused launch takes nothing');

  await waitUntilInstanceRunning(waiting(), { InstanceIds: [first!, second!] });
  await waitUntilInstanceStatusOk(waiting(), { InstanceIds: [first!] });
  await ec2.stopInstances({ InstanceIds: [first!] });
  await waitUntilInstanceStopped(waiting(), { InstanceIds: [first!] });
  assert.equal(await consumed(license), 12);

  const [replacement] = await launch({ ImageId: imageId });
  const startText = await refused(ec2.startInstances({ InstanceIds: [first!] }), 'LicenseUsageFailure');
  assert.match(startText, new RegExp(`0 of 16 vCPUs left; starting ${first} needs 4`));

  await ec2.terminateInstances({ InstanceIds: [replacement!] });
  await waitUntilInstanceTerminated(waiting(), { InstanceIds: [replacement!] });
  await ec2.startInstances({ InstanceIds: [first!] });
  assert.equal(await consumed(license), 16);
});

test('a launch template brings its licenses, and a failed launch is listed for the administrator', async () => {
  const license = await givenLicense({ LicenseCount: 4 });
  const { LaunchTemplate: template } = await ec2.createLaunchTemplate({
    LaunchTemplateName: uniqueName('template'),
    LaunchTemplateData: {
      ImageId: await givenImage(),
      InstanceType: 'm5.xlarge',
      LicenseSpecifications: [{ LicenseConfigurationArn: license }],
    },
  });
  const request = { LaunchTemplate: { LaunchTemplateId: template!.LaunchTemplateId }, MinCount: 1, MaxCount: 1 };

  const { Instances: [machine] = [] } = await ec2.runInstances(request);
  assert.deepEqual(machine!.Licenses, [{ LicenseConfigurationArn: license }]);
  await refused(ec2.runInstances(request), 'LicenseUsageFailure');

  const failures = await licenseManager.listFailuresForLicenseConfigurationOperations({
    LicenseConfigurationArn: license,
  });
  assert.equal(failures.LicenseOperationFailureList?.length, 1);
  assert.match(failures.LicenseOperationFailureList![0]!.ErrorMessage!, /0 of 4 vCPUs left/);
});

test('a launch of several takes as many as fit, but none where fewer than MinCount fit', async () => {
  const license = await givenLicense({ LicenseCount: 10 });
  const imageId = await givenLicensedImage(license);

  await refused(launch({ ImageId: imageId, MinCount: 3, MaxCount: 5 }), 'LicenseUsageFailure');
  assert.equal(await consumed(license), 0);
  const launched = await launch({ ImageId: imageId, MinCount: 1, MaxCount: 5 });
  assert.equal(launched.length, 2);
  assert.equal(await consumed(license), 8);
});

test('many launches at once pass as far as the licenses go, and not one further', async () => {
  const license = await givenLicense({ LicenseCount: 40 });
  const imageId = await givenLicensedImage(license);

  const launches = await Promise.allSettled(Array.from({ length: 25 }, () => launch({ ImageId: imageId })));

  assert.equal(launches.filter(({ status }) => status === 'fulfilled').length, 10);
  const codes = launches.flatMap((result) => (result.status === 'rejected' ? [result.reason.name] : []));
  assert.deepEqual(new Set(codes), new Set(['LicenseUsageFailure']));
  assert.equal(await consumed(license), 40);
});

test('a bigger type takes more licenses, and is refused where they do not suffice', async () => {
  const license = await givenLicense({ LicenseCount: 10 });
  const [id] = await launch({ ImageId: await givenLicensedImage(license) });
  await waitUntilInstanceRunning(waiting(), { InstanceIds: [id!] });
  await ec2.stopInstances({ InstanceIds: [id!] });
  await waitUntilInstanceStopped(waiting(), { InstanceIds: [id!] });

  await ec2.modifyInstanceAttribute({ InstanceId: id!, InstanceType: { Value: 'm5.4xlarge' } });
  await refused(ec2.startInstances({ InstanceIds: [id!] }), 'LicenseUsageFailure');
  await ec2.modifyInstanceAttribute({ InstanceId: id!, InstanceType: { Value: 'm5.2xlarge' } });
  await ec2.startInstances({ InstanceIds: [id!] });
  assert.equal(await consumed(license), 8);
});
