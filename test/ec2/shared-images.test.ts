import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { actorOf } from '../../src/operations/change.ts';
import { copyImage } from '../../src/operations/ec2/images/copy-image.ts';
import { createImage } from '../../src/operations/ec2/images/create-image.ts';
import { deregisterImage } from '../../src/operations/ec2/images/deregister-image.ts';
import { describeImageAttribute } from '../../src/operations/ec2/images/describe-image-attribute.ts';
import { describeImages } from '../../src/operations/ec2/images/describe-images.ts';
import { disableImageDeprecation } from '../../src/operations/ec2/images/disable-image-deprecation.ts';
import { enableImageDeprecation } from '../../src/operations/ec2/images/enable-image-deprecation.ts';
import { modifyImageAttribute } from '../../src/operations/ec2/images/modify-image-attribute.ts';
import { resetImageAttribute } from '../../src/operations/ec2/images/reset-image-attribute.ts';
import { deleteSnapshot } from '../../src/operations/ec2/volumes/delete-snapshot.ts';
import { describeSnapshots } from '../../src/operations/ec2/volumes/describe-snapshots.ts';
import { faultOf, givenCloud, OTHER_ACCOUNT, REGION } from './launching.ts';

const cloud = await givenCloud();
const { call } = cloud;
const other = { accountId: OTHER_ACCOUNT };
let names = 0;

async function givenImage(): Promise<string> {
  const BlockDeviceMappings = [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 20 } }];
  const { Instances } = await cloud.launch({ BlockDeviceMappings });
  const image = { InstanceId: Instances![0]!.InstanceId, Name: `image ${++names}` };
  return (await call(createImage, image)).ImageId!;
}

const share = (ImageId: string, UserId = OTHER_ACCOUNT) =>
  call(modifyImageAttribute, { ImageId, LaunchPermission: { Add: [{ UserId }] } });
const seenByOther = (ImageId: string) => call(describeImages, { ImageIds: [ImageId] }, other);

describe('an image that is shared', () => {
  test('is seen, launched and copied by the other account, until it is no longer', async () => {
    const ImageId = await givenImage();
    await assert.rejects(cloud.launch({ ImageId }, other), faultOf('InvalidAMIID.NotFound'));
    await share(ImageId);
    const [image] = (await seenByOther(ImageId)).Images!;
    assert.deepEqual([image!.Public, image!.OwnerId], [false, '111111111111']);
    const mine = await call(describeImages, { ExecutableUsers: ['self'] }, other);
    assert.deepEqual(
      mine.Images!.map((one) => one.ImageId),
      [ImageId],
    );
    assert.equal((await cloud.launch({ ImageId }, other)).Instances!.length, 1);
    await call(copyImage, { SourceImageId: ImageId, SourceRegion: REGION, Name: 'copy' }, other);
    assert.deepEqual(
      (await call(describeImageAttribute, { ImageId, Attribute: 'launchPermission' })).LaunchPermissions,
      [{ UserId: OTHER_ACCOUNT }],
    );
    await call(resetImageAttribute, { ImageId, Attribute: 'launchPermission' });
    await assert.rejects(seenByOther(ImageId), faultOf('InvalidAMIID.NotFound'));
    await assert.rejects(cloud.launch({ ImageId }, other), faultOf('InvalidAMIID.NotFound'));
  });

  test('takes its owner’s license where the association spans accounts, and blocks at the limit', async () => {
    const ImageId = await givenImage();
    await share(ImageId);
    const arn = await cloud.license({ licenseCount: 2, hardLimit: true });
    const outcome = await cloud.ledger.submit({
      kind: 'update-license-specifications',
      actor: actorOf(cloud.context()),
      resourceArn: `arn:aws:ec2:${REGION}::image/${ImageId}`,
      add: [{ licenseConfigurationArn: arn, amiAssociationScope: 'cross-account' }],
      remove: [],
    });
    assert.ok(outcome.ok);
    await cloud.launch({ ImageId }, other);
    assert.equal(await cloud.consumed(arn), 2);
    await assert.rejects(cloud.launch({ ImageId }, other), faultOf('LicenseUsageFailure'));
  });

  test('can be changed by its owner alone', async () => {
    const ImageId = await givenImage();
    await share(ImageId);
    const Description = { Value: 'mine now' };
    await assert.rejects(call(modifyImageAttribute, { ImageId, Description }, other), faultOf('AuthFailure'));
    await assert.rejects(call(deregisterImage, { ImageId }, other), faultOf('AuthFailure'));
    const read = call(describeImageAttribute, { ImageId, Attribute: 'launchPermission' }, other);
    await assert.rejects(read, faultOf('AuthFailure'));
    await call(modifyImageAttribute, { ImageId, Description });
    assert.equal((await seenByOther(ImageId)).Images![0]!.Description, 'mine now');
  });

  test('with all is public, in the older form of the request too', async () => {
    const ImageId = await givenImage();
    await call(modifyImageAttribute, {
      ImageId,
      Attribute: 'launchPermission',
      OperationType: 'add',
      UserGroups: ['all'],
    });
    assert.equal((await seenByOther(ImageId)).Images![0]!.Public, true);
    await call(modifyImageAttribute, {
      ImageId,
      Attribute: 'launchPermission',
      OperationType: 'remove',
      UserGroups: ['all'],
    });
    await assert.rejects(seenByOther(ImageId), faultOf('InvalidAMIID.NotFound'));
  });

  test('is shared with accounts and nothing else', async () => {
    const ImageId = await givenImage();
    for (const [permission, code] of [
      [{ UserId: 'somebody' }, 'InvalidAMIAttributeItemValue'],
      [{ OrganizationArn: 'arn:aws:organizations::111111111111:organization/o-1' }, 'UnsupportedOperation'],
    ] as const)
      await assert.rejects(
        call(modifyImageAttribute, { ImageId, LaunchPermission: { Add: [permission] } }),
        faultOf(code),
      );
    await assert.rejects(call(modifyImageAttribute, { ImageId }), faultOf('InvalidParameterCombination'));
  });
});

test('a deprecated image is listed for its owner and for who asks for it', async () => {
  const ImageId = await givenImage();
  await share(ImageId);
  const at = new Date(Date.now() + 60_000);
  await call(enableImageDeprecation, { ImageId, DeprecateAt: at });
  const listed = async (request = {}) => {
    const later = { ...other, now: new Date(Date.now() + 3_600_000) };
    return (await call(describeImages, { Owners: ['111111111111'], ...request }, later)).Images!.some(
      (one) => one.ImageId === ImageId,
    );
  };
  assert.equal(await listed(), false);
  assert.equal(await listed({ IncludeDeprecated: true }), true);
  const [image] = (await seenByOther(ImageId)).Images!;
  assert.match(image!.DeprecationTime!, /:00\.000Z$/);
  assert.ok(Math.abs(Date.parse(image!.DeprecationTime!) - at.getTime()) <= 30_000);
  await call(disableImageDeprecation, { ImageId });
  assert.equal(await listed(), true);
  const past = call(enableImageDeprecation, { ImageId, DeprecateAt: new Date('2020-01-01') });
  await assert.rejects(past, faultOf('InvalidParameterValue'));
});

test('snapshots are those of images, and gone with them', async () => {
  const ImageId = await givenImage();
  const { Images } = await call(describeImages, { ImageIds: [ImageId] });
  const SnapshotId = Images![0]!.BlockDeviceMappings![0]!.Ebs!.SnapshotId!;
  const { Snapshots } = await call(describeSnapshots, { SnapshotIds: [SnapshotId], OwnerIds: ['self'] });
  assert.deepEqual(
    Snapshots!.map((one) => [one.State, one.VolumeSize]),
    [['completed', 20]],
  );
  await assert.rejects(call(deleteSnapshot, { SnapshotId }), faultOf('InvalidSnapshot.InUse'));
  await call(deregisterImage, { ImageId });
  await call(deleteSnapshot, { SnapshotId });
  await assert.rejects(call(describeSnapshots, { SnapshotIds: [SnapshotId] }), faultOf('InvalidSnapshot.NotFound'));
});
