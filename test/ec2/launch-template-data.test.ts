import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Instance, RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import { getLaunchTemplateData } from '../../src/operations/ec2/launch-templates/get-launch-template-data.ts';
import { ACCOUNT, faultOf, givenCloud, OTHER_ACCOUNT, specify, WINDOWS } from './launching.ts';

const cloud = await givenCloud();
const dataOf = async (InstanceId: string, as = {}) =>
  (await cloud.call(getLaunchTemplateData, { InstanceId }, as)).LaunchTemplateData!;

/** A machine without what is its own. */
const likeness = ({ InstanceId: _i, LaunchTime: _l, NetworkInterfaces: _n, ...machine }: Instance) => ({
  ...machine,
  ...{ PrivateDnsName: '', PrivateIpAddress: '', PublicDnsName: '', PublicIpAddress: typeof machine.PublicIpAddress },
  ...{ UsageOperationUpdateTime: undefined, Tags: machine.Tags?.filter(({ Key }) => !Key!.startsWith('aws:')) },
  BlockDeviceMappings: machine.BlockDeviceMappings!.map(({ DeviceName, Ebs }) => [
    DeviceName,
    Ebs!.DeleteOnTermination,
  ]),
});

test('a template of a machine launches others like it', async () => {
  const license = await cloud.license();
  await cloud.keyPairs('key');
  const { Instances } = await cloud.launch({
    ImageId: WINDOWS,
    InstanceType: 'm5.large',
    KeyName: 'key',
    UserData: 'dQ==',
    DisableApiTermination: true,
    IamInstanceProfile: { Name: 'web' },
    Monitoring: { Enabled: true },
    MetadataOptions: { HttpTokens: 'required' },
    CpuOptions: { CoreCount: 1, ThreadsPerCore: 1 },
    BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs: { VolumeSize: 20, VolumeType: 'gp3', Iops: 4000 } }],
    NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: false, Description: 'of the first' }],
    LicenseSpecifications: specify(license),
    TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'of', Value: 'the first' }] }],
  });
  const data = await dataOf(Instances![0]!.InstanceId!);
  assert.equal(data.UserData, 'dQ==');
  assert.deepEqual(data.IamInstanceProfile, { Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/web` });
  assert.deepEqual(
    data.BlockDeviceMappings!.map(({ DeviceName, Ebs }) => [DeviceName, Ebs!.VolumeSize, Ebs!.Iops]),
    [
      ['/dev/sda1', 30, 3000],
      ['/dev/sdf', 20, 4000],
    ],
  );
  const { id } = await cloud.template(data as RequestLaunchTemplateData);
  const again = await cloud.launch({
    ImageId: undefined,
    InstanceType: undefined,
    LaunchTemplate: { LaunchTemplateId: id },
  });
  assert.deepEqual(likeness(again.Instances![0]!), likeness(Instances![0]!));
  assert.deepEqual(await dataOf(again.Instances![0]!.InstanceId!), data);
  await assert.rejects(
    dataOf(Instances![0]!.InstanceId!, { accountId: OTHER_ACCOUNT }),
    faultOf('InvalidInstanceID.NotFound'),
  );
});

test('a template of a machine has all its network interfaces, with as many private addresses', async () => {
  const NetworkInterfaces = [
    { DeviceIndex: 0, SecondaryPrivateIpAddressCount: 2, Description: 'front' },
    { DeviceIndex: 1, SecondaryPrivateIpAddressCount: 1, DeleteOnTermination: false },
    { DeviceIndex: 3 },
  ];
  const { Instances } = await cloud.launch({ NetworkInterfaces });
  const data = await dataOf(Instances![0]!.InstanceId!);
  assert.deepEqual(
    data.NetworkInterfaces!.map((one) => [
      one.DeviceIndex,
      one.SecondaryPrivateIpAddressCount,
      one.DeleteOnTermination,
    ]),
    [
      [0, 2, true],
      [1, 1, false],
      [3, undefined, true],
    ],
  );
  const { id } = await cloud.template(data as RequestLaunchTemplateData);
  const again = await cloud.launch({
    ImageId: undefined,
    InstanceType: undefined,
    LaunchTemplate: { LaunchTemplateId: id },
  });
  const likenessOf = (machine: Instance) =>
    machine.NetworkInterfaces!.map((one) => [
      one.Attachment!.DeviceIndex,
      one.Description,
      one.SubnetId,
      one.Groups,
      one.PrivateIpAddresses!.length,
    ]);
  assert.deepEqual(likenessOf(again.Instances![0]!), likenessOf(Instances![0]!));
});
