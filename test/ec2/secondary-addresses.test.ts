import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { describeInstances } from '../../src/operations/ec2/instances/describe-instances.ts';
import { terminateInstances } from '../../src/operations/ec2/instances/terminate-instances.ts';
import { assignPrivateIpAddresses } from '../../src/operations/ec2/interfaces/assign-private-ip-addresses.ts';
import { createNetworkInterface } from '../../src/operations/ec2/interfaces/create-network-interface.ts';
import { describeNetworkInterfaces } from '../../src/operations/ec2/interfaces/describe-network-interfaces.ts';
import { unassignPrivateIpAddresses } from '../../src/operations/ec2/interfaces/unassign-private-ip-addresses.ts';
import { createSubnet } from '../../src/operations/ec2/networks/create-subnet.ts';
import { createVpc } from '../../src/operations/ec2/networks/create-vpc.ts';
import { faultOf, givenCloud } from './launching.ts';

const cloud = await givenCloud();
const { call } = cloud;
let SubnetId: string;
let small: string;
let other: string;

before(async () => {
  const VpcId = (await call(createVpc, { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
  const subnet = async (CidrBlock: string) => (await call(createSubnet, { VpcId, CidrBlock })).Subnet!.SubnetId!;
  // So large that what takes an address by itself hardly ever takes one that is named below.
  SubnetId = await subnet('10.0.0.0/17');
  [small, other] = [await subnet('10.0.202.0/28'), await subnet('10.0.203.0/28')];
});

const create = async (given = {}) =>
  (await call(createNetworkInterface, { SubnetId, ...given }, { requestId: crypto.randomUUID() })).NetworkInterface!;
const addressesOf = (one: { PrivateIpAddresses?: { PrivateIpAddress?: string; Primary?: boolean }[] }) =>
  one.PrivateIpAddresses!.map((item) => [item.PrivateIpAddress, item.Primary]);
const found = async (Name: string, ...Values: string[]) =>
  (await call(describeNetworkInterfaces, { Filters: [{ Name, Values }] })).NetworkInterfaces!.map(
    (one) => one.NetworkInterfaceId,
  );
const taken = (address: string) =>
  assert.rejects(create({ PrivateIpAddress: address }), faultOf('InvalidIPAddress.InUse'));
const assign = (NetworkInterfaceId: string, given: object) =>
  call(assignPrivateIpAddresses, { NetworkInterfaceId, ...given });

test('an interface is made with secondary addresses, gets more, and gives them up', async () => {
  const PrivateIpAddresses = [
    { PrivateIpAddress: '10.0.1.10', Primary: true },
    { PrivateIpAddress: '10.0.1.11', Primary: false },
  ];
  const { NetworkInterfaceId: id, ...one } = await create({ PrivateIpAddresses });
  assert.deepEqual(addressesOf(one), [
    ['10.0.1.10', true],
    ['10.0.1.11', false],
  ]);
  await taken('10.0.1.11');
  for (const name of ['addresses.private-ip-address', 'private-ip-address'])
    assert.deepEqual(await found(name, '10.0.1.11'), [id]);
  const named = await assign(id!, { PrivateIpAddresses: ['10.0.1.12'] });
  assert.deepEqual(named.AssignedPrivateIpAddresses, [{ PrivateIpAddress: '10.0.1.12' }]);
  const more = (await assign(id!, { SecondaryPrivateIpAddressCount: 3 })).AssignedPrivateIpAddresses!;
  for (const { PrivateIpAddress } of more) await taken(PrivateIpAddress!);
  const take = (...addresses: string[]) =>
    call(unassignPrivateIpAddresses, { NetworkInterfaceId: id!, PrivateIpAddresses: addresses });
  await take('10.0.1.11', ...more.map((item) => item.PrivateIpAddress!));
  const [left] = (await call(describeNetworkInterfaces, { NetworkInterfaceIds: [id!] })).NetworkInterfaces!;
  assert.deepEqual(addressesOf(left!), [
    ['10.0.1.10', true],
    ['10.0.1.12', false],
  ]);
  await create({ PrivateIpAddress: '10.0.1.11' });
  await assert.rejects(take('10.0.1.11'), faultOf('InvalidParameterValue', /not assigned to interface/));
  await assert.rejects(take('10.0.1.10'), faultOf('InvalidParameterValue', /primary address/));
  const moved = assign(id!, { PrivateIpAddresses: ['10.0.1.11'] });
  await assert.rejects(moved, faultOf('InvalidParameterValue', /move is not allowed/));
  await assert.rejects(assign(id!, {}), /must contain/);
  const elsewhere = assign(id!, { PrivateIpAddresses: ['10.0.203.9'] });
  await assert.rejects(elsewhere, faultOf('InvalidParameterValue', /does not fall within/));
});

test('a subnet has as many addresses as it has', async () => {
  const { NetworkInterfaceId: id, ...one } = await create({ SubnetId: small, SecondaryPrivateIpAddressCount: 9 });
  assert.equal(new Set(addressesOf(one).map(([address]) => address)).size, 10);
  const more = (SecondaryPrivateIpAddressCount: number) => assign(id!, { SecondaryPrivateIpAddressCount });
  await assert.rejects(more(2), faultOf('InsufficientFreeAddressesInSubnet', /not have enough free addresses/));
  await more(1);
  await assert.rejects(more(1), faultOf('InsufficientFreeAddressesInSubnet'));
  const launch = cloud.launch({
    NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: small, SecondaryPrivateIpAddressCount: 11 }],
  });
  await assert.rejects(launch, faultOf('InsufficientFreeAddressesInSubnet'));
});

test('secondary addresses leave one for the primary', async () => {
  const PrivateIpAddresses = Array.from({ length: 11 }, (_, index) => ({
    PrivateIpAddress: `10.0.203.${index + 4}`,
    Primary: false,
  }));
  await assert.rejects(create({ SubnetId: other, PrivateIpAddresses }), faultOf('InsufficientFreeAddressesInSubnet'));
  const nics = [0, 1].map((DeviceIndex) => ({ DeviceIndex, SubnetId: other }));
  for (const index of [0, 1]) {
    const NetworkInterfaces = nics.map((nic) => (nic.DeviceIndex === index ? { ...nic, PrivateIpAddresses } : nic));
    await assert.rejects(cloud.launch({ NetworkInterfaces }), faultOf('InsufficientFreeAddressesInSubnet'));
  }
});

test('a launch gives secondary addresses to each interface, and machines keep them until they end', async () => {
  const named = ['10.0.1.31', '10.0.1.32'].map((PrivateIpAddress) => ({ PrivateIpAddress, Primary: false }));
  const NetworkInterfaces = [
    { DeviceIndex: 0, SubnetId, PrivateIpAddresses: named },
    { DeviceIndex: 1, SubnetId, PrivateIpAddress: '10.0.1.40', SecondaryPrivateIpAddressCount: 2 },
    {
      DeviceIndex: 2,
      SubnetId,
      PrivateIpAddresses: [
        { Primary: true, PrivateIpAddress: '10.0.1.50' },
        { Primary: false, PrivateIpAddress: '10.0.1.51' },
      ],
    },
  ];
  const machine = (await cloud.launch({ NetworkInterfaces })).Instances![0]!;
  const [primary, second, third] = machine.NetworkInterfaces!;
  assert.deepEqual(addressesOf(primary!).slice(1), [
    ['10.0.1.31', false],
    ['10.0.1.32', false],
  ]);
  assert.deepEqual([addressesOf(second!)[0], addressesOf(second!).length], [['10.0.1.40', true], 3]);
  for (const address of ['10.0.1.32', '10.0.1.51', `${addressesOf(second!)[2]![0]}`]) await taken(address);
  await assert.rejects(cloud.launch({ NetworkInterfaces }), faultOf('InvalidIPAddress.InUse'));
  const Filters = [{ Name: 'network-interface.addresses.private-ip-address', Values: ['10.0.1.32'] }];
  assert.equal((await call(describeInstances, { Filters })).Reservations!.length, 1);
  assert.deepEqual(await found('addresses.private-ip-address', '10.0.1.51'), [third!.NetworkInterfaceId]);
  await cloud.settle(machine.InstanceId!);
  await assign(primary!.NetworkInterfaceId!, { PrivateIpAddresses: ['10.0.1.33'] });
  await taken('10.0.1.33');
  await call(terminateInstances, { InstanceIds: [machine.InstanceId!] });
  await cloud.settle(machine.InstanceId!);
  for (const address of ['10.0.1.33', '10.0.1.51']) await create({ PrivateIpAddress: address });
});

test('an interface that is there brings its secondary addresses, and takes them along', async () => {
  const { NetworkInterfaceId, PrivateIpAddresses } = await create({ SecondaryPrivateIpAddressCount: 2 });
  const given = { DeviceIndex: 0, NetworkInterfaceId };
  const machine = (await cloud.launch({ NetworkInterfaces: [given] })).Instances![0]!;
  const expected = addressesOf({ PrivateIpAddresses: PrivateIpAddresses! });
  assert.deepEqual(addressesOf(machine.NetworkInterfaces![0]!), expected);
  await taken(PrivateIpAddresses![2]!.PrivateIpAddress!);
  await call(terminateInstances, { InstanceIds: [machine.InstanceId!] });
  await cloud.settle(machine.InstanceId!);
  const { NetworkInterfaces: left } = await call(describeNetworkInterfaces, {
    NetworkInterfaceIds: [NetworkInterfaceId!],
  });
  assert.deepEqual(addressesOf(left![0]!), expected);
});

test('an address that is not said to be the primary one is a secondary one, also where it is the only one', async () => {
  const PrivateIpAddresses = [{ PrivateIpAddress: '10.0.1.80' }];
  const machine = (await cloud.launch({ NetworkInterfaces: [{ DeviceIndex: 0, SubnetId, PrivateIpAddresses }] }))
    .Instances![0]!;
  const [primary, second] = addressesOf(machine.NetworkInterfaces![0]!);
  assert.deepEqual([primary![1], second], [true, ['10.0.1.80', false]]);
  assert.notEqual(machine.PrivateIpAddress, '10.0.1.80');
});

test('addresses that do not go together are refused', async () => {
  const item = (PrivateIpAddress: string, Primary: boolean) => ({ PrivateIpAddress, Primary });
  for (const [given, code] of [
    [{ PrivateIpAddresses: [item('10.0.1.60', true), item('10.0.1.61', true)] }, 'InvalidParameterCombination'],
    [{ PrivateIpAddresses: [item('10.0.1.60', true), item('10.0.1.60', false)] }, 'InvalidParameterValue'],
    [
      { PrivateIpAddresses: [item('10.0.1.60', false)], SecondaryPrivateIpAddressCount: 1 },
      'InvalidParameterCombination',
    ],
    [{ SecondaryPrivateIpAddressCount: -1 }, 'InvalidParameterValue'],
    [{ SecondaryPrivateIpAddressCount: 1_000_000 }, 'PrivateIpAddressLimitExceeded'],
  ] as const) {
    await assert.rejects(create(given), faultOf(code));
    const nic = { DeviceIndex: 0, SubnetId, ...given, PrivateIpAddresses: [...(given.PrivateIpAddresses ?? [])] };
    await assert.rejects(cloud.launch({ NetworkInterfaces: [nic] }), faultOf(code));
  }
});
