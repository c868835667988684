import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Instance, InstanceStateName } from '@aws-sdk/client-ec2';
import { ec2, uniqueName } from './clients.ts';
import { consumed, givenImage, givenLicense, refused } from './given.ts';

// What version 5 of Terraform's AWS provider calls for aws_instance, and what it reads of each answer.

async function readInstance(id: string): Promise<Instance> {
  const { Reservations } = await ec2.describeInstances({ InstanceIds: [id] });
  return Reservations![0]!.Instances![0]!;
}

async function until(id: string, state: InstanceStateName): Promise<Instance> {
  for (const end = Date.now() + 60_000; Date.now() < end; await new Promise((next) => setTimeout(next, 200))) {
    const instance = await readInstance(id);
    if (instance.State!.Name === state) return instance;
  }
  return assert.fail(`${id} did not become ${state}`);
}

/** What the provider takes from an instance without a look whether it is there. */
function checkMembers(instance: Instance): void {
  const {
    Placement,
    CpuOptions,
    MetadataOptions,
    PrivateDnsNameOptions: dns,
    NetworkInterfaces: [nic] = [],
  } = instance;
  const present = {
    zone: Placement!.AvailabilityZone,
    tenancy: Placement!.Tenancy,
    group: Placement!.GroupName,
    cores: CpuOptions!.CoreCount,
    threads: CpuOptions!.ThreadsPerCore,
    image: instance.ImageId,
    type: instance.InstanceType,
    interface: nic!.NetworkInterfaceId,
    interfaceSubnet: nic!.SubnetId,
    deviceIndex: nic!.Attachment!.DeviceIndex,
    primary: nic!.PrivateIpAddresses![0]!.Primary,
    sourceDestCheck: nic!.SourceDestCheck,
    ebsOptimized: instance.EbsOptimized,
    monitoring: instance.Monitoring!.State,
    root: instance.RootDeviceName,
    rootType: instance.RootDeviceType,
    hibernation: instance.HibernationOptions!.Configured,
    enclave: instance.EnclaveOptions!.Enabled,
    autoRecovery: instance.MaintenanceOptions!.AutoRecovery,
    hostnameType: dns!.HostnameType,
    aRecord: dns!.EnableResourceNameDnsARecord,
    aaaaRecord: dns!.EnableResourceNameDnsAAAARecord,
    reservation: instance.CapacityReservationSpecification!.CapacityReservationPreference,
    endpoint: MetadataOptions!.HttpEndpoint,
    tokens: MetadataOptions!.HttpTokens,
    hops: MetadataOptions!.HttpPutResponseHopLimit,
    metadataTags: MetadataOptions!.InstanceMetadataTags,
    privateDns: instance.PrivateDnsName,
    privateIp: instance.PrivateIpAddress,
    vpc: instance.VpcId,
    subnet: instance.SubnetId,
  };
  for (const [name, value] of Object.entries(present)) assert.notEqual(value, undefined, `${name} is absent`);
  assert.equal(nic!.Attachment!.DeviceIndex, 0);
  assert.equal(MetadataOptions!.State, 'applied');
  for (const group of instance.SecurityGroups!) assert.ok(group.GroupId && group.GroupName);
  for (const { DeviceName, Ebs } of instance.BlockDeviceMappings!) assert.ok(DeviceName && Ebs!.VolumeId);
}

async function readAll(id: string): Promise<Instance> {
  const instance = await readInstance(id);
  checkMembers(instance);
  const attribute = (
    Attribute: 'disableApiStop' | 'disableApiTermination' | 'instanceInitiatedShutdownBehavior' | 'userData',
  ) => ec2.describeInstanceAttribute({ InstanceId: id, Attribute });
  assert.equal(typeof (await attribute('disableApiStop')).DisableApiStop!.Value, 'boolean');
  assert.equal(typeof (await attribute('disableApiTermination')).DisableApiTermination!.Value, 'boolean');
  const shutdown = await attribute('instanceInitiatedShutdownBehavior');
  assert.equal(shutdown.InstanceInitiatedShutdownBehavior!.Value, 'stop');
  assert.ok((await attribute('userData')).UserData);
  await readVolumes(instance);
  const { Vpcs } = await ec2.describeVpcs({ VpcIds: [instance.VpcId!] });
  assert.equal(typeof Vpcs![0]!.IsDefault, 'boolean');
  const { InstanceTypes } = await ec2.describeInstanceTypes({ InstanceTypes: [instance.InstanceType!] });
  if (InstanceTypes![0]!.BurstablePerformanceSupported) {
    const credits = await ec2.describeInstanceCreditSpecifications({ InstanceIds: [id] });
    assert.ok(credits.InstanceCreditSpecifications![0]!.CpuCredits);
  }
  return instance;
}

async function readVolumes({ InstanceId: id, BlockDeviceMappings: mappings, RootDeviceName: root }: Instance) {
  const VolumeIds = mappings!.map((mapping) => mapping.Ebs!.VolumeId!);
  const { Volumes } = await ec2.describeVolumes({ VolumeIds });
  for (const volume of Volumes!) {
    assert.ok(VolumeIds.includes(volume.VolumeId!));
    for (const name of ['Size', 'VolumeType', 'Encrypted', 'Tags'] as const)
      assert.notEqual(volume[name], undefined, name);
  }
  const ofMachine = await ec2.describeVolumes({ Filters: [{ Name: 'attachment.instance-id', Values: [id!] }] });
  assert.deepEqual(ofMachine.Volumes!.map((volume) => volume.VolumeId).sort(), VolumeIds.toSorted());
  assert.ok(
    mappings!.some((mapping) => mapping.DeviceName === root),
    'the root device is among the volumes',
  );
}

test('aws_instance is created from a launch template, read, changed and destroyed', async () => {
  const license = await givenLicense();
  const ImageId = await givenImage();
  const { LaunchTemplate: template } = await ec2.createLaunchTemplate({
    LaunchTemplateName: uniqueName('terraform'),
    LaunchTemplateData: { LicenseSpecifications: [{ LicenseConfigurationArn: license }] },
  });
  const { Images } = await ec2.describeImages({ ImageIds: [ImageId] });
  assert.ok(Images![0]!.RootDeviceName && Images![0]!.RootDeviceType && Images![0]!.BlockDeviceMappings);

  const { Instances } = await ec2.runInstances({
    ClientToken: uniqueName('terraform'),
    MinCount: 1,
    MaxCount: 1,
    ImageId,
    InstanceType: 't3.micro',
    LaunchTemplate: { LaunchTemplateId: template!.LaunchTemplateId!, Version: '$Default' },
    DisableApiStop: false,
    DisableApiTermination: false,
    EbsOptimized: false,
    Monitoring: { Enabled: false },
    TagSpecifications: [
      { ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'terraform' }] },
      { ResourceType: 'volume', Tags: [{ Key: 'Name', Value: 'disk' }] },
    ],
  });
  const id = Instances![0]!.InstanceId!;
  await until(id, 'running');
  const instance = await readAll(id);
  assert.equal(await consumed(license), 2);

  const templateTag = async (key: string) => {
    const Filters = [
      { Name: 'resource-id', Values: [id] },
      { Name: 'key', Values: [key] },
    ];
    return (await ec2.describeTags({ Filters })).Tags![0]!.Value;
  };
  assert.equal(await templateTag('aws:ec2launchtemplate:id'), template!.LaunchTemplateId);
  assert.equal(await templateTag('aws:ec2launchtemplate:version'), '1');
  const byId = { LaunchTemplateIds: [template!.LaunchTemplateId!] };
  assert.ok((await ec2.describeLaunchTemplates(byId)).LaunchTemplates![0]!.LaunchTemplateName);
  const volumeTags = { Filters: [{ Name: 'resource-id', Values: [instance.BlockDeviceMappings![0]!.Ebs!.VolumeId!] }] };
  assert.deepEqual(
    (await ec2.describeTags(volumeTags)).Tags!.map((tag) => tag.Value),
    ['disk'],
  );

  await change(instance);
  assert.equal(await consumed(license), 4);
  await destroy(id);
  assert.equal(await consumed(license), 0);
});

/** Each argument by its own call, as the provider does; the type in between a stop and a start. */
async function change({
  InstanceId: id,
  NetworkInterfaces: interfaces,
  BlockDeviceMappings: mappings,
}: Instance): Promise<void> {
  const InstanceId = id!;
  const InstanceIds = [InstanceId];
  await ec2.modifyInstanceAttribute({ InstanceId, SourceDestCheck: { Value: false } });
  await ec2.stopInstances({ InstanceIds });
  await until(InstanceId, 'stopped');
  await ec2.modifyInstanceAttribute({ InstanceId, InstanceType: { Value: 'm5.xlarge' } });
  await ec2.modifyInstanceCapacityReservationAttributes({
    InstanceId,
    CapacityReservationSpecification: { CapacityReservationPreference: 'none' },
  });
  await ec2.startInstances({ InstanceIds });
  await until(InstanceId, 'running');

  await ec2.modifyInstanceMetadataOptions({
    InstanceId,
    HttpEndpoint: 'enabled',
    HttpTokens: 'required',
    HttpPutResponseHopLimit: 2,
  });
  await ec2.modifyInstanceMaintenanceOptions({ InstanceId, AutoRecovery: 'disabled' });
  await ec2.monitorInstances({ InstanceIds });
  const device = { DeviceName: mappings![0]!.DeviceName!, Ebs: { DeleteOnTermination: false } };
  await ec2.modifyInstanceAttribute({ InstanceId, BlockDeviceMappings: [device] });
  const group = { GroupName: uniqueName('group'), Description: 'Managed by Terraform' };
  const GroupId = (await ec2.createSecurityGroup(group)).GroupId!;
  await ec2.modifyNetworkInterfaceAttribute({
    NetworkInterfaceId: interfaces![0]!.NetworkInterfaceId!,
    Groups: [GroupId],
  });

  const changed = await readAll(InstanceId);
  assert.equal(changed.InstanceType, 'm5.xlarge');
  assert.equal(changed.SourceDestCheck, false);
  assert.deepEqual(
    [changed.MetadataOptions!.HttpTokens, changed.MetadataOptions!.HttpPutResponseHopLimit],
    ['required', 2],
  );
  assert.equal(changed.MaintenanceOptions!.AutoRecovery, 'disabled');
  assert.equal(changed.Monitoring!.State, 'enabled');
  assert.equal(changed.CapacityReservationSpecification!.CapacityReservationPreference, 'none');
  assert.equal(changed.BlockDeviceMappings![0]!.Ebs!.DeleteOnTermination, false);
  assert.deepEqual(changed.SecurityGroups, [{ GroupId, GroupName: group.GroupName }]);
}

async function destroy(InstanceId: string): Promise<void> {
  await ec2.modifyInstanceAttribute({ InstanceId, DisableApiTermination: { Value: false } });
  await ec2.modifyInstanceAttribute({ InstanceId, DisableApiStop: { Value: false } });
  await ec2.terminateInstances({ InstanceIds: [InstanceId] });
  await until(InstanceId, 'terminated');
  await refused(ec2.describeInstances({ InstanceIds: ['i-0123456789abcdef0'] }), 'InvalidInstanceID.NotFound');
}

test('the iam_instance_profile of aws_instance is set, changed running and stopped, and removed', async () => {
  const { Instances } = await ec2.runInstances({ ImageId: await givenImage(), MinCount: 1, MaxCount: 1 });
  const InstanceId = Instances![0]!.InstanceId!;
  const InstanceIds = [InstanceId];
  await until(InstanceId, 'running');
  const association = async () => {
    const Filters = [{ Name: 'instance-id', Values: InstanceIds }];
    return (await ec2.describeIamInstanceProfileAssociations({ Filters })).IamInstanceProfileAssociations![0];
  };
  const profile = async () => (await readInstance(InstanceId)).IamInstanceProfile?.Arn?.split('/').at(-1);
  assert.equal(await association(), undefined);
  await ec2.associateIamInstanceProfile({ InstanceId, IamInstanceProfile: { Name: 'first' } });
  assert.equal(await profile(), 'first');
  const second = ec2.associateIamInstanceProfile({ InstanceId, IamInstanceProfile: { Name: 'second' } });
  await refused(second, 'IncorrectState');
  await ec2.replaceIamInstanceProfileAssociation({
    AssociationId: (await association())!.AssociationId!,
    IamInstanceProfile: { Name: 'second' },
  });
  assert.equal(await profile(), 'second');

  await ec2.stopInstances({ InstanceIds });
  await until(InstanceId, 'stopped');
  await ec2.disassociateIamInstanceProfile({ AssociationId: (await association())!.AssociationId! });
  await ec2.associateIamInstanceProfile({ InstanceId, IamInstanceProfile: { Name: 'third' } });
  assert.deepEqual([await profile(), (await association())!.State], ['third', 'associated']);
  await ec2.disassociateIamInstanceProfile({ AssociationId: (await association())!.AssociationId! });
  assert.equal(await profile(), undefined);
  await destroy(InstanceId);
});

test('the root_block_device of aws_instance grows and changes its type', async () => {
  const { Instances } = await ec2.runInstances({ ImageId: await givenImage(), MinCount: 1, MaxCount: 1 });
  const InstanceId = Instances![0]!.InstanceId!;
  const { BlockDeviceMappings: mappings } = await until(InstanceId, 'running');
  const VolumeId = mappings![0]!.Ebs!.VolumeId!;
  const { VolumeModification } = await ec2.modifyVolume({ VolumeId, Size: 40, VolumeType: 'gp3', Throughput: 250 });
  assert.equal(VolumeModification!.ModificationState, 'modifying');
  const { VolumesModifications } = await ec2.describeVolumesModifications({ VolumeIds: [VolumeId] });
  const [modification] = VolumesModifications!;
  assert.ok(['optimizing', 'completed'].includes(modification!.ModificationState!));
  assert.ok(modification!.StartTime);
  const [volume] = (await ec2.describeVolumes({ VolumeIds: [VolumeId] })).Volumes!;
  assert.deepEqual([volume!.Size, volume!.VolumeType, volume!.Iops, volume!.Throughput], [40, 'gp3', 3000, 250]);
  await refused(ec2.modifyVolume({ VolumeId, Size: 39 }), 'InvalidParameterValue');
  await refused(ec2.modifyVolume({ VolumeId, VolumeType: 'gp9' as 'gp3' }), 'InvalidParameterValue');
  await destroy(InstanceId);
  await refused(ec2.modifyVolume({ VolumeId, Size: 50 }), 'InvalidVolume.NotFound');
});
