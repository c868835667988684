import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { pino } from 'pino';
import { forgetImages } from '../../src/jobs/sweep.ts';
import { actorOf } from '../../src/operations/change.ts';
import { copyImage } from '../../src/operations/ec2/images/copy-image.ts';
import { createImage } from '../../src/operations/ec2/images/create-image.ts';
import { deregisterImage } from '../../src/operations/ec2/images/deregister-image.ts';
import { registerImage } from '../../src/operations/ec2/images/register-image.ts';
import { listAssociationsForLicenseConfiguration } from '../../src/operations/license-manager/list-associations-for-license-configuration.ts';
import { listLicenseSpecificationsForResource } from '../../src/operations/license-manager/list-license-specifications-for-resource.ts';
import { listUsageForLicenseConfiguration } from '../../src/operations/license-manager/list-usage-for-license-configuration.ts';
import { updateLicenseSpecificationsForResource } from '../../src/operations/license-manager/update-license-specifications-for-resource.ts';
import { ACCOUNT, faultOf, givenCloud, LINUX, OTHER_ACCOUNT, REGION } from './launching.ts';

// Whose launches of an image a license tracks: the user guide's table of AMI association scopes, row by row.

const cloud = await givenCloud();
const { db, ledger } = cloud;
const them = { accountId: OTHER_ACCOUNT };
let names = 0;

const imageArn = (id: string): string => `arn:aws:ec2:${REGION}::image/${id}`;
const shortage = faultOf('LicenseUsageFailure', /^No licenses available\./);

/** An Instance license for one machine, with a hard limit. */
const licenseForOne = (accountId = ACCOUNT) =>
  cloud.license({ accountId, countingType: 'Instance', licenseCount: 1, hardLimit: true });

/** An image of the first account that the second may launch. */
async function sharedImage(): Promise<string> {
  const { ImageId } = await cloud.call(registerImage, { Name: `shared ${++names}` });
  await sql`
    INSERT INTO image_launch_permission (account_id, region, image_id, grantee)
    VALUES (${ACCOUNT}, ${REGION}, ${ImageId}, ${OTHER_ACCOUNT})`.execute(db);
  return ImageId!;
}

const tie = (imageId: string, arn: string, { scope, as = {} }: { scope?: string; as?: object } = {}) =>
  cloud.call(
    updateLicenseSpecificationsForResource,
    {
      ResourceArn: imageArn(imageId),
      AddLicenseSpecifications: [{ LicenseConfigurationArn: arn, ...(scope && { AmiAssociationScope: scope }) }],
    },
    as,
  );

const licensesOf = async (imageId: string, as = {}) =>
  (await cloud.call(listLicenseSpecificationsForResource, { ResourceArn: imageArn(imageId) }, as))
    .LicenseSpecifications;

describe('an image of the account', () => {
  test('tied with the account’s own scope: its launches are tracked, and those of the account it is shared with are not', async () => {
    const [image, license] = [await sharedImage(), await licenseForOne()];
    await tie(image, license);
    assert.deepEqual(await licensesOf(image), [{ LicenseConfigurationArn: license, AmiAssociationScope: undefined }]);
    const { Instances: theirs } = await cloud.launch({ ImageId: image, MinCount: 2, MaxCount: 2 }, them);
    assert.deepEqual([theirs![0]!.Licenses, await cloud.consumed(license)], [[], 0]);
    await cloud.launch({ ImageId: image });
    assert.equal(await cloud.consumed(license), 1);
    await assert.rejects(cloud.launch({ ImageId: image }), shortage);
    await cloud.launch({ ImageId: image }, them);
  });

  test('tied cross-account: launches of every account are tracked, and blocked at the hard limit', async () => {
    const [image, license] = [await sharedImage(), await licenseForOne()];
    await tie(image, license, { scope: 'cross-account' });
    assert.deepEqual(await licensesOf(image), [
      { LicenseConfigurationArn: license, AmiAssociationScope: 'cross-account' },
    ]);
    const { Instances } = await cloud.launch({ ImageId: image }, them);
    const id = Instances![0]!.InstanceId!;
    assert.equal(await cloud.consumed(license), 1);
    for (const who of [{}, them]) await assert.rejects(cloud.launch({ ImageId: image }, who), shortage);

    const named = { LicenseConfigurationArn: license };
    const { LicenseConfigurationUsageList: usage } = await cloud.call(listUsageForLicenseConfiguration, named);
    assert.deepEqual(
      usage!.map(({ ResourceOwnerId }) => ResourceOwnerId),
      [OTHER_ACCOUNT],
    );
    const { LicenseConfigurationAssociations: ties } = await cloud.call(listAssociationsForLicenseConfiguration, named);
    assert.deepEqual(
      ties!.map(({ ResourceType, AmiAssociationScope }) => [ResourceType, AmiAssociationScope]).toSorted(),
      [
        ['EC2_AMI', 'cross-account'],
        ['EC2_INSTANCE', undefined],
      ],
    );
    await ledger.submit({ kind: 'terminate', actor: actorOf(cloud.context(them)), dryRun: false, instanceIds: [id] });
    await cloud.settle(id);
    await cloud.launch({ ImageId: image });
    assert.equal(await cloud.consumed(license), 1);
  });

  test('a tie gets a wider scope by a scope that is named, and keeps it until the license is taken off', async () => {
    const [image, license] = [await sharedImage(), await licenseForOne()];
    const scopeOf = async () => (await licensesOf(image))!.map((row) => row.AmiAssociationScope);
    await tie(image, license);
    await tie(image, license, { scope: 'cross-account' });
    await tie(image, license);
    assert.deepEqual(await scopeOf(), ['cross-account']);
    const specification = { LicenseConfigurationArn: license };
    await cloud.call(updateLicenseSpecificationsForResource, {
      ResourceArn: imageArn(image),
      RemoveLicenseSpecifications: [specification],
      AddLicenseSpecifications: [specification],
    });
    assert.deepEqual(await scopeOf(), [undefined]);
    await cloud.launch({ ImageId: image }, them);
    assert.equal(await cloud.consumed(license), 0);
  });
});

describe('an image that another account shares', () => {
  test('tied by the account it is shared with: that account’s launches are tracked, and its owner’s are not', async () => {
    const [image, license] = [await sharedImage(), await licenseForOne(OTHER_ACCOUNT)];
    await tie(image, license, { as: them });
    await cloud.launch({ ImageId: image, MinCount: 2, MaxCount: 2 });
    assert.equal(await cloud.consumed(license), 0);
    await cloud.launch({ ImageId: image }, them);
    assert.equal(await cloud.consumed(license), 1);
    await assert.rejects(cloud.launch({ ImageId: image }, them), shortage);
    assert.deepEqual(
      (await licensesOf(image, them))!.map((row) => row.LicenseConfigurationArn),
      [license],
    );
    assert.deepEqual(await licensesOf(image), []);
  });

  test('cannot be tied cross-account by whom it is shared with', async () => {
    const [image, license] = [await sharedImage(), await licenseForOne(OTHER_ACCOUNT)];
    await assert.rejects(
      tie(image, license, { scope: 'cross-account', as: them }),
      faultOf('InvalidParameterValueException'),
    );
  });

  test('both accounts’ licenses count, each by its own scope', async () => {
    const image = await sharedImage();
    const [ours, theirs] = [await cloud.license(), await cloud.license({ accountId: OTHER_ACCOUNT })];
    await tie(image, ours, { scope: 'cross-account' });
    await tie(image, theirs, { as: them });
    await cloud.launch({ ImageId: image }, them);
    assert.deepEqual([await cloud.consumed(ours), await cloud.consumed(theirs)], [2, 2]);
    await cloud.launch({ ImageId: image });
    assert.deepEqual([await cloud.consumed(ours), await cloud.consumed(theirs)], [4, 2]);
  });
});

describe('a public image', () => {
  test('is tied by an account for its own launches, and never cross-account', async () => {
    const license = await licenseForOne();
    await tie(LINUX, license);
    await cloud.launch({}, them);
    assert.equal(await cloud.consumed(license), 0);
    await cloud.launch();
    await assert.rejects(cloud.launch(), shortage);
    await assert.rejects(
      tie(LINUX, await licenseForOne(), { scope: 'cross-account' }),
      faultOf('InvalidParameterValueException'),
    );
    await cloud.call(updateLicenseSpecificationsForResource, {
      ResourceArn: imageArn(LINUX),
      RemoveLicenseSpecifications: [{ LicenseConfigurationArn: license }],
    });
  });
});

describe('what is made of an image', () => {
  test('copies, and images of its machines, are not tracked', async () => {
    const [image, license] = [await sharedImage(), await cloud.license()];
    await tie(image, license, { scope: 'cross-account' });
    const { Instances } = await cloud.launch({ ImageId: image });
    const made = await cloud.call(createImage, { InstanceId: Instances![0]!.InstanceId!, Name: `made ${++names}` });
    const copied = await cloud.call(copyImage, { SourceImageId: image, SourceRegion: REGION, Name: `copy ${++names}` });
    for (const { ImageId } of [made, copied]) {
      assert.deepEqual(await licensesOf(ImageId!), []);
      await cloud.launch({ ImageId: ImageId! });
    }
    assert.equal(await cloud.consumed(license), 2);
  });
});

describe('an image that is deregistered', () => {
  test('keeps its licenses from being taken off by hand, its machines keep theirs, and the sweep clears the image', async () => {
    const [image, license] = [await sharedImage(), await cloud.license()];
    await tie(image, license, { scope: 'cross-account' });
    await cloud.launch({ ImageId: image }, them);
    await cloud.call(deregisterImage, { ImageId: image });
    await assert.rejects(cloud.launch({ ImageId: image }, them), faultOf('InvalidAMIID.NotFound'));
    const remove = () =>
      cloud.call(updateLicenseSpecificationsForResource, {
        ResourceArn: imageArn(image),
        RemoveLicenseSpecifications: [{ LicenseConfigurationArn: license }],
      });
    await assert.rejects(remove(), faultOf('InvalidParameterValueException', /deregistered/));
    await forgetImages({ db, ledger, log: pino({ level: 'silent' }) });
    const { LicenseConfigurationAssociations: ties } = await cloud.call(listAssociationsForLicenseConfiguration, {
      LicenseConfigurationArn: license,
    });
    assert.deepEqual(
      ties!.map(({ ResourceType }) => ResourceType),
      ['EC2_INSTANCE'],
    );
    assert.equal(await cloud.consumed(license), 2);
  });
});
