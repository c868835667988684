import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { terminateInstances } from '../../src/operations/ec2/instances/terminate-instances.ts';
import { createNetworkInterface } from '../../src/operations/ec2/interfaces/create-network-interface.ts';
import { createSubnet } from '../../src/operations/ec2/networks/create-subnet.ts';
import { createVpc } from '../../src/operations/ec2/networks/create-vpc.ts';
import { faultOf, givenCloud } from './launching.ts';

const cloud = await givenCloud();
const { call } = cloud;
let SubnetId: string;

before(async () => {
  const { Vpc } = await call(createVpc, { CidrBlock: '10.0.0.0/16' });
  SubnetId = (await call(createSubnet, { VpcId: Vpc!.VpcId!, CidrBlock: '10.0.1.0/24' })).Subnet!.SubnetId!;
});

const launchAt = async (PrivateIpAddress: string, given = {}) =>
  (await cloud.launch({ SubnetId, PrivateIpAddress, ...given })).Instances![0]!;

test('a machine has the private address that its launch names, in either place, until it is terminated', async () => {
  const machine = await launchAt('10.0.1.10');
  assert.equal(machine.PrivateIpAddress, '10.0.1.10');
  assert.equal(machine.NetworkInterfaces![0]!.PrivateIpAddress, '10.0.1.10');
  const nic = { DeviceIndex: 0, SubnetId, PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: '10.0.1.11' }] };
  const other = (await cloud.launch({ NetworkInterfaces: [nic] })).Instances![0]!;
  assert.equal(other.PrivateIpAddress, '10.0.1.11');
  await assert.rejects(launchAt('10.0.1.11'), faultOf('InvalidIPAddress.InUse', 'Address 10.0.1.11 is in use.'));
  await call(terminateInstances, { InstanceIds: [other.InstanceId!] });
  await cloud.settle(other.InstanceId!);
  assert.equal((await launchAt('10.0.1.11')).PrivateIpAddress, '10.0.1.11');
});

test('an address of the default VPC chooses the subnet that it is of', async () => {
  const { Instances } = await cloud.launch({ PrivateIpAddress: '172.31.16.9' });
  assert.equal(Instances![0]!.Placement!.AvailabilityZone, 'us-east-1b');
});

test('an address of a network interface is taken', async () => {
  await call(createNetworkInterface, { SubnetId, PrivateIpAddress: '10.0.1.20' });
  await assert.rejects(launchAt('10.0.1.20'), faultOf('InvalidIPAddress.InUse'));
});

for (const [what, address, given, code] of [
  ['of another subnet', '10.0.2.10', {}, 'InvalidParameterValue'],
  ['that AWS keeps', '10.0.1.3', {}, 'InvalidParameterValue'],
  ['that is none', 'abc', {}, 'InvalidParameterValue'],
  ['for two machines', '10.0.1.30', { MinCount: 1, MaxCount: 2 }, 'InvalidParameterCombination'],
  [
    'beside network interfaces',
    '10.0.1.30',
    { SubnetId: undefined, NetworkInterfaces: [{ DeviceIndex: 0 }] },
    'InvalidParameterCombination',
  ],
] as const)
  test(`an address ${what} is refused`, async () => {
    const request =
      'NetworkInterfaces' in given ? { ...given, NetworkInterfaces: [...given.NetworkInterfaces] } : given;
    await assert.rejects(launchAt(address, request), faultOf(code));
  });

test('of launches and interfaces at once one gets the address', async () => {
  const outcomes = await Promise.allSettled([
    ...[1, 2, 3, 4].map(() => launchAt('10.0.1.40')),
    ...[1, 2].map(() => call(createNetworkInterface, { SubnetId, PrivateIpAddress: '10.0.1.40' })),
  ]);
  assert.equal(outcomes.filter((one) => one.status === 'fulfilled').length, 1);
  for (const one of outcomes) if (one.status === 'rejected') assert.ok(faultOf('InvalidIPAddress.InUse')(one.reason));
});

test('nested virtualization is kept and told', async () => {
  const { Instances } = await cloud.launch({ CpuOptions: { NestedVirtualization: 'enabled' } });
  assert.equal(Instances![0]!.CpuOptions!.NestedVirtualization, 'enabled');
});
