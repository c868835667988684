import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { findViolation } from '../../src/domain/constraints.ts';
import { defaultNetwork } from '../../src/domain/networks/network.ts';
import { createFleet } from '../../src/operations/ec2/fleets/create-fleet.ts';
import { describeFleets } from '../../src/operations/ec2/fleets/describe-fleets.ts';
import { requestSpotFleet } from '../../src/operations/ec2/fleets/request-spot-fleet.ts';
import { createImage } from '../../src/operations/ec2/images/create-image.ts';
import { modifyImageAttribute } from '../../src/operations/ec2/images/modify-image-attribute.ts';
import { describeInstanceAttribute } from '../../src/operations/ec2/instances/describe-instance-attribute.ts';
import { describeInstances } from '../../src/operations/ec2/instances/describe-instances.ts';
import { terminateInstances } from '../../src/operations/ec2/instances/terminate-instances.ts';
import { describeLaunchTemplateVersions } from '../../src/operations/ec2/launch-templates/describe-launch-template-versions.ts';
import { createSubnet } from '../../src/operations/ec2/networks/create-subnet.ts';
import { createVpc } from '../../src/operations/ec2/networks/create-vpc.ts';
import { modifyVpcAttribute } from '../../src/operations/ec2/networks/modify-vpc-attribute.ts';
import { describeSnapshots } from '../../src/operations/ec2/volumes/describe-snapshots.ts';
import { ACCOUNT, type Cloud, faultOf, givenCloud, LINUX, OTHER_ACCOUNT, REGION } from './launching.ts';
import { requestSpot, spotRequest } from './requests.ts';

let cloud: Cloud;
before(async () => {
  cloud = await givenCloud();
});

async function launched(given: Parameters<Cloud['launch']>[0] = {}) {
  const id = (await cloud.launch(given)).Instances![0]!.InstanceId!;
  await cloud.settle(id);
  return id;
}

async function machine(id: string) {
  const { Reservations } = await cloud.call(describeInstances, { InstanceIds: [id] });
  return Reservations![0]!.Instances![0]!;
}

test('a machine with a public address has a public name in the default VPC, and in others once they give names', async () => {
  const { PublicDnsName, PublicIpAddress, NetworkInterfaces } = await machine(await launched());
  assert.equal(PublicDnsName, `ec2-${PublicIpAddress!.replaceAll('.', '-')}.compute-1.amazonaws.com`);
  assert.equal(NetworkInterfaces![0]!.Association!.PublicDnsName, PublicDnsName);
  const VpcId = (await cloud.call(createVpc, { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
  const SubnetId = (await cloud.call(createSubnet, { VpcId, CidrBlock: '10.0.0.0/24' })).Subnet!.SubnetId!;
  const NetworkInterface = [{ DeviceIndex: 0, SubnetId, AssociatePublicIpAddress: true }];
  const id = await launched({ NetworkInterfaces: NetworkInterface });
  assert.equal((await machine(id)).PublicDnsName, '');
  await cloud.call(modifyVpcAttribute, { VpcId, EnableDnsHostnames: { Value: true } });
  assert.match((await machine(id)).PublicDnsName!, /^ec2-198-1[89]-.*\.compute-1\.amazonaws\.com$/);
});

test('a machine without tags has no list of them', async () => {
  assert.equal((await machine(await launched())).Tags, undefined);
});

test('the snapshot of an image says which machine and volume it was made of', async () => {
  const InstanceId = await launched();
  const { ImageId } = await cloud.call(createImage, { InstanceId, Name: 'of a machine' });
  const Filters = [{ Name: 'description', Values: [`Created by CreateImage(${InstanceId}) for ${ImageId}`] }];
  const { Snapshots } = await cloud.call(describeSnapshots, { Filters });
  const { BlockDeviceMappings } = await machine(InstanceId);
  assert.deepEqual(
    Snapshots!.map((one) => one.VolumeId),
    BlockDeviceMappings!.map((one) => one.Ebs!.VolumeId),
  );
  const again = await launched({ ImageId: ImageId! });
  assert.notEqual((await machine(again)).BlockDeviceMappings![0]!.Ebs!.VolumeId, Snapshots![0]!.VolumeId);
});

test('the client token of a machine that is terminated launches nothing', async () => {
  const InstanceId = await launched({ ClientToken: 'once' });
  await cloud.call(terminateInstances, { InstanceIds: [InstanceId] });
  await cloud.settle(InstanceId);
  await assert.rejects(cloud.launch({ ClientToken: 'once' }), faultOf('IdempotentInstanceTerminated'));
});

test('a Spot request shows its price with six decimals, and its subnet as an interface', async () => {
  const { subnetId } = defaultNetwork(ACCOUNT, REGION).subnets[0]!;
  const id = await requestSpot(cloud, { SpotPrice: '0.05', LaunchSpecification: { SubnetId: subnetId } });
  const { SpotPrice, LaunchSpecification } = await spotRequest(cloud, id);
  assert.equal(SpotPrice, '0.050000');
  assert.deepEqual(
    LaunchSpecification!.NetworkInterfaces!.map(({ DeviceIndex, SubnetId }) => [DeviceIndex, SubnetId]),
    [[0, subnetId]],
  );
});

test('a fleet takes lowestPrice as Terraform spells it, gives it back so, and has it where nothing is asked', async () => {
  const { id } = await cloud.template({ ImageId: LINUX, InstanceType: 'm5.large' });
  const options = { AllocationStrategy: 'lowestPrice' as never };
  const request = {
    LaunchTemplateConfigs: [{ LaunchTemplateSpecification: { LaunchTemplateId: id, Version: '1' } }],
    TargetCapacitySpecification: { TotalTargetCapacity: 0 },
  };
  for (const asked of [request, { ...request, SpotOptions: options, OnDemandOptions: options }]) {
    assert.equal(findViolation(createFleet.constraints!, asked), undefined);
    const { FleetId } = await cloud.call(createFleet, asked, { action: 'ec2:CreateFleet' });
    const { Fleets } = await cloud.call(describeFleets, { FleetIds: [FleetId!] });
    const { SpotOptions, OnDemandOptions } = Fleets![0]!;
    assert.deepEqual(
      [SpotOptions!.AllocationStrategy, SpotOptions!.InstancePoolsToUseCount, OnDemandOptions!.AllocationStrategy],
      ['lowestPrice', 1, 'lowestPrice'],
    );
  }
});

test('enumerations are taken in the case that clients send them in by default', async () => {
  const SpotFleetRequestConfig = { ExcessCapacityTerminationPolicy: 'Default' };
  assert.equal(findViolation(requestSpotFleet.constraints!, { SpotFleetRequestConfig }), undefined);
  const { ImageId } = await cloud.call(createImage, { InstanceId: await launched(), Name: 'shared' });
  const request = { ImageId: ImageId!, Attribute: 'LaunchPermission', OperationType: 'add' as const };
  const share = { ...request, UserIds: [OTHER_ACCOUNT] };
  assert.equal(findViolation(modifyImageAttribute.constraints!, share), undefined);
  assert.deepEqual(await cloud.call(modifyImageAttribute, share), {});
  await cloud.launch({ ImageId: ImageId! }, { accountId: OTHER_ACCOUNT });
});

test('a machine has the user data of its template as the template gives it, so that Terraform sees no difference', async () => {
  const UserData = Buffer.from('#!/bin/sh\necho "ä"\n').toString('base64');
  const { id: LaunchTemplateId } = await cloud.template({ ImageId: LINUX, InstanceType: 'm5.large', UserData });
  const InstanceId = await launched({ LaunchTemplate: { LaunchTemplateId } });
  const asked = { InstanceId, Attribute: 'userData' as const };
  assert.equal((await cloud.call(describeInstanceAttribute, asked)).UserData!.Value, UserData);
  const { LaunchTemplateVersions: versions } = await cloud.call(describeLaunchTemplateVersions, { LaunchTemplateId });
  assert.equal(versions![0]!.LaunchTemplateData!.UserData, UserData);
});
