import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicImages } from '../../src/domain/catalogue/public-images.ts';
import { deregisterImage } from '../../src/operations/ec2/images/deregister-image.ts';
import { registerImage } from '../../src/operations/ec2/images/register-image.ts';
import { createTags } from '../../src/operations/ec2/tags/create-tags.ts';
import { createSnapshot } from '../../src/operations/ec2/volumes/create-snapshot.ts';
import { createSnapshots } from '../../src/operations/ec2/volumes/create-snapshots.ts';
import { createVolume } from '../../src/operations/ec2/volumes/create-volume.ts';
import { deleteSnapshot } from '../../src/operations/ec2/volumes/delete-snapshot.ts';
import { deleteVolume } from '../../src/operations/ec2/volumes/delete-volume.ts';
import { describeSnapshots } from '../../src/operations/ec2/volumes/describe-snapshots.ts';
import { describeVolumes } from '../../src/operations/ec2/volumes/describe-volumes.ts';
import { faultOf, givenCloud, OTHER_ACCOUNT, REGION } from './launching.ts';

const cloud = await givenCloud();
const { call } = cloud;
const stranger = { accountId: OTHER_ACCOUNT };
const AvailabilityZone = 'us-east-1a';
const OWN = { OwnerIds: ['self'] };

const givenVolume = async (given = {}) =>
  (await call(createVolume, { AvailabilityZone, Size: 10, Encrypted: true, ...given })).VolumeId!;
const givenSnapshot = async (given = {}) =>
  (await call(createSnapshot, { VolumeId: await givenVolume(), ...given })).SnapshotId!;
const snapshots = async (request = {}, as = {}) => (await call(describeSnapshots, request, as)).Snapshots!;
const snapshot = async (id: string, as = {}) => (await snapshots({ SnapshotIds: [id] }, as))[0]!;
const remove = (SnapshotId: string, as = {}) => call(deleteSnapshot, { SnapshotId }, as);

/** An image of a snapshot. */
async function imageOf(SnapshotId: string): Promise<string> {
  const BlockDeviceMappings = [{ DeviceName: '/dev/sda1', Ebs: { SnapshotId } }];
  return (await call(registerImage, { Name: `image of ${SnapshotId}`, BlockDeviceMappings })).ImageId!;
}

test('a snapshot of a volume is pending, then complete; volumes and machines are made of it, and it outlives them', async () => {
  const VolumeId = await givenVolume();
  const now = new Date();
  const TagSpecifications = [{ ResourceType: 'snapshot' as const, Tags: [{ Key: 'a', Value: '1' }] }];
  const made = await call(createSnapshot, { VolumeId, Description: 'nightly', TagSpecifications }, { now });
  const id = made.SnapshotId!;
  assert.deepEqual(
    [made.State, made.Progress, made.VolumeId, made.VolumeSize, made.Encrypted, made.Description, made.Tags],
    ['pending', '0%', VolumeId, 10, true, 'nightly', TagSpecifications[0]!.Tags],
  );
  const later = (ms: number) => snapshot(id, { now: new Date(now.getTime() + ms) });
  const [half, whole] = [await later(250), await later(500)];
  assert.deepEqual([half.State, half.Progress, half.CompletionTime], ['pending', '50%', undefined]);
  assert.deepEqual(
    [whole.State, whole.Progress, whole.StartTime, whole.CompletionTime],
    ['completed', '100%', now, new Date(now.getTime() + 500)],
  );
  await call(deleteVolume, { VolumeId });
  const copy = await givenVolume({ Size: undefined, SnapshotId: id });
  const device = { DeviceName: '/dev/sdf', Ebs: { SnapshotId: id } };
  const launched = await cloud.launch({ BlockDeviceMappings: [device] });
  const attached = launched.Instances![0]!.BlockDeviceMappings!.find((one) => one.DeviceName === '/dev/sdf')!;
  const { Volumes } = await call(describeVolumes, { VolumeIds: [copy, attached.Ebs!.VolumeId!] });
  assert.deepEqual(
    Volumes!.map((volume) => [volume.Size, volume.SnapshotId]),
    [
      [10, id],
      [10, id],
    ],
  );
  await assert.rejects(givenVolume({ Size: 9, SnapshotId: id }), faultOf('InvalidParameterValue'));
  await remove(id);
  await assert.rejects(snapshot(id), faultOf('InvalidSnapshot.NotFound'));
  await assert.rejects(remove(id), faultOf('InvalidSnapshot.NotFound'));
  await assert.rejects(givenVolume({ SnapshotId: id }), faultOf('InvalidSnapshot.NotFound'));
});

test('snapshots of a machine are of all its volumes but those left out, with the tags of the volumes where that is asked', async () => {
  const BlockDeviceMappings = ['f', 'g'].map((letter) => ({ DeviceName: `/dev/sd${letter}`, Ebs: { VolumeSize: 3 } }));
  const { InstanceId, BlockDeviceMappings: devices } = (await cloud.launch({ BlockDeviceMappings })).Instances![0]!;
  await cloud.settle(InstanceId!);
  const [root, first, second] = devices!.map((device) => device.Ebs!.VolumeId!) as [string, string, string];
  await call(createTags, { Resources: [first], Tags: [{ Key: 'disk', Value: 'first' }] });
  const take = async (given: object, asked = {}) =>
    (await call(createSnapshots, { InstanceSpecification: { InstanceId, ...given }, ...asked })).Snapshots!;
  const volumesOf = async (given: object) => (await take(given)).map((one) => one.VolumeId);
  assert.deepEqual(await volumesOf({}), [root, first, second]);
  assert.deepEqual(await volumesOf({ ExcludeBootVolume: true }), [first, second]);
  assert.deepEqual(await volumesOf({ ExcludeDataVolumeIds: [second] }), [root, first]);
  const tagged = await take({ ExcludeBootVolume: true }, { CopyTagsFromSource: 'volume' });
  assert.deepEqual(
    tagged.map((one) => one.Tags),
    [[{ Key: 'disk', Value: 'first' }], []],
  );
  assert.equal((await snapshots({ Filters: [{ Name: 'volume-id', Values: [second] }] })).length, 3);
  await assert.rejects(take({ ExcludeDataVolumeIds: [root] }), faultOf('InvalidParameterValue'));
  const none = { ExcludeBootVolume: true, ExcludeDataVolumeIds: [first, second] };
  await assert.rejects(take(none), faultOf('InvalidParameterCombination'));
  await assert.rejects(take({ InstanceId: 'i-0123456789abcdef0' }), faultOf('InvalidInstanceID.NotFound'));
});

test('a snapshot is not deleted while an image maps it, and goes with the image where that is asked', async () => {
  const [id, other] = [await givenSnapshot(), await givenSnapshot()];
  const ImageId = await imageOf(id);
  await assert.rejects(
    remove(id),
    faultOf('InvalidSnapshot.InUse', `The snapshot ${id} is currently in use by ${ImageId}`),
  );
  await call(deregisterImage, { ImageId });
  assert.equal((await snapshot(id)).SnapshotId, id);
  await imageOf(other);
  const both = [id, other].map((SnapshotId, index) => ({ DeviceName: `/dev/sd${'ab'[index]}1`, Ebs: { SnapshotId } }));
  const again = await call(registerImage, { Name: 'both', RootDeviceName: '/dev/sda1', BlockDeviceMappings: both });
  const { DeleteSnapshotResults } = await call(deregisterImage, {
    ImageId: again.ImageId!,
    DeleteAssociatedSnapshots: true,
  });
  assert.deepEqual(DeleteSnapshotResults, [
    { SnapshotId: id, ReturnCode: 'success' },
    { SnapshotId: other, ReturnCode: 'skipped' },
  ]);
  await assert.rejects(snapshot(id), faultOf('InvalidSnapshot.NotFound'));
  await assert.rejects(remove(other), faultOf('InvalidSnapshot.InUse'));
});

test('images and deletions of one snapshot that meet leave no image without its snapshot', async () => {
  for (let round = 0; round < 5; round++) {
    const id = await givenSnapshot();
    const [imaged, deleted] = await Promise.allSettled([imageOf(id), remove(id)]);
    assert.notEqual(imaged.status, deleted.status, `round ${round}`);
    if (imaged.status === 'rejected') assert.ok(faultOf('InvalidSnapshot.NotFound')(imaged.reason));
    if (deleted.status === 'rejected') assert.ok(faultOf('InvalidSnapshot.InUse')(deleted.reason));
  }
});

test('snapshots are listed by pages, the account’s own first, then those of public images, and each once', async () => {
  for (let count = 0; count < 3; count++) await givenSnapshot();
  const own = (await snapshots(OWN)).map((one) => one.SnapshotId!);
  const everybodys = publicImages(REGION).map((image) => image.rootSnapshotId);
  const listed: string[] = [];
  for (let NextToken: string | undefined, first = true; first || NextToken; first = false) {
    const page = await call(describeSnapshots, { MaxResults: 60, ...(NextToken && { NextToken }) });
    listed.push(...page.Snapshots!.map((one) => one.SnapshotId!));
    NextToken = page.NextToken;
  }
  assert.deepEqual(listed, [...own, ...everybodys]);
  const amazons = await snapshots({ OwnerIds: ['amazon'] });
  assert.ok(amazons.length > 10 && amazons.every((one) => one.OwnerAlias === 'amazon' && one.State === 'completed'));
  assert.deepEqual(
    (await snapshots({ RestorableByUserIds: ['self'] })).map((one) => one.SnapshotId),
    own,
  );
  assert.deepEqual(await snapshots(OWN, stranger), []);
});

test('a snapshot is its account’s alone, and a public one is nobody’s to delete', async () => {
  const id = await givenSnapshot();
  await assert.rejects(snapshot(id, stranger), faultOf('InvalidSnapshot.NotFound'));
  await assert.rejects(remove(id, stranger), faultOf('InvalidSnapshot.NotFound'));
  await assert.rejects(
    call(createVolume, { AvailabilityZone, SnapshotId: id }, stranger),
    faultOf('InvalidSnapshot.NotFound'),
  );
  await assert.rejects(remove(publicImages(REGION)[0]!.rootSnapshotId), faultOf('AuthFailure'));
  const theirs = call(createSnapshot, { VolumeId: await givenVolume() }, stranger);
  await assert.rejects(theirs, faultOf('InvalidVolume.NotFound'));
});
