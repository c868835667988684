import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aws } from './aws-cli.ts';
import { ec2 } from './clients.ts';
import { givenImage, launch, refused } from './given.ts';

// What Terraform's aws_ebs_snapshot and aws_ebs_volume call, by the SDK and by the AWS CLI with its waiter.

const AvailabilityZone = 'us-east-1a';
const TagSpecifications = [{ ResourceType: 'snapshot' as const, Tags: [{ Key: 'Name', Value: 'terraform' }] }];

test('a volume is captured, read twice alike, made anew from its snapshot, and all of it deleted', async () => {
  const { VolumeId } = await ec2.createVolume({ AvailabilityZone, Size: 3, VolumeType: 'gp3' });
  const made = await ec2.createSnapshot({ VolumeId, Description: 'nightly', TagSpecifications });
  const SnapshotId = made.SnapshotId!;
  assert.equal(made.State, 'pending');
  await aws('ec2', 'wait', 'snapshot-completed', '--snapshot-ids', SnapshotId);
  const read = async () => (await ec2.describeSnapshots({ SnapshotIds: [SnapshotId] })).Snapshots![0]!;
  const { State, Progress, VolumeSize, Description, Tags } = await read();
  assert.deepEqual([State, Progress, VolumeSize, Description], ['completed', '100%', 3, 'nightly']);
  assert.deepEqual(Tags, TagSpecifications[0]!.Tags);
  assert.deepEqual(await read(), await read());
  const copy = await aws(
    ...['ec2', 'create-volume', '--availability-zone', AvailabilityZone, '--snapshot-id', SnapshotId],
  );
  assert.deepEqual([copy.Size, copy.SnapshotId], [3, SnapshotId]);
  const { VolumeStatuses } = await aws('ec2', 'describe-volume-status', '--volume-ids', copy.VolumeId);
  assert.equal(VolumeStatuses[0].VolumeStatus.Status, 'ok');
  await aws('ec2', 'modify-volume-attribute', '--volume-id', copy.VolumeId, '--auto-enable-io');
  const attribute = ['describe-volume-attribute', '--volume-id', copy.VolumeId, '--attribute', 'autoEnableIO'];
  assert.deepEqual((await aws('ec2', ...attribute)).AutoEnableIO, { Value: true });
  for (const id of [VolumeId, copy.VolumeId]) await ec2.deleteVolume({ VolumeId: id });
  await ec2.deleteSnapshot({ SnapshotId });
  await refused(read(), 'InvalidSnapshot.NotFound');
});

test('the volumes of a machine are captured at once', async () => {
  const [InstanceId] = await launch({ ImageId: await givenImage() });
  const { Snapshots } = await ec2.createSnapshots({ InstanceSpecification: { InstanceId }, TagSpecifications });
  assert.equal(Snapshots!.length, 1);
  assert.deepEqual(Snapshots![0]!.Tags, TagSpecifications[0]!.Tags);
  await ec2.terminateInstances({ InstanceIds: [InstanceId!] });
  await ec2.deleteSnapshot({ SnapshotId: Snapshots![0]!.SnapshotId! });
});
