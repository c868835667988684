import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aws, runAws } from './aws-cli.ts';
import { clientsOf, ec2, licenseManager, operator, sts, uniqueName } from './clients.ts';
import { givenAccount, givenImage, givenLicense, headroom, imageArn, launch, refused } from './given.ts';

test('STS tells whose credentials they are, by SDK and by AWS CLI', async () => {
  const [bySdk, byCli] = await Promise.all([sts.getCallerIdentity({}), aws('sts', 'get-caller-identity')]);
  assert.match(bySdk.Account!, /^\d{12}$/);
  assert.equal(bySdk.Arn, `arn:aws:iam::${bySdk.Account}:root`);
  assert.deepEqual(byCli, { UserId: bySdk.UserId, Account: bySdk.Account, Arn: bySdk.Arn });
});

test('an account sees and touches nothing of another', async () => {
  const [other, license, ImageId] = await Promise.all([givenAccount(), givenLicense(), givenImage()]);
  const [instanceId] = await launch({ ImageId });
  assert.equal((await other.sts.getCallerIdentity({})).Account, other.accountId);

  const LicenseConfigurationArn = license;
  const unknown = 'InvalidParameterValueException';
  await refused(other.licenseManager.getLicenseConfiguration({ LicenseConfigurationArn }), unknown);
  await refused(other.licenseManager.updateLicenseConfiguration({ LicenseConfigurationArn, LicenseCount: 9 }), unknown);
  await refused(other.licenseManager.deleteLicenseConfiguration({ LicenseConfigurationArn }), unknown);
  assert.deepEqual((await other.licenseManager.listLicenseConfigurations({})).LicenseConfigurations, []);
  assert.deepEqual((await other.ec2.describeInstances({})).Reservations, []);
  await refused(other.ec2.describeInstances({ InstanceIds: [instanceId!] }), 'InvalidInstanceID.NotFound');
  await refused(other.ec2.terminateInstances({ InstanceIds: [instanceId!] }), 'InvalidInstanceID.NotFound');
  await refused(launch({ ImageId }, other.ec2), 'InvalidAMIID.NotFound');

  const own = await givenImage(other);
  const LicenseSpecifications = [{ LicenseConfigurationArn }];
  await refused(launch({ ImageId: own, LicenseSpecifications }, other.ec2), 'InvalidLicenseConfigurationId.NotFound');
  const tie = { ResourceArn: imageArn(own), AddLicenseSpecifications: LicenseSpecifications };
  await refused(other.licenseManager.updateLicenseSpecificationsForResource(tie), unknown);
});

test('a client token belongs to its account', async () => {
  const other = await givenAccount();
  const token = { ClientToken: uniqueName('token'), InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 } as const;
  const mine = await ec2.runInstances({ ...token, ImageId: await givenImage() });
  const theirs = await other.ec2.runInstances({ ...token, ImageId: await givenImage(other) });
  assert.notEqual(mine.ReservationId, theirs.ReservationId);
});

test('a Region has its own licenses and machines', async () => {
  const west = clientsOf(operator, { region: 'us-west-2' });
  const LicenseConfigurationArn = await givenLicense();
  const elsewhere = west.licenseManager.getLicenseConfiguration({ LicenseConfigurationArn });
  await refused(elsewhere, 'InvalidParameterValueException');
  await licenseManager.getLicenseConfiguration({ LicenseConfigurationArn });
});

test('only the operator adds accounts and recounts', async () => {
  const { credentials } = await givenAccount();
  for (const command of ['create-account', 'recount'])
    await assert.rejects(headroom([command], credentials), /AccessDeniedException.*account that operates/);
  assert.match(await headroom(['recount']), /every counter agrees/);
});

test('another account uses the AWS CLI with its own credentials', async () => {
  const { accountId, credentials } = await givenAccount();
  const { stdout } = await runAws(
    ['sts', 'get-caller-identity', '--output', 'text', '--query', 'Account'],
    credentials,
  );
  assert.equal(stdout.trim(), accountId);
});
