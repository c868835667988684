import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModifyVolumeRequest } from '@aws-sdk/client-ec2';
import { modifyInstanceAttribute } from '../../src/operations/ec2/instances/modify-instance-attribute.ts';
import { terminateInstances } from '../../src/operations/ec2/instances/terminate-instances.ts';
import { describeVolumes } from '../../src/operations/ec2/volumes/describe-volumes.ts';
import { describeVolumesModifications } from '../../src/operations/ec2/volumes/describe-volumes-modifications.ts';
import { modifyVolume } from '../../src/operations/ec2/volumes/modify-volume.ts';
import { faultOf, givenCloud, OTHER_ACCOUNT, WINDOWS } from './launching.ts';

const cloud = await givenCloud();
const { call } = cloud;

/** A machine with a root volume that it did not ask for, and a gp3 one of 100 GiB. */
async function givenVolumes() {
  const launched = await cloud.launch({
    ImageId: WINDOWS,
    BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs: { VolumeSize: 100, VolumeType: 'gp3' } }],
  });
  const { InstanceId: id, BlockDeviceMappings: mappings } = launched.Instances![0]!;
  await cloud.settle(id!);
  const [root, data] = mappings!.map((mapping) => mapping.Ebs!.VolumeId!);
  return { id: id!, root: root!, data: data! };
}

const modify = (VolumeId: string, change: Omit<ModifyVolumeRequest, 'VolumeId'>, as = {}) =>
  call(modifyVolume, { VolumeId, ...change }, as);

async function read(...VolumeIds: string[]) {
  const { Volumes } = await call(describeVolumes, { VolumeIds });
  return VolumeIds.map((id) => Volumes!.find((volume) => volume.VolumeId === id)!).map((volume) => [
    volume.Size,
    volume.VolumeType,
    volume.Iops,
    volume.Throughput,
  ]);
}

test('a volume is modified, keeps its id, and tells what it was', async () => {
  const { id, root, data } = await givenVolumes();
  const { VolumeModification: answer } = await modify(root, { Size: 50 });
  assert.deepEqual([answer!.ModificationState, answer!.Progress, answer!.EndTime], ['modifying', 0, undefined]);
  await modify(data, { VolumeType: 'io2', Iops: 5000, Size: 120 });
  assert.deepEqual(await read(root, data), [
    [50, 'gp3', 3000, 125],
    [120, 'io2', 5000, undefined],
  ]);
  const { VolumesModifications: all } = await call(describeVolumesModifications, { VolumeIds: [root, data] });
  assert.deepEqual(
    all!.map((one) => [
      one.ModificationState,
      one.OriginalSize,
      one.TargetSize,
      one.OriginalVolumeType,
      one.TargetIops,
    ]),
    [
      ['completed', 30, 50, 'gp3', 3000],
      ['completed', 100, 120, 'gp3', 5000],
    ],
  );
  assert.deepEqual(all![0]!.StartTime, all![0]!.EndTime);

  const keep = [{ DeviceName: '/dev/sdf', Ebs: { DeleteOnTermination: true } }];
  await call(modifyInstanceAttribute, { InstanceId: id, BlockDeviceMappings: keep });
  await modify(data, { Iops: 6000 });
  assert.deepEqual(await read(data), [[120, 'io2', 6000, undefined]]);
});

test('a gp2 volume that grows gets the IOPS of its size', async () => {
  const { data } = await givenVolumes();
  await modify(data, { VolumeType: 'gp2' });
  await modify(data, { Size: 1000 });
  assert.deepEqual(await read(data), [[1000, 'gp2', 3000, undefined]]);
});

for (const [what, change, code] of [
  ['a smaller size', { Size: 29 }, 'InvalidParameterValue'],
  ['IOPS out of range', { Iops: 100 }, 'InvalidParameterValue'],
  ['throughput of a type that has none', { VolumeType: 'io1', Throughput: 125 }, 'InvalidParameterCombination'],
  ['nothing', {}, 'MissingMember'],
  ['Multi-Attach', { Size: 50, MultiAttachEnabled: true }, 'UnsupportedOperation'],
] as const)
  test(`refused: ${what}`, async () => {
    const { root } = await givenVolumes();
    await assert.rejects(modify(root, change), faultOf(code));
    const unmodified = call(describeVolumesModifications, { VolumeIds: [root] });
    await assert.rejects(unmodified, faultOf('InvalidVolumeModification.NotFound'));
  });

test('a volume is modified by its account, as long as it is there', async () => {
  const { id, root, data } = await givenVolumes();
  await assert.rejects(modify(data, { Size: 200 }, { accountId: OTHER_ACCOUNT }), faultOf('InvalidVolume.NotFound'));
  await assert.rejects(modify('vol-x', { Size: 200 }), faultOf('InvalidVolumeID.Malformed'));
  await modify(data, { Size: 200 });
  await call(terminateInstances, { InstanceIds: [id] });
  await cloud.settle(id);
  await assert.rejects(modify(root, { Size: 300 }), faultOf('InvalidVolume.NotFound'));
  await modify(data, { Size: 300 });
  assert.deepEqual(await read(data), [[300, 'gp3', 3000, 125]]);
});

test('modifications are listed by filter, page by page, of one account', async () => {
  const own = await givenCloud();
  const BlockDeviceMappings = ['f', 'g', 'h', 'i', 'j', 'k'].map((letter) => ({
    DeviceName: `/dev/sd${letter}`,
    Ebs: { VolumeSize: 1 },
  }));
  const { Instances } = await own.launch({ BlockDeviceMappings });
  const [, ...ids] = Instances![0]!.BlockDeviceMappings!.map((mapping) => mapping.Ebs!.VolumeId!);
  for (const [index, VolumeId] of ids.entries()) await own.call(modifyVolume, { VolumeId, Size: index + 2 });
  const list = (NextToken?: string) =>
    own.call(describeVolumesModifications, { MaxResults: 5, ...(NextToken && { NextToken }) });
  const first = await list();
  const second = await list(first.NextToken);
  const listed = [first, second].flatMap((page) => page.VolumesModifications!.map((one) => one.VolumeId));
  assert.deepEqual(listed, ids);
  const Filters = [{ Name: 'target-size', Values: ['3'] }];
  const found = await own.call(describeVolumesModifications, { Filters });
  assert.deepEqual(
    found.VolumesModifications!.map((one) => one.VolumeId),
    [ids[1]],
  );
  const stranger = await own.call(describeVolumesModifications, {}, { accountId: OTHER_ACCOUNT });
  assert.deepEqual(stranger.VolumesModifications, []);
});
