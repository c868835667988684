import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type PlacementStrategy, type RequestLaunchTemplateData, waitUntilInstanceRunning } from '@aws-sdk/client-ec2';
import { applyTwice, orGone, type Resource, tag, tagsOf, team } from './apply-twice.ts';
import { ec2, region, uniqueName } from './clients.ts';
import { givenImage, givenLicense, launch, waiting } from './given.ts';

// Terraform's resources of EC2, applied twice without a difference.

const zone = `${region}a`;

const templateData = (ImageId: string, LicenseConfigurationArn: string): RequestLaunchTemplateData => ({
  ImageId,
  InstanceType: 't3.micro',
  UserData: Buffer.from('#!/bin/sh\n').toString('base64'),
  EbsOptimized: true,
  DisableApiTermination: false,
  InstanceInitiatedShutdownBehavior: 'terminate',
  BlockDeviceMappings: [
    {
      DeviceName: '/dev/xvda',
      Ebs: { VolumeSize: 20, VolumeType: 'gp3', Iops: 3000, Throughput: 125, Encrypted: true },
    },
  ],
  CpuOptions: { CoreCount: 1, ThreadsPerCore: 2 },
  CreditSpecification: { CpuCredits: 'standard' },
  MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
  Monitoring: { Enabled: true },
  NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: true, DeleteOnTermination: true }],
  Placement: { AvailabilityZone: zone, Tenancy: 'default' },
  PrivateDnsNameOptions: { HostnameType: 'resource-name', EnableResourceNameDnsARecord: true },
  MaintenanceOptions: { AutoRecovery: 'disabled' },
  LicenseSpecifications: [{ LicenseConfigurationArn }],
  TagSpecifications: [{ ResourceType: 'instance', Tags: tagsOf('machines') }],
});

test('aws_launch_template has no difference', async () => {
  const data = templateData(await givenImage(), await givenLicense());
  type Asked = { data: RequestLaunchTemplateData; description: string; team: string };
  const template: Resource<Asked> = {
    create: async (asked) => {
      const { LaunchTemplate } = await ec2.createLaunchTemplate({
        ClientToken: uniqueName('token'),
        LaunchTemplateName: uniqueName('terraform'),
        VersionDescription: asked.description,
        LaunchTemplateData: asked.data,
        TagSpecifications: [{ ResourceType: 'launch-template', Tags: tagsOf(asked.team) }],
      });
      return LaunchTemplate!.LaunchTemplateId!;
    },
    read: async (id) => {
      const reading = ec2.describeLaunchTemplates({ LaunchTemplateIds: [id] });
      const [found] = (await orGone(reading, 'InvalidLaunchTemplateId.NotFound'))?.LaunchTemplates ?? [];
      if (!found) return undefined;
      assert.equal(found.DefaultVersionNumber, found.LatestVersionNumber);
      const Versions = [String(found.LatestVersionNumber)];
      const { LaunchTemplateVersions } = await ec2.describeLaunchTemplateVersions({ LaunchTemplateId: id, Versions });
      const { LaunchTemplateData, VersionDescription } = LaunchTemplateVersions![0]!;
      return {
        data: LaunchTemplateData as RequestLaunchTemplateData,
        description: VersionDescription!,
        team: team(found.Tags),
      };
    },
    update: async (id, asked) => {
      const { LaunchTemplateVersion } = await ec2.createLaunchTemplateVersion({
        ClientToken: uniqueName('token'),
        LaunchTemplateId: id,
        LaunchTemplateData: asked.data,
        VersionDescription: asked.description,
      });
      const DefaultVersion = String(LaunchTemplateVersion!.VersionNumber);
      await ec2.modifyLaunchTemplate({ LaunchTemplateId: id, DefaultVersion });
      await tag(id, asked.team);
    },
    destroy: (id) => ec2.deleteLaunchTemplate({ LaunchTemplateId: id }),
  };
  const first = { data, description: 'first', team: 'licenses' };
  await applyTwice(template, first, {
    data: { ...data, InstanceType: 't3.small' },
    description: 'second',
    team: 'audit',
  });
});

test('aws_ec2_fleet has no difference, with no strategy asked for', async () => {
  const { LaunchTemplate } = await ec2.createLaunchTemplate({
    LaunchTemplateName: uniqueName('terraform'),
    LaunchTemplateData: { ImageId: await givenImage(), InstanceType: 't3.micro' },
  });
  const configs = [
    {
      LaunchTemplateSpecification: { LaunchTemplateId: LaunchTemplate!.LaunchTemplateId!, Version: '1' },
      Overrides: [{ InstanceType: 't3.small' as const }, { InstanceType: 't3.medium' as const, WeightedCapacity: 2 }],
    },
  ];
  type Asked = { configs: typeof configs; capacity: number; team: string; defaults: unknown };
  const fleet: Resource<Asked> = {
    create: async (asked) => {
      const { FleetId } = await ec2.createFleet({
        ClientToken: uniqueName('token'),
        Type: 'maintain',
        ExcessCapacityTerminationPolicy: 'termination',
        LaunchTemplateConfigs: asked.configs,
        TargetCapacitySpecification: { TotalTargetCapacity: asked.capacity, DefaultTargetCapacityType: 'on-demand' },
        TagSpecifications: [{ ResourceType: 'fleet', Tags: tagsOf(asked.team) }],
      });
      return FleetId!;
    },
    read: async (id) => {
      const { Fleets } = await ec2.describeFleets({ FleetIds: [id] });
      const [found] = Fleets!;
      if (found!.FleetState!.startsWith('deleted')) return undefined;
      const { SpotOptions: spot, OnDemandOptions: onDemand } = found!;
      return {
        configs: found!.LaunchTemplateConfigs as typeof configs,
        capacity: found!.TargetCapacitySpecification!.TotalTargetCapacity!,
        team: team(found!.Tags),
        defaults: [
          found!.ExcessCapacityTerminationPolicy,
          found!.ReplaceUnhealthyInstances,
          found!.TerminateInstancesWithExpiration,
          onDemand!.AllocationStrategy,
          spot!.AllocationStrategy,
          spot!.InstanceInterruptionBehavior,
          spot!.InstancePoolsToUseCount,
        ],
      };
    },
    update: async (FleetId, asked) => {
      await ec2.modifyFleet({
        FleetId,
        ExcessCapacityTerminationPolicy: 'termination',
        TargetCapacitySpecification: { TotalTargetCapacity: asked.capacity, DefaultTargetCapacityType: 'on-demand' },
      });
      await tag(FleetId, asked.team);
    },
    destroy: (id) => ec2.deleteFleets({ FleetIds: [id], TerminateInstances: true }),
  };
  const defaults = ['termination', false, false, 'lowestPrice', 'lowestPrice', 'terminate', 1];
  const first = { configs, capacity: 1, team: 'licenses', defaults };
  await applyTwice(fleet, first, { ...first, capacity: 2, team: 'audit' });
});

test('aws_ec2_host has no difference', async () => {
  type Asked = { family: string; placement: 'on' | 'off'; recovery: 'on' | 'off'; team: string };
  const host: Resource<Asked> = {
    create: async ({ family, placement, recovery, ...asked }) => {
      const { HostIds } = await ec2.allocateHosts({
        AutoPlacement: placement,
        AvailabilityZone: zone,
        ClientToken: uniqueName('token'),
        HostRecovery: recovery,
        InstanceFamily: family,
        Quantity: 1,
        TagSpecifications: [{ ResourceType: 'dedicated-host', Tags: tagsOf(asked.team) }],
      });
      return HostIds![0]!;
    },
    read: async (id) => {
      const [found] = (await ec2.describeHosts({ HostIds: [id] })).Hosts!;
      if (found!.State === 'released') return undefined;
      return {
        family: found!.HostProperties!.InstanceFamily!,
        placement: found!.AutoPlacement!,
        recovery: found!.HostRecovery!,
        team: team(found!.Tags),
      };
    },
    update: async (id, asked) => {
      await ec2.modifyHosts({ HostIds: [id], AutoPlacement: asked.placement, HostRecovery: asked.recovery });
      await tag(id, asked.team);
    },
    destroy: (id) => ec2.releaseHosts({ HostIds: [id] }),
  };
  const first = { family: 'm5', placement: 'on', recovery: 'off', team: 'licenses' } as const;
  await applyTwice<Asked>(host, first, { ...first, placement: 'off', recovery: 'on', team: 'audit' });
});

const attachmentOf = (InstanceId: string, VolumeId: string): Resource<{ device: string }> => ({
  create: async ({ device }) => {
    await ec2.attachVolume({ Device: device, InstanceId, VolumeId });
    return device;
  },
  read: async (device) => {
    const Filters = [
      { Name: 'attachment.device', Values: [device] },
      { Name: 'attachment.instance-id', Values: [InstanceId] },
    ];
    const [found] = (await ec2.describeVolumes({ VolumeIds: [VolumeId], Filters })).Volumes!;
    return found && { device: found.Attachments![0]!.Device! };
  },
  destroy: (Device) => ec2.detachVolume({ Device, InstanceId, VolumeId }),
});

test('aws_ebs_volume and aws_volume_attachment have no difference', async () => {
  const [InstanceId] = await launch({ ImageId: await givenImage(), Placement: { AvailabilityZone: zone } });
  await waitUntilInstanceRunning(waiting(), { InstanceIds: [InstanceId!] });
  type Asked = { size: number; type: 'gp3'; iops: number; throughput: number; encrypted: boolean; team: string };
  const volume: Resource<Asked> = {
    create: async ({ size, type, encrypted, ...asked }) => {
      const { VolumeId } = await ec2.createVolume({
        AvailabilityZone: zone,
        ClientToken: uniqueName('token'),
        Encrypted: encrypted,
        Size: size,
        VolumeType: type,
        TagSpecifications: [{ ResourceType: 'volume', Tags: tagsOf(asked.team) }],
      });
      return VolumeId!;
    },
    read: async (id) => {
      const reading = ec2.describeVolumes({ VolumeIds: [id] });
      const [found] = (await orGone(reading, 'InvalidVolume.NotFound'))?.Volumes ?? [];
      if (!found) return undefined;
      const { Size, VolumeType, Iops, Throughput, Encrypted } = found;
      const performance = { iops: Iops!, throughput: Throughput! };
      return { size: Size!, type: VolumeType as 'gp3', ...performance, encrypted: Encrypted!, team: team(found.Tags) };
    },
    update: async (id, asked) => {
      await ec2.modifyVolume({ VolumeId: id, Size: asked.size, VolumeType: asked.type });
      await tag(id, asked.team);
      await applyTwice(attachmentOf(InstanceId!, id), { device: '/dev/sdh' });
    },
    destroy: (id) => ec2.deleteVolume({ VolumeId: id }),
  };
  const first = { size: 10, type: 'gp3', iops: 3000, throughput: 125, encrypted: false, team: 'licenses' } as const;
  await applyTwice<Asked>(volume, first, { ...first, size: 20, team: 'audit' });
  await ec2.terminateInstances({ InstanceIds: [InstanceId!] });
});

test('aws_placement_group has no difference, of any strategy', async () => {
  type Asked = { strategy: PlacementStrategy; partitions: number; level: string; team: string };
  const ids = new Map<string, string>();
  const group: Resource<Asked> = {
    create: async ({ strategy, partitions, level, ...asked }) => {
      const GroupName = uniqueName('terraform');
      const { PlacementGroup } = await ec2.createPlacementGroup({
        GroupName,
        Strategy: strategy,
        ...(partitions > 0 && { PartitionCount: partitions }),
        ...(level && { SpreadLevel: level as 'rack' }),
        TagSpecifications: [{ ResourceType: 'placement-group', Tags: tagsOf(asked.team) }],
      });
      ids.set(GroupName, PlacementGroup!.GroupId!);
      return GroupName;
    },
    read: async (name) => {
      const reading = ec2.describePlacementGroups({ GroupNames: [name] });
      const [found] = (await orGone(reading, 'InvalidPlacementGroup.Unknown'))?.PlacementGroups ?? [];
      if (!found) return undefined;
      assert.deepEqual([found.State, found.GroupId], ['available', ids.get(name)]);
      const { Strategy, PartitionCount = 0, SpreadLevel = '' } = found;
      return { strategy: Strategy!, partitions: PartitionCount, level: SpreadLevel, team: team(found.Tags) };
    },
    update: (name, asked) => tag(ids.get(name)!, asked.team),
    destroy: (GroupName) => ec2.deletePlacementGroup({ GroupName }),
  };
  for (const asked of [
    { strategy: 'cluster', partitions: 0, level: '' },
    { strategy: 'partition', partitions: 3, level: '' },
    { strategy: 'spread', partitions: 0, level: 'rack' },
  ] as const)
    await applyTwice<Asked>(group, { ...asked, team: 'licenses' }, { ...asked, team: 'audit' });
});
