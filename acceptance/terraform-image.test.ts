import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ec2, uniqueName } from './clients.ts';
import { givenAccount, givenImage, givenLicense, launch, refused } from './given.ts';

// What version 5 of Terraform's AWS provider calls for aws_ami, aws_ami_launch_permission and aws_launch_template.

const readImage = async (ImageId: string) => (await ec2.describeImages({ ImageIds: [ImageId] })).Images![0]!;

test('aws_ami is registered, read, changed and deregistered with its snapshots', async () => {
  const [machine] = await launch({ ImageId: await givenImage() });
  const source = (await ec2.createImage({ InstanceId: machine!, Name: uniqueName('source') })).ImageId!;
  const { SnapshotId } = (await readImage(source)).BlockDeviceMappings![0]!.Ebs! as { SnapshotId: string };
  const { ImageId } = await ec2.registerImage({
    Name: uniqueName('terraform'),
    Architecture: 'x86_64',
    Description: 'first',
    EnaSupport: true,
    ImageLocation: '',
    RootDeviceName: '/dev/xvda',
    SriovNetSupport: 'simple',
    VirtualizationType: 'hvm',
    BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId, VolumeSize: 10, DeleteOnTermination: true } }],
  });
  await ec2.createTags({ Resources: [ImageId!, SnapshotId], Tags: [{ Key: 'Name', Value: 'terraform' }] });
  const image = await readImage(ImageId!);
  assert.equal(image.State, 'available');
  for (const name of [
    'Architecture',
    'EnaSupport',
    'Hypervisor',
    'ImageType',
    'PlatformDetails',
    'Public',
    'UsageOperation',
    'OwnerId',
  ] as const)
    assert.notEqual(image[name], undefined, name);
  assert.equal(image.BlockDeviceMappings![0]!.Ebs!.SnapshotId, SnapshotId);
  const { Snapshots } = await ec2.describeSnapshots({ SnapshotIds: [SnapshotId] });
  assert.deepEqual(Snapshots![0]!.Tags, [{ Key: 'Name', Value: 'terraform' }]);
  await refused(ec2.getInstanceUefiData({ InstanceId: ImageId! }), 'InvalidInstanceID.Malformed');

  await ec2.modifyImageAttribute({ ImageId: ImageId!, Description: { Value: 'second' } });
  assert.equal((await readImage(ImageId!)).Description, 'second');
  await ec2.enableImageDeprecation({ ImageId: ImageId!, DeprecateAt: new Date('2099-01-01T00:00:10Z') });
  assert.equal(Date.parse((await readImage(ImageId!)).DeprecationTime!), Date.UTC(2099, 0, 1));
  await ec2.disableImageDeprecation({ ImageId: ImageId! });
  assert.equal((await readImage(ImageId!)).DeprecationTime, undefined);

  for (const image of [ImageId!, source]) await ec2.deregisterImage({ ImageId: image });
  await ec2.deleteSnapshot({ SnapshotId });
  await ec2.terminateInstances({ InstanceIds: [machine!] });
  assert.deepEqual((await ec2.describeImages({ ImageIds: [ImageId!] })).Images, []);
});

test('a machine of an aws_ami has its volumes, and aws_ami_from_instance maps them with tagged snapshots', async () => {
  const Ebs = { VolumeSize: 10, VolumeType: 'gp3', DeleteOnTermination: true } as const;
  const devices = ['/dev/sda1', '/dev/sdf'];
  const BlockDeviceMappings = devices.map((DeviceName) => ({ DeviceName, Ebs }));
  const { ImageId } = await ec2.registerImage({ Name: uniqueName('volumes'), BlockDeviceMappings });
  const [id] = await launch({ ImageId: ImageId! });
  const Filters = [{ Name: 'attachment.instance-id', Values: [id!] }];
  const { Volumes } = await ec2.describeVolumes({ Filters });
  assert.deepEqual(
    Volumes!.map((volume) => [volume.Attachments![0]!.Device, volume.Size, volume.VolumeType]),
    devices.map((device) => [device, 10, 'gp3']),
  );
  const TagSpecifications = [{ ResourceType: 'snapshot' as const, Tags: [{ Key: 'Name', Value: 'terraform' }] }];
  const made = await ec2.createImage({ InstanceId: id!, Name: uniqueName('from-instance'), TagSpecifications });
  const mappings = (await readImage(made.ImageId!)).BlockDeviceMappings!;
  assert.deepEqual(
    mappings.map(({ DeviceName, Ebs }) => [DeviceName, Ebs!.VolumeSize]),
    devices.map((device) => [device, 10]),
  );
  const { Snapshots } = await ec2.describeSnapshots({ SnapshotIds: mappings.map(({ Ebs }) => Ebs!.SnapshotId!) });
  for (const { Tags } of Snapshots!) assert.deepEqual(Tags, TagSpecifications[0]!.Tags);
  const odd = [{ DeviceName: '/dev/sda1', Ebs: { VolumeType: 'gp9' as 'gp3' } }];
  await refused(ec2.registerImage({ Name: uniqueName('odd'), BlockDeviceMappings: odd }), 'InvalidParameterValue');
  await ec2.terminateInstances({ InstanceIds: [id!] });
});

test('aws_ami_launch_permission lets another account launch an image, until it is destroyed', async () => {
  const other = await givenAccount();
  const { ImageId } = await ec2.registerImage({ Name: uniqueName('shared'), Architecture: 'x86_64' });
  const permission = [{ UserId: other.accountId }];
  await refused(launch({ ImageId: ImageId! }, other.ec2), 'InvalidAMIID.NotFound');
  await ec2.modifyImageAttribute({
    Attribute: 'launchPermission',
    ImageId: ImageId!,
    LaunchPermission: { Add: permission },
  });
  const read = () => ec2.describeImageAttribute({ Attribute: 'launchPermission', ImageId: ImageId! });
  assert.deepEqual((await read()).LaunchPermissions, permission);
  await launch({ ImageId: ImageId! }, other.ec2);
  await ec2.modifyImageAttribute({
    Attribute: 'launchPermission',
    ImageId: ImageId!,
    LaunchPermission: { Remove: permission },
  });
  assert.deepEqual((await read()).LaunchPermissions, []);
  await refused(launch({ ImageId: ImageId! }, other.ec2), 'InvalidAMIID.NotFound');
});

test('aws_launch_template keeps its license through create, update and destroy', async () => {
  const license = await givenLicense();
  const data = { InstanceType: 't3.micro' as const, LicenseSpecifications: [{ LicenseConfigurationArn: license }] };
  const { LaunchTemplate } = await ec2.createLaunchTemplate({
    ClientToken: uniqueName('token'),
    LaunchTemplateName: uniqueName('terraform'),
    LaunchTemplateData: data,
    TagSpecifications: [{ ResourceType: 'launch-template', Tags: [{ Key: 'Name', Value: 'terraform' }] }],
  });
  const LaunchTemplateId = LaunchTemplate!.LaunchTemplateId!;
  const read = async () =>
    (await ec2.describeLaunchTemplates({ LaunchTemplateIds: [LaunchTemplateId] })).LaunchTemplates![0]!;
  const first = await read();
  assert.ok(first.LaunchTemplateName && first.CreatedBy && first.CreateTime);
  assert.deepEqual([first.DefaultVersionNumber, first.LatestVersionNumber], [1, 1]);
  assert.deepEqual(first.Tags, [{ Key: 'Name', Value: 'terraform' }]);
  const versions = (Versions: string[]) => ec2.describeLaunchTemplateVersions({ LaunchTemplateId, Versions });
  const [version] = (await versions(['1'])).LaunchTemplateVersions!;
  assert.deepEqual(version!.LaunchTemplateData!.LicenseSpecifications, data.LicenseSpecifications);

  const added = await ec2.createLaunchTemplateVersion({
    LaunchTemplateId,
    LaunchTemplateData: { ...data, InstanceType: 't3.small' },
  });
  const number = String(added.LaunchTemplateVersion!.VersionNumber);
  await ec2.modifyLaunchTemplate({ LaunchTemplateId, DefaultVersion: number });
  assert.equal((await read()).DefaultVersionNumber, 2);
  const Filters = [{ Name: 'license-configuration-arn', Values: [license] }];
  const found = await ec2.describeLaunchTemplateVersions({ LaunchTemplateId, Filters });
  assert.equal(found.LaunchTemplateVersions!.length, 2);
  await ec2.deleteLaunchTemplate({ LaunchTemplateId });
  await refused(
    ec2.describeLaunchTemplates({ LaunchTemplateIds: [LaunchTemplateId] }),
    'InvalidLaunchTemplateId.NotFound',
  );
});
