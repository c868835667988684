import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { terminateInstances } from '../../src/operations/ec2/instances/terminate-instances.ts';
import { describeNetworkInterfaces } from '../../src/operations/ec2/interfaces/describe-network-interfaces.ts';
import { createTags } from '../../src/operations/ec2/tags/create-tags.ts';
import { describeTags } from '../../src/operations/ec2/tags/describe-tags.ts';
import { describeVolumes } from '../../src/operations/ec2/volumes/describe-volumes.ts';
import { deleteTerminatedInstances } from '../../src/store/instance.ts';
import { faultOf, givenCloud, OTHER_ACCOUNT, WINDOWS } from './launching.ts';

const tagged = (ResourceType: 'volume' | 'network-interface', Value: string) => ({
  ResourceType,
  Tags: [{ Key: 'of', Value }],
});

test('volumes are as the launch asked, with its tags; the root is gone with the machine and the other stays', async () => {
  const cloud = await givenCloud();
  const launched = await cloud.launch({
    ImageId: WINDOWS,
    BlockDeviceMappings: [
      { DeviceName: '/dev/sda1', Ebs: { VolumeSize: 50, VolumeType: 'gp3', Encrypted: true } },
      { DeviceName: '/dev/sdf', Ebs: { VolumeSize: 100, VolumeType: 'io1', Iops: 1000 } },
    ],
    TagSpecifications: [tagged('volume', 'volume'), tagged('network-interface', 'interface')],
  });
  const { InstanceId: id, BlockDeviceMappings: mappings } = launched.Instances![0]!;
  const VolumeIds = mappings!.map((mapping) => mapping.Ebs!.VolumeId!);
  const { Volumes } = await cloud.call(describeVolumes, { VolumeIds });
  assert.deepEqual(
    Volumes!.map((one) => [one.VolumeId, one.Size, one.VolumeType, one.Iops, one.Throughput, one.Encrypted, one.State]),
    [
      [VolumeIds[0], 50, 'gp3', 3000, 125, true, 'in-use'],
      [VolumeIds[1], 100, 'io1', 1000, undefined, false, 'in-use'],
    ],
  );
  for (const { Tags, Attachments } of Volumes!) {
    assert.deepEqual(Tags, [{ Key: 'of', Value: 'volume' }]);
    assert.equal(Attachments![0]!.InstanceId, id);
  }
  const ofMachine = { Filters: [{ Name: 'attachment.instance-id', Values: [id!] }] };
  assert.deepEqual((await cloud.call(describeVolumes, ofMachine)).Volumes, Volumes);
  const { NetworkInterfaces } = await cloud.call(describeNetworkInterfaces, ofMachine);
  assert.deepEqual(
    NetworkInterfaces!.map((one) => one.TagSet),
    [[{ Key: 'of', Value: 'interface' }]],
  );

  await cloud.call(terminateInstances, { InstanceIds: [id!] });
  await cloud.settle(id!);
  assert.deepEqual((await cloud.call(describeVolumes, ofMachine)).Volumes, []);
  await assert.rejects(cloud.call(describeVolumes, { VolumeIds }), faultOf('InvalidVolume.NotFound'));
  const left = async () => {
    const { Volumes: all } = await cloud.call(describeVolumes, {});
    return all!.map((one) => [one.VolumeId, one.State, one.Size, one.Iops, one.Attachments, one.Tags]);
  };
  const stays = [[VolumeIds[1], 'available', 100, 1000, [], [{ Key: 'of', Value: 'volume' }]]];
  assert.deepEqual(await left(), stays);
  await sql`UPDATE instance SET state_changed_at = '2020-01-01'`.execute(cloud.db);
  await cloud.db.transaction().execute((trx) => deleteTerminatedInstances(trx, new Date()));
  const { Tags: tags } = await cloud.call(describeTags, {});
  assert.deepEqual(
    tags!.map((tag) => tag.ResourceId),
    [VolumeIds[1]],
    'no tag outlives its resource',
  );
  assert.deepEqual(await left(), stays);
});

test('a volume that the launch says nothing of has its image’s size', async () => {
  const cloud = await givenCloud();
  await cloud.launch({ ImageId: WINDOWS });
  const { Volumes } = await cloud.call(describeVolumes, {});
  assert.deepEqual(
    Volumes!.map((one) => [one.Size, one.Attachments![0]!.Device]),
    [[30, '/dev/sda1']],
  );
});

test('lists go on page by page, also within a machine’s volumes', async () => {
  const cloud = await givenCloud();
  const BlockDeviceMappings = ['/dev/sdf', '/dev/sdg', '/dev/sdh'].map((DeviceName) => ({
    DeviceName,
    Ebs: { VolumeSize: 1 },
  }));
  await cloud.launch({ MinCount: 3, MaxCount: 3, BlockDeviceMappings });
  const all = (await cloud.call(describeVolumes, {})).Volumes!.map((one) => one.VolumeId);
  const pages: (string | undefined)[][] = [];
  for (let NextToken: string | undefined; pages.length === 0 || NextToken; ) {
    const page: Awaited<ReturnType<typeof describeVolumes.handle>> = await cloud.call(describeVolumes, {
      MaxResults: 5,
      NextToken,
    });
    pages.push(page.Volumes!.map((one) => one.VolumeId));
    NextToken = page.NextToken;
  }
  assert.deepEqual(
    pages.map((page) => page.length),
    [5, 5, 2],
  );
  assert.deepEqual(pages.flat(), all);
  await assert.rejects(cloud.call(describeVolumes, { NextToken: 'x' }), faultOf('InvalidParameterValue'));
});

test('what is attached can be tagged by its account', async () => {
  const cloud = await givenCloud();
  const { BlockDeviceMappings: mappings, NetworkInterfaces: interfaces } = (await cloud.launch()).Instances![0]!;
  const Resources = [mappings![0]!.Ebs!.VolumeId!, interfaces![0]!.NetworkInterfaceId!];
  const Tags = [{ Key: 'a', Value: '1' }];
  await cloud.call(createTags, { Resources, Tags });
  assert.deepEqual((await cloud.call(describeVolumes, { VolumeIds: [Resources[0]!] })).Volumes![0]!.Tags, Tags);
  const { NetworkInterfaces } = await cloud.call(describeNetworkInterfaces, { NetworkInterfaceIds: [Resources[1]!] });
  assert.deepEqual(NetworkInterfaces![0]!.TagSet, Tags);
  assert.equal(NetworkInterfaces![0]!.Groups![0]!.GroupName, 'default');
  const byStranger = cloud.call(createTags, { Resources, Tags }, { accountId: OTHER_ACCOUNT });
  await assert.rejects(byStranger, faultOf('InvalidVolume.NotFound'));
});
