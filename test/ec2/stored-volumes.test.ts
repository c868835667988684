import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeInstances } from '../../src/operations/ec2/instances/describe-instances.ts';
import { stopInstances } from '../../src/operations/ec2/instances/stop-instances.ts';
import { terminateInstances } from '../../src/operations/ec2/instances/terminate-instances.ts';
import { attachVolume } from '../../src/operations/ec2/volumes/attach-volume.ts';
import { createVolume } from '../../src/operations/ec2/volumes/create-volume.ts';
import { deleteVolume } from '../../src/operations/ec2/volumes/delete-volume.ts';
import { describeVolumes } from '../../src/operations/ec2/volumes/describe-volumes.ts';
import { describeVolumesModifications } from '../../src/operations/ec2/volumes/describe-volumes-modifications.ts';
import { detachVolume } from '../../src/operations/ec2/volumes/detach-volume.ts';
import { modifyVolume } from '../../src/operations/ec2/volumes/modify-volume.ts';
import { faultOf, givenCloud, OTHER_ACCOUNT } from './launching.ts';

const cloud = await givenCloud();
const { call } = cloud;
const AvailabilityZone = 'us-east-1a';

async function volume(id: string) {
  const { Volumes } = await call(describeVolumes, { VolumeIds: [id] });
  return Volumes![0]!;
}

const create = async (given = {}) => (await call(createVolume, { AvailabilityZone, Size: 10, ...given })).VolumeId!;

async function givenMachine() {
  const { InstanceId } = (await cloud.launch({ Placement: { AvailabilityZone } })).Instances![0]!;
  await cloud.settle(InstanceId!);
  return InstanceId!;
}

const devicesOf = async (id: string) => {
  const { Reservations } = await call(describeInstances, { InstanceIds: [id] });
  return Reservations![0]!.Instances![0]!.BlockDeviceMappings!.map((one) => [one.DeviceName, one.Ebs!.VolumeId]);
};

test('a volume is made, joins a machine, is modified there, leaves it and is deleted', async () => {
  const id = await create({ VolumeType: 'gp3', Throughput: 200 });
  const machine = await givenMachine();
  const [root] = await devicesOf(machine);
  const made = await volume(id);
  assert.deepEqual([made.State, made.Size, made.Iops, made.Throughput], ['available', 10, 3000, 200]);
  await call(attachVolume, { VolumeId: id, InstanceId: machine, Device: '/dev/sdf' });
  assert.deepEqual(await devicesOf(machine), [root, ['/dev/sdf', id]]);
  const joined = await volume(id);
  assert.deepEqual([joined.State, joined.CreateTime], ['in-use', made.CreateTime]);
  await assert.rejects(call(deleteVolume, { VolumeId: id }), faultOf('VolumeInUse'));
  const again = call(attachVolume, { VolumeId: id, InstanceId: machine, Device: '/dev/sdg' });
  await assert.rejects(again, faultOf('VolumeInUse'));
  await call(modifyVolume, { VolumeId: id, Size: 20 });
  await call(detachVolume, { VolumeId: id });
  assert.deepEqual([(await volume(id)).State, (await volume(id)).Size], ['available', 20]);
  await call(modifyVolume, { VolumeId: id, Size: 30 });
  const { VolumesModifications } = await call(describeVolumesModifications, { VolumeIds: [id] });
  assert.deepEqual([VolumesModifications![0]!.OriginalSize, VolumesModifications![0]!.TargetSize], [20, 30]);
  assert.deepEqual(await devicesOf(machine), [root]);
  await call(deleteVolume, { VolumeId: id });
  await assert.rejects(volume(id), faultOf('InvalidVolume.NotFound'));
});

test('volumes that come with a machine keep their ids, whichever leaves it first, and can come back', async () => {
  const BlockDeviceMappings = ['f', 'g'].map((letter) => ({ DeviceName: `/dev/sd${letter}`, Ebs: { VolumeSize: 1 } }));
  const launched = await cloud.launch({ Placement: { AvailabilityZone }, BlockDeviceMappings });
  const machine = launched.Instances![0]!.InstanceId!;
  await cloud.settle(machine);
  const [root, first, second] = await devicesOf(machine);
  await call(detachVolume, { VolumeId: first![1]! });
  assert.deepEqual(await devicesOf(machine), [root, second]);
  assert.equal((await volume(first![1]!)).State, 'available');
  await call(attachVolume, { VolumeId: first![1]!, InstanceId: machine, Device: '/dev/sdh' });
  assert.deepEqual(await devicesOf(machine), [root, second, ['/dev/sdh', first![1]]]);
  await assert.rejects(call(detachVolume, { VolumeId: root![1]! }), faultOf('OperationNotPermitted'));
  await call(stopInstances, { InstanceIds: [machine] });
  await cloud.settle(machine);
  await call(detachVolume, { VolumeId: root![1]! });
  await call(attachVolume, { VolumeId: root![1]!, InstanceId: machine, Device: root![0]! });
  assert.equal((await devicesOf(machine)).length, 3);
  await call(terminateInstances, { InstanceIds: [machine] });
  await cloud.settle(machine);
  for (const [, id] of [root!, first!, second!]) assert.equal((await volume(id!)).State, 'available');
});

test('a page goes on from what machines have to what none has', async () => {
  const own = await givenCloud();
  await own.launch({ MinCount: 3, MaxCount: 3 });
  for (let made = 0; made < 4; made += 1) await own.call(createVolume, { AvailabilityZone, Size: 1 });
  const first = await own.call(describeVolumes, { MaxResults: 5 });
  assert.deepEqual(
    first.Volumes!.map((one) => one.State),
    ['in-use', 'in-use', 'in-use', 'available', 'available'],
  );
  const second = await own.call(describeVolumes, { MaxResults: 5, NextToken: first.NextToken });
  assert.deepEqual([second.Volumes!.length, second.NextToken], [2, undefined]);
  const ids = [...first.Volumes!, ...second.Volumes!].map((one) => one.VolumeId);
  assert.equal(new Set(ids).size, 7);
});

for (const [what, request, code] of [
  ['no size', { Size: undefined }, 'MissingMember'],
  ['an unknown zone', { AvailabilityZone: 'us-east-1z' }, 'InvalidZone.NotFound'],
  ['io2 without IOPS', { VolumeType: 'io2' }, 'MissingMember'],
  ['a size out of range', { VolumeType: 'st1' }, 'InvalidParameterValue'],
  ['a snapshot that is not there', { SnapshotId: 'snap-0123456789abcdef0' }, 'InvalidSnapshot.NotFound'],
] as const)
  test(`refused: ${what}`, async () => {
    await assert.rejects(create(request), faultOf(code));
  });

test('a volume is attached in its zone, at a free device, by its account', async () => {
  const machine = await givenMachine();
  const elsewhere = await create({ AvailabilityZone: 'us-east-1b' });
  const attach = (VolumeId: string, Device: string, as = {}) =>
    call(attachVolume, { VolumeId, InstanceId: machine, Device }, as);
  await assert.rejects(attach(elsewhere, '/dev/sdf'), faultOf('InvalidVolume.ZoneMismatch'));
  const [root] = await devicesOf(machine);
  const id = await create();
  await assert.rejects(attach(id, root![0]!), faultOf('InvalidParameterValue'));
  await assert.rejects(attach(id, '/dev/sdf', { accountId: OTHER_ACCOUNT }), faultOf('InvalidInstanceID.NotFound'));
  await assert.rejects(
    call(deleteVolume, { VolumeId: id }, { accountId: OTHER_ACCOUNT }),
    faultOf('InvalidVolume.NotFound'),
  );
  await assert.rejects(call(detachVolume, { VolumeId: id }), faultOf('IncorrectState'));
});
