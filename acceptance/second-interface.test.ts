import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitUntilInstanceRunning, waitUntilNetworkInterfaceAvailable } from '@aws-sdk/client-ec2';
import { aws } from './aws-cli.ts';
import { ec2 } from './clients.ts';
import { givenImage, waiting } from './given.ts';

test('a machine comes with a second network interface, by the CLI, and gives it up to the SDK', async () => {
  const { Subnets } = await ec2.describeSubnets({ Filters: [{ Name: 'availability-zone', Values: ['us-east-1a'] }] });
  const SubnetId = Subnets!.find((one) => one.DefaultForAz)!.SubnetId!;
  const interfaces = [0, 1].map((index) => `DeviceIndex=${index},SubnetId=${SubnetId},Description=eth${index}`);
  const { Instances } = await aws(
    ...['ec2', 'run-instances', '--image-id', await givenImage(), '--instance-type', 'm5.xlarge'],
    ...['--network-interfaces', ...interfaces],
  );
  const [{ InstanceId, NetworkInterfaces }] = Instances;
  assert.deepEqual(
    NetworkInterfaces.map((one: { Description: string }) => one.Description),
    ['eth0', 'eth1'],
  );
  await waitUntilInstanceRunning(waiting(), { InstanceIds: [InstanceId] });
  await ec2.detachNetworkInterface({ AttachmentId: NetworkInterfaces[1].Attachment.AttachmentId });
  await ec2.deleteNetworkInterface({ NetworkInterfaceId: NetworkInterfaces[1].NetworkInterfaceId });
  const { Reservations } = await ec2.describeInstances({ InstanceIds: [InstanceId] });
  assert.equal(Reservations![0]!.Instances![0]!.NetworkInterfaces!.length, 1);
  await ec2.terminateInstances({ InstanceIds: [InstanceId] });
});

test('a machine is launched by the CLI with an interface that the SDK made, which stays when it ends', async () => {
  const { Subnets } = await ec2.describeSubnets({ Filters: [{ Name: 'availability-zone', Values: ['us-east-1a'] }] });
  const SubnetId = Subnets!.find((one) => one.DefaultForAz)!.SubnetId!;
  const { NetworkInterface } = await ec2.createNetworkInterface({ SubnetId });
  const { NetworkInterfaceId, PrivateIpAddress } = NetworkInterface!;
  const { Instances } = await aws(
    ...['ec2', 'run-instances', '--image-id', await givenImage(), '--instance-type', 'm5.xlarge'],
    ...['--network-interfaces', `DeviceIndex=0,NetworkInterfaceId=${NetworkInterfaceId}`],
  );
  const [{ InstanceId, PrivateIpAddress: of }] = Instances;
  assert.equal(of, PrivateIpAddress);
  await ec2.terminateInstances({ InstanceIds: [InstanceId] });
  await waitUntilNetworkInterfaceAvailable(waiting(), { NetworkInterfaceIds: [NetworkInterfaceId!] });
  await ec2.deleteNetworkInterface({ NetworkInterfaceId });
});

test('the CLI gives an interface of the SDK secondary addresses, and takes one off', async () => {
  const { Subnets } = await ec2.describeSubnets({ Filters: [{ Name: 'availability-zone', Values: ['us-east-1a'] }] });
  const SubnetId = Subnets!.find((one) => one.DefaultForAz)!.SubnetId!;
  const { NetworkInterface } = await ec2.createNetworkInterface({ SubnetId, SecondaryPrivateIpAddressCount: 1 });
  const id = NetworkInterface!.NetworkInterfaceId!;
  const { AssignedPrivateIpAddresses: assigned } = await aws(
    ...[
      'ec2',
      'assign-private-ip-addresses',
      '--network-interface-id',
      id,
      '--secondary-private-ip-address-count',
      '2',
    ],
  );
  const PrivateIpAddresses = [assigned[0].PrivateIpAddress];
  await ec2.unassignPrivateIpAddresses({ NetworkInterfaceId: id, PrivateIpAddresses });
  const { NetworkInterfaces } = await ec2.describeNetworkInterfaces({
    Filters: [{ Name: 'addresses.private-ip-address', Values: [assigned[1].PrivateIpAddress] }],
  });
  assert.deepEqual(
    NetworkInterfaces!.map((one) => [one.NetworkInterfaceId, one.PrivateIpAddresses!.length]),
    [[id, 3]],
  );
  await ec2.deleteNetworkInterface({ NetworkInterfaceId: id });
});
