import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { DescribeImagesRequest } from '@aws-sdk/client-ec2';
import { publicImages } from '../../src/domain/catalogue/public-images.ts';
import { actorOf } from '../../src/operations/change.ts';
import { copyImage } from '../../src/operations/ec2/images/copy-image.ts';
import { createImage } from '../../src/operations/ec2/images/create-image.ts';
import { describeImages } from '../../src/operations/ec2/images/describe-images.ts';
import { registerImage } from '../../src/operations/ec2/images/register-image.ts';
import { givenLicense } from '../given-license.ts';
import { ACCOUNT, OTHER, twoAccounts } from './two-accounts.ts';

const windows = publicImages('us-east-1').find((image) => image.platform === 'windows')!;
const ABSENT = 'ami-0123456789abcdef0';
const { db, ledger, by } = await twoAccounts('ec2:RegisterImage');
let name: string;
let names = 0;

const describe = async (request: DescribeImagesRequest, context = by()) =>
  (await describeImages.handle(request, context)).Images!;

const register = async (context = by(), Name = name) => (await registerImage.handle({ Name }, context)).ImageId!;

/** A machine of the image, launched in the account. */
async function launch(imageId: string, context = by()): Promise<string> {
  const request = {
    imageId,
    instanceType: 't3.micro',
    minCount: 1,
    maxCount: 1,
    tenancy: 'default' as const,
    tags: {},
  };
  const outcome = await ledger.submit({
    kind: 'launch',
    actor: actorOf(context),
    dryRun: false,
    request: {
      ...request,
      licenseConfigurationArns: [],
      settings: { blockDevices: [{ deviceName: '/dev/sda1', volumeSizeGiB: 40 }] },
    },
  });
  assert.ok(outcome.ok);
  return outcome.instances![0]!.id;
}

beforeEach(() => {
  name = `image ${++names}`;
});

test('an image of a machine has its architecture and is billed as it is', async () => {
  const instanceId = await launch(windows.id);
  const { ImageId } = await createImage.handle({ InstanceId: instanceId, Name: name, Description: 'mine' }, by());
  const [image] = await describe({ ImageIds: [ImageId!] });
  assert.equal(image!.Platform, 'windows');
  assert.equal(image!.PlatformDetails, windows.platformDetails);
  assert.equal(image!.UsageOperation, windows.usageOperation);
  assert.equal(image!.Architecture, 'x86_64');
  assert.equal(image!.SourceInstanceId, instanceId);
  assert.equal(image!.SourceImageId, windows.id);
  const [root] = image!.BlockDeviceMappings!;
  assert.equal(root!.Ebs!.VolumeSize, 40);
  assert.match(root!.Ebs!.SnapshotId!, /^snap-[0-9a-f]{17}$/);
  await launch(ImageId!);
});

test("the request's device mappings change and leave out volumes of the image", async () => {
  const InstanceId = await launch(windows.id);
  const changed = {
    InstanceId,
    Name: name,
    BlockDeviceMappings: [
      { DeviceName: '/dev/sda1', Ebs: { DeleteOnTermination: false } },
      { DeviceName: '/dev/sdb', VirtualName: 'ephemeral0' },
    ],
  };
  const { ImageId } = await createImage.handle(changed, by());
  const [image] = await describe({ ImageIds: [ImageId!] });
  assert.deepEqual(
    image!.BlockDeviceMappings!.map((mapping) => [
      mapping.DeviceName,
      mapping.Ebs?.VolumeSize,
      mapping.Ebs?.DeleteOnTermination,
    ]),
    [
      ['/dev/sda1', 40, false],
      ['/dev/sdb', undefined, undefined],
    ],
  );
  const without = {
    InstanceId,
    Name: `${name} without`,
    BlockDeviceMappings: [{ DeviceName: '/dev/sda1', NoDevice: '' }],
  };
  const empty = (await createImage.handle(without, by())).ImageId!;
  assert.deepEqual((await describe({ ImageIds: [empty] }))[0]!.BlockDeviceMappings, []);
});

test('there is no image of a machine that is terminated, of another account, or not there', async () => {
  const InstanceId = await launch(windows.id);
  const request = { InstanceId, Name: name };
  await assert.rejects(createImage.handle(request, by({ accountId: OTHER })), { code: 'InvalidInstanceID.NotFound' });
  await assert.rejects(createImage.handle({ ...request, InstanceId: 'i-x' }, by()), {
    code: 'InvalidInstanceID.Malformed',
  });
  await db.updateTable('instance').set({ state: 'terminated' }).where('instance_id', '=', InstanceId).execute();
  await assert.rejects(createImage.handle(request, by()), { code: 'IncorrectInstanceState' });
});

test('a copy, also into another Region, is billed as its source is', async () => {
  const elsewhere = by({ region: 'eu-west-1' });
  const first = { Name: name, SourceImageId: windows.id, SourceRegion: 'us-east-1', Encrypted: true };
  const copied = (await copyImage.handle(first, elsewhere)).ImageId!;
  const [copy] = await describe({ ImageIds: [copied] }, elsewhere);
  assert.equal(copy!.OwnerId, ACCOUNT);
  assert.equal(copy!.UsageOperation, windows.usageOperation);
  assert.equal(copy!.SourceImageId, windows.id);
  assert.equal(copy!.SourceImageRegion, 'us-east-1');
  assert.equal(copy!.Public, false);
  assert.equal(copy!.Description, undefined);
  assert.equal(copy!.BlockDeviceMappings![0]!.Ebs!.Encrypted, true);
  assert.notEqual(copy!.BlockDeviceMappings![0]!.Ebs!.SnapshotId, windows.rootSnapshotId);
  const second = { Name: name, SourceImageId: copied, SourceRegion: 'eu-west-1' };
  assert.match((await copyImage.handle(second, by())).ImageId!, /^ami-/);
});

test('neither an image of a machine nor a copy carries the licenses of what it is made from', async () => {
  const licenseArn = await givenLicense(db);
  const SourceImageId = await register();
  await ledger.submit({
    kind: 'update-license-specifications',
    actor: actorOf(by()),
    resourceArn: `arn:aws:ec2:us-east-1::image/${SourceImageId}`,
    add: [{ licenseConfigurationArn: licenseArn }],
    remove: [],
  });
  const InstanceId = await launch(SourceImageId);
  const copied = await copyImage.handle({ Name: `${name} copy`, SourceImageId, SourceRegion: 'us-east-1' }, by());
  const captured = await createImage.handle({ Name: `${name} captured`, InstanceId }, by());
  const tied = await db.selectFrom('license_association').select('resource_id').execute();
  const ids = tied.map((row) => row.resource_id);
  assert.deepEqual(ids.sort(), [SourceImageId, InstanceId].sort());
  assert.ok(!ids.includes(copied.ImageId!) && !ids.includes(captured.ImageId!));
});

test('a copy takes the tags of its source along where it is asked to, its own first', async () => {
  const tagged = [
    {
      ResourceType: 'image' as const,
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
    },
  ];
  const { ImageId: source } = await registerImage.handle({ Name: name, TagSpecifications: tagged }, by());
  const copyOf = async (n: number, CopyImageTags: boolean) => {
    const TagSpecifications = [{ ResourceType: 'image' as const, Tags: [{ Key: 'b', Value: '3' }] }];
    const request = {
      Name: `${name} ${n}`,
      SourceImageId: source,
      SourceRegion: 'us-east-1',
      CopyImageTags,
      TagSpecifications,
    };
    const { ImageId } = await copyImage.handle(request, by());
    return (await describe({ ImageIds: [ImageId!] }))[0]!.Tags;
  };
  assert.deepEqual(await copyOf(1, true), [
    { Key: 'a', Value: '1' },
    { Key: 'b', Value: '3' },
  ]);
  assert.deepEqual(await copyOf(2, false), [{ Key: 'b', Value: '3' }]);
});

test('a copy with a client token is made once', async () => {
  const request = { Name: name, SourceImageId: windows.id, SourceRegion: 'us-east-1', ClientToken: 'copy' };
  const [first, second] = [await copyImage.handle(request, by()), await copyImage.handle(request, by())];
  assert.equal(first.ImageId, second.ImageId);
  await assert.rejects(copyImage.handle({ ...request, Name: `${name} other` }, by()), {
    code: 'IdempotentParameterMismatch',
  });
});

test("only what is there, and one's own or public, can be copied", async () => {
  const foreign = await register(by({ accountId: OTHER }));
  for (const SourceImageId of [foreign, ABSENT]) {
    const request = { Name: name, SourceImageId, SourceRegion: 'us-east-1' };
    await assert.rejects(copyImage.handle(request, by()), { code: 'InvalidAMIID.NotFound' });
  }
  const nowhere = { Name: name, SourceImageId: windows.id, SourceRegion: 'mars-1' };
  await assert.rejects(copyImage.handle(nowhere, by()), { code: 'InvalidParameterValue' });
});
