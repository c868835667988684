import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunInstancesRequest } from '@aws-sdk/client-ec2';
import { publicImages } from '../../src/domain/catalogue/public-images.ts';
import { copyImage } from '../../src/operations/ec2/images/copy-image.ts';
import { createImage } from '../../src/operations/ec2/images/create-image.ts';
import { deregisterImage } from '../../src/operations/ec2/images/deregister-image.ts';
import { describeImages } from '../../src/operations/ec2/images/describe-images.ts';
import { importImage } from '../../src/operations/ec2/images/import-image.ts';
import { registerImage } from '../../src/operations/ec2/images/register-image.ts';
import { terminateInstances } from '../../src/operations/ec2/instances/terminate-instances.ts';
import { createTags } from '../../src/operations/ec2/tags/create-tags.ts';
import { deleteTags } from '../../src/operations/ec2/tags/delete-tags.ts';
import { describeTags } from '../../src/operations/ec2/tags/describe-tags.ts';
import { deleteSnapshot } from '../../src/operations/ec2/volumes/delete-snapshot.ts';
import { describeSnapshots } from '../../src/operations/ec2/volumes/describe-snapshots.ts';
import { describeVolumes } from '../../src/operations/ec2/volumes/describe-volumes.ts';
import { modifyVolume } from '../../src/operations/ec2/volumes/modify-volume.ts';
import { faultOf, givenCloud, OTHER_ACCOUNT, REGION, WINDOWS } from './launching.ts';

const cloud = await givenCloud();
const { call } = cloud;
const stranger = { accountId: OTHER_ACCOUNT };
let names = 0;
const name = () => `image ${++names}`;
const tagged = (ResourceType: 'image' | 'snapshot', Value: string) => ({
  ResourceType,
  Tags: [{ Key: 'of', Value }],
});

const mapping = (SnapshotId: string, VolumeSize?: number) => [
  { DeviceName: '/dev/sda1', Ebs: { SnapshotId, ...(VolumeSize && { VolumeSize }) } },
];

async function snapshotsOf(imageId: string): Promise<string[]> {
  const { Images } = await call(describeImages, { ImageIds: [imageId] });
  return Images![0]!.BlockDeviceMappings!.map((device) => device.Ebs!.SnapshotId!);
}

async function tagsOf(SnapshotId: string, as = {}) {
  return (await call(describeSnapshots, { SnapshotIds: [SnapshotId] }, as)).Snapshots![0]!.Tags;
}

async function volumesOfLaunch(request: Partial<RunInstancesRequest>) {
  const { Instances } = await cloud.launch(request);
  const VolumeIds = Instances![0]!.BlockDeviceMappings!.map((device) => device.Ebs!.VolumeId!);
  const { Volumes } = await call(describeVolumes, { VolumeIds });
  return Volumes!.map((volume) => [volume.Attachments![0]!.Device, volume.Size, volume.VolumeType, volume.SnapshotId]);
}

/** An image of a Windows machine whose root grew to 60 GiB, with a second volume. */
async function givenImage(TagSpecifications = [tagged('snapshot', 'snapshot'), tagged('image', 'image')]) {
  const { Instances } = await cloud.launch({
    ImageId: WINDOWS,
    BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs: { VolumeSize: 20, VolumeType: 'gp3', Iops: 4000 } }],
  });
  const { InstanceId, BlockDeviceMappings: devices } = Instances![0]!;
  await cloud.settle(InstanceId!);
  await call(modifyVolume, { VolumeId: devices![0]!.Ebs!.VolumeId!, Size: 60 });
  return (await call(createImage, { InstanceId, Name: name(), TagSpecifications })).ImageId!;
}

test('an image of a machine has all its volumes as they are, and machines of it have them again', async () => {
  const imageId = await givenImage();
  const { Images } = await call(describeImages, { ImageIds: [imageId] });
  assert.deepEqual(
    Images![0]!.BlockDeviceMappings!.map(({ DeviceName, Ebs }) => [DeviceName, Ebs!.VolumeSize, Ebs!.Iops]),
    [
      ['/dev/sda1', 60, 3000],
      ['/dev/sdf', 20, 4000],
    ],
  );
  const [root, data] = await snapshotsOf(imageId);
  assert.deepEqual(await volumesOfLaunch({ ImageId: imageId }), [
    ['/dev/sda1', 60, 'gp3', root],
    ['/dev/sdf', 20, 'gp3', data],
  ]);
  const without = [{ DeviceName: '/dev/sdf', NoDevice: '' }];
  assert.deepEqual(await volumesOfLaunch({ ImageId: imageId, BlockDeviceMappings: without }), [
    ['/dev/sda1', 60, 'gp3', root],
  ]);
});

test('a volume or image of a snapshot has its size where none is given', async () => {
  const [root] = await snapshotsOf(await givenImage());
  const { ImageId } = await call(registerImage, {
    Name: name(),
    RootDeviceName: '/dev/sda1',
    BlockDeviceMappings: mapping(root!),
  });
  assert.deepEqual(await volumesOfLaunch({ ImageId: ImageId! }), [['/dev/sda1', 60, 'gp2', root]]);
  const BlockDeviceMappings = [{ DeviceName: '/dev/sdg', Ebs: { SnapshotId: root! } }];
  const [, added] = await volumesOfLaunch({ BlockDeviceMappings });
  assert.deepEqual(added, ['/dev/sdg', 60, 'gp2', root]);
});

test('snapshots have the tags of the request that made them, and those given later', async () => {
  const imageId = await givenImage();
  const [root, data] = await snapshotsOf(imageId);
  for (const id of [root, data]) assert.deepEqual(await tagsOf(id!), [{ Key: 'of', Value: 'snapshot' }]);
  await call(createTags, { Resources: [root!, imageId], Tags: [{ Key: 'a', Value: '1' }] });
  await call(deleteTags, { Resources: [root!], Tags: [{ Key: 'of' }] });
  assert.deepEqual(await tagsOf(root!), [{ Key: 'a', Value: '1' }]);
  const Filters = [{ Name: 'resource-id', Values: [root!] }];
  const { Tags } = await call(describeTags, { Filters });
  assert.deepEqual(Tags, [{ ResourceId: root, ResourceType: 'snapshot', Key: 'a', Value: '1' }]);

  const copied = await call(copyImage, {
    SourceImageId: imageId,
    SourceRegion: 'us-east-1',
    Name: name(),
    TagSpecifications: [tagged('snapshot', 'copy')],
  });
  const [copy] = await snapshotsOf(copied.ImageId!);
  assert.deepEqual(await tagsOf(copy!), [{ Key: 'of', Value: 'copy' }]);
});

test('snapshots and their tags stay when their images go, until they are deleted', async () => {
  const first = await givenImage([]);
  const [SnapshotId] = (await snapshotsOf(first)) as [string];
  const { ImageId: second } = await call(registerImage, { Name: name(), BlockDeviceMappings: mapping(SnapshotId, 60) });
  await call(createTags, { Resources: [SnapshotId], Tags: [{ Key: 'a', Value: '1' }] });
  await call(deregisterImage, { ImageId: first });
  assert.deepEqual(await tagsOf(SnapshotId), [{ Key: 'a', Value: '1' }]);
  await call(deregisterImage, { ImageId: second });
  assert.deepEqual(await tagsOf(SnapshotId), [{ Key: 'a', Value: '1' }]);
  await call(deleteSnapshot, { SnapshotId });
  const Filters = [{ Name: 'resource-id', Values: [SnapshotId] }];
  assert.deepEqual((await call(describeTags, { Filters })).Tags, []);
  const tagging = call(createTags, { Resources: [SnapshotId], Tags: [{ Key: 'a', Value: '1' }] });
  await assert.rejects(tagging, faultOf('InvalidSnapshot.NotFound'));
});

test('a snapshot is its account’s alone: nobody else reads its tags, changes them, or makes an image or a machine of it', async () => {
  const imageId = await givenImage([tagged('snapshot', 'mine')]);
  const [SnapshotId] = (await snapshotsOf(imageId)) as [string];
  const BlockDeviceMappings = mapping(SnapshotId, 60);
  await call(registerImage, { Name: name(), BlockDeviceMappings });
  const tagging = { Resources: [SnapshotId], Tags: [{ Key: 'of', Value: 'theirs' }] };
  await assert.rejects(call(createTags, tagging, stranger), faultOf('InvalidSnapshot.NotFound'));
  assert.deepEqual(await tagsOf(SnapshotId), [{ Key: 'of', Value: 'mine' }]);

  const taking = call(registerImage, { Name: name(), BlockDeviceMappings }, stranger);
  await assert.rejects(taking, faultOf('InvalidSnapshot.NotFound'));
  await assert.rejects(cloud.launch({ BlockDeviceMappings }, stranger), faultOf('InvalidSnapshot.NotFound'));
});

test('a snapshot that nobody has is refused by whatever makes an image or a machine of it', async () => {
  const BlockDeviceMappings = mapping('snap-0123456789abcdef0', 10);
  const { Instances } = await cloud.launch();
  const InstanceId = Instances![0]!.InstanceId!;
  const templated = { LaunchTemplate: { LaunchTemplateId: (await cloud.template({ BlockDeviceMappings })).id } };
  const attempts = [
    () => call(registerImage, { Name: name(), BlockDeviceMappings }),
    () => call(createImage, { InstanceId, Name: name(), BlockDeviceMappings }),
    () => call(importImage, { DiskContainers: [{ SnapshotId: 'snap-0123456789abcdef0' }] }),
    () => cloud.launch({ BlockDeviceMappings }),
    () => cloud.launch(templated),
  ];
  for (const attempt of attempts)
    await assert.rejects(attempt as () => Promise<unknown>, faultOf('InvalidSnapshot.NotFound'));
});

test('the snapshot of a public image is everybody’s to use', async () => {
  const { rootSnapshotId } = publicImages(REGION)[0]!;
  const BlockDeviceMappings = [{ DeviceName: '/dev/sdg', Ebs: { SnapshotId: rootSnapshotId, VolumeSize: 10 } }];
  const [, added] = await volumesOfLaunch({ BlockDeviceMappings });
  assert.deepEqual(added, ['/dev/sdg', 10, 'gp2', rootSnapshotId]);
});

test('a volume has a size, which is at least that of its snapshot', async () => {
  const ImageId = await givenImage();
  const [root] = await snapshotsOf(ImageId);
  const small = mapping(root!, 8);
  const smaller = {
    code: 'InvalidBlockDeviceMapping',
    message: `Volume of size 8GB is smaller than snapshot '${root}', expect size >= 60GB`,
  };
  await assert.rejects(cloud.launch({ ImageId, BlockDeviceMappings: small }), smaller);
  await assert.rejects(cloud.launch({ ImageId, BlockDeviceMappings: mapping(root!, 59) }), { code: smaller.code });
  await assert.rejects(call(registerImage, { Name: name(), BlockDeviceMappings: small }), smaller);
  const shrunk = [{ DeviceName: '/dev/sda1', Ebs: { VolumeSize: 8 } }];
  await assert.rejects(cloud.launch({ ImageId: WINDOWS, BlockDeviceMappings: shrunk }), { code: smaller.code });

  const without = [{ DeviceName: '/dev/xvdz', Ebs: { VolumeType: 'gp3' as const } }];
  const missing = { code: 'MissingParameter', message: /must contain the parameter size or snapshotId/ };
  await assert.rejects(cloud.launch({ BlockDeviceMappings: without }), missing);
  await assert.rejects(call(registerImage, { Name: name(), BlockDeviceMappings: without }), missing);
  await cloud.launch({ ImageId, BlockDeviceMappings: mapping(root!, 60) });
});

test('a deregistered image is left out while the account has machines of it, and unknown to others and afterwards', async () => {
  const ImageId = await givenImage();
  const { Instances } = await cloud.launch({ ImageId });
  await call(deregisterImage, { ImageId });
  const found = async (ImageIds: string[], as = {}) => (await call(describeImages, { ImageIds }, as)).Images!;
  assert.deepEqual(await found([ImageId]), []);
  assert.deepEqual(
    (await found([ImageId, WINDOWS])).map((image) => image.ImageId),
    [WINDOWS],
  );
  await assert.rejects(found([ImageId], stranger), faultOf('InvalidAMIID.NotFound'));
  const tagging = call(createTags, { Resources: [ImageId], Tags: [{ Key: 'a', Value: 'b' }] });
  await assert.rejects(tagging, faultOf('InvalidAMIID.NotFound'));
  const later = { now: new Date(Date.now() + 3_700_000) };
  assert.deepEqual(await found([ImageId], later), []);
  await call(terminateInstances, { InstanceIds: [Instances![0]!.InstanceId!] });
  await cloud.settle(Instances![0]!.InstanceId!);
  await assert.rejects(found([ImageId], later), faultOf('InvalidAMIID.NotFound'));
});
