import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { allocateAddress } from '../../src/operations/ec2/addresses/allocate-address.ts';
import { associateAddress } from '../../src/operations/ec2/addresses/associate-address.ts';
import { describeAddresses } from '../../src/operations/ec2/addresses/describe-addresses.ts';
import { disassociateAddress } from '../../src/operations/ec2/addresses/disassociate-address.ts';
import { releaseAddress } from '../../src/operations/ec2/addresses/release-address.ts';
import { describeInstances } from '../../src/operations/ec2/instances/describe-instances.ts';
import { terminateInstances } from '../../src/operations/ec2/instances/terminate-instances.ts';
import { assignPrivateIpAddresses } from '../../src/operations/ec2/interfaces/assign-private-ip-addresses.ts';
import { attachNetworkInterface } from '../../src/operations/ec2/interfaces/attach-network-interface.ts';
import { createNetworkInterface } from '../../src/operations/ec2/interfaces/create-network-interface.ts';
import { deleteNetworkInterface } from '../../src/operations/ec2/interfaces/delete-network-interface.ts';
import { describeNetworkInterfaces } from '../../src/operations/ec2/interfaces/describe-network-interfaces.ts';
import { detachNetworkInterface } from '../../src/operations/ec2/interfaces/detach-network-interface.ts';
import { unassignPrivateIpAddresses } from '../../src/operations/ec2/interfaces/unassign-private-ip-addresses.ts';
import { createSubnet } from '../../src/operations/ec2/networks/create-subnet.ts';
import { createVpc } from '../../src/operations/ec2/networks/create-vpc.ts';
import { attachInternetGateway } from '../../src/operations/ec2/routing/attach-internet-gateway.ts';
import { createInternetGateway } from '../../src/operations/ec2/routing/create-internet-gateway.ts';
import { faultOf, givenCloud } from './launching.ts';

const cloud = await givenCloud();
const { call } = cloud;
let SubnetId: string;

before(async () => {
  const VpcId = (await call(createVpc, { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
  const InternetGatewayId = (await call(createInternetGateway, {})).InternetGateway!.InternetGatewayId!;
  await call(attachInternetGateway, { InternetGatewayId, VpcId });
  SubnetId = (await call(createSubnet, { VpcId, CidrBlock: '10.0.1.0/24' })).Subnet!.SubnetId!;
});

const allocate = async () => {
  const { AllocationId, PublicIp } = await call(allocateAddress, {}, { requestId: crypto.randomUUID() });
  return { id: AllocationId!, ip: PublicIp! };
};
const lead = async (given: object) =>
  (await call(associateAddress, given, { requestId: crypto.randomUUID() })).AssociationId!;
const create = async (SecondaryPrivateIpAddressCount = 2) => {
  const asked = { SubnetId, SecondaryPrivateIpAddressCount };
  const { NetworkInterface: one } = await call(createNetworkInterface, asked, { requestId: crypto.randomUUID() });
  return { id: one!.NetworkInterfaceId!, ips: one!.PrivateIpAddresses!.map((item) => item.PrivateIpAddress!) };
};
const launch = async () => {
  const nic = { DeviceIndex: 0, SubnetId, SecondaryPrivateIpAddressCount: 2, AssociatePublicIpAddress: true };
  const machine = (await cloud.launch({ NetworkInterfaces: [nic] })).Instances![0]!;
  await cloud.settle(machine.InstanceId!);
  return machine;
};
/** Which public address each private one of an interface has. */
const ledTo = async (id: string) => {
  const [one] = (await call(describeNetworkInterfaces, { NetworkInterfaceIds: [id] })).NetworkInterfaces!;
  return one!.PrivateIpAddresses!.map((item) => item.Association?.PublicIp);
};
const addressOf = async (AllocationId: string) =>
  (await call(describeAddresses, { AllocationIds: [AllocationId] })).Addresses![0]!;

test('an address leads to a secondary private address, beside that of the primary one', async () => {
  const { id: NetworkInterfaceId, ips } = await create();
  const [first, second] = [await allocate(), await allocate()];
  await lead({ AllocationId: first.id, NetworkInterfaceId });
  const association = await lead({ AllocationId: second.id, NetworkInterfaceId, PrivateIpAddress: ips[2] });
  assert.deepEqual(await ledTo(NetworkInterfaceId), [first.ip, undefined, second.ip]);
  const told = await addressOf(second.id);
  assert.deepEqual(
    [told.PrivateIpAddress, told.NetworkInterfaceId, told.AssociationId],
    [ips[2], NetworkInterfaceId, association],
  );
  const again = await lead({ AllocationId: second.id, NetworkInterfaceId, PrivateIpAddress: ips[2] });
  assert.equal(again, association, 'the same once more is the same');
  for (const name of ['addresses.association.public-ip', 'association.public-ip']) {
    const Filters = [{ Name: name, Values: [name.startsWith('addresses') ? second.ip : first.ip] }];
    const { NetworkInterfaces } = await call(describeNetworkInterfaces, { Filters });
    assert.deepEqual(
      NetworkInterfaces!.map((one) => one.NetworkInterfaceId),
      [NetworkInterfaceId],
      name,
    );
  }
  await lead({ AllocationId: second.id, NetworkInterfaceId, PrivateIpAddress: ips[1] });
  assert.deepEqual(await ledTo(NetworkInterfaceId), [first.ip, second.ip, undefined], 'it moves on its interface');
  const third = await allocate();
  const asked = { AllocationId: third.id, NetworkInterfaceId, PrivateIpAddress: ips[1] };
  await assert.rejects(lead({ ...asked, AllowReassociation: false }), faultOf('Resource.AlreadyAssociated'));
  await lead(asked);
  assert.deepEqual(await ledTo(NetworkInterfaceId), [first.ip, third.ip, undefined], 'it takes the place of another');
  await assert.rejects(
    lead({ ...asked, PrivateIpAddress: '10.0.1.254' }),
    faultOf('InvalidParameterValue', /not assigned/),
  );
  await assert.rejects(call(releaseAddress, { AllocationId: third.id }), faultOf('InvalidIPAddress.InUse'));
  await call(disassociateAddress, { AssociationId: (await addressOf(third.id)).AssociationId });
  assert.deepEqual(await ledTo(NetworkInterfaceId), [first.ip, undefined, undefined]);
  await call(releaseAddress, { AllocationId: third.id });
  await call(deleteNetworkInterface, { NetworkInterfaceId });
  assert.equal((await addressOf(first.id)).AssociationId, undefined);
});

test('a machine’s secondary addresses have them too; its public address stays that of the primary one', async () => {
  const { InstanceId, NetworkInterfaces } = await launch();
  const [, secondary] = NetworkInterfaces![0]!.PrivateIpAddresses!.map((item) => item.PrivateIpAddress!);
  const address = await allocate();
  await lead({ AllocationId: address.id, InstanceId, PrivateIpAddress: secondary });
  const machine = async (request: object) => (await call(describeInstances, request)).Reservations![0]?.Instances?.[0];
  const now = (await machine({ InstanceIds: [InstanceId!] }))!;
  assert.notEqual(now.PublicIpAddress, address.ip);
  const associations = now.NetworkInterfaces![0]!.PrivateIpAddresses!.map((item) => item.Association);
  assert.deepEqual([associations[1]!.PublicIp, associations[2]], [address.ip, undefined]);
  for (const [name, value] of [
    ['addresses.association.public-ip', address.ip],
    ['addresses.association.allocation-id', address.id],
  ]) {
    const Filters = [{ Name: `network-interface.${name}`, Values: [value!] }];
    assert.equal((await machine({ Filters }))?.InstanceId, InstanceId, name);
  }
  assert.equal((await addressOf(address.id)).InstanceId, InstanceId);
  await call(terminateInstances, { InstanceIds: [InstanceId!] });
  await cloud.settle(InstanceId!);
  const left = await addressOf(address.id);
  assert.deepEqual([left.AssociationId, left.InstanceId], [undefined, '']);
});

test('they go with their interface to a machine and come back', async () => {
  const { id: NetworkInterfaceId, ips } = await create(1);
  const address = await allocate();
  await lead({ AllocationId: address.id, NetworkInterfaceId, PrivateIpAddress: ips[1] });
  const { InstanceId } = await launch();
  const attaching = { InstanceId, NetworkInterfaceId, DeviceIndex: 1 };
  const { AttachmentId } = await call(attachNetworkInterface, attaching);
  assert.equal((await addressOf(address.id)).InstanceId, InstanceId);
  await call(detachNetworkInterface, { AttachmentId });
  assert.equal((await addressOf(address.id)).InstanceId, undefined);
  assert.deepEqual(await ledTo(NetworkInterfaceId), [undefined, address.ip]);
  const given = { DeviceIndex: 0, NetworkInterfaceId };
  const machine = (await cloud.launch({ NetworkInterfaces: [given] })).Instances![0]!;
  assert.equal((await addressOf(address.id)).InstanceId, machine.InstanceId);
  await cloud.settle(machine.InstanceId!);
  await call(terminateInstances, { InstanceIds: [machine.InstanceId!] });
  await cloud.settle(machine.InstanceId!);
  assert.deepEqual(await ledTo(NetworkInterfaceId), [undefined, address.ip], 'the interface stays, and so do they');
});

test('a secondary address that is taken off or moved: its Elastic IP leads nowhere, or goes with it', async () => {
  const [from, to] = [await create(), await create(0)];
  const address = await allocate();
  await lead({ AllocationId: address.id, NetworkInterfaceId: from.id, PrivateIpAddress: from.ips[1] });
  const asked = { NetworkInterfaceId: to.id, PrivateIpAddresses: [from.ips[1]!] };
  await assert.rejects(call(assignPrivateIpAddresses, asked), faultOf('InvalidParameterValue', /move is not allowed/));
  await call(assignPrivateIpAddresses, { ...asked, AllowReassignment: true });
  assert.deepEqual(await ledTo(to.id), [undefined, address.ip]);
  assert.deepEqual(await ledTo(from.id), [undefined, undefined]);
  assert.equal((await addressOf(address.id)).NetworkInterfaceId, to.id);
  const primary = { NetworkInterfaceId: to.id, PrivateIpAddresses: [from.ips[0]!], AllowReassignment: true };
  await assert.rejects(call(assignPrivateIpAddresses, primary), faultOf('InvalidParameterValue', /primary/));
  await call(unassignPrivateIpAddresses, asked);
  assert.equal((await addressOf(address.id)).AssociationId, undefined);
});

test('a machine takes an address from another, and from an interface of its own', async () => {
  const [one, two] = [await launch(), await launch()];
  const [nicOfOne, nicOfTwo] = [one, two].map((machine) => machine.NetworkInterfaces![0]!);
  const moved = nicOfOne!.PrivateIpAddresses![1]!.PrivateIpAddress!;
  const address = await allocate();
  await lead({ AllocationId: address.id, InstanceId: one.InstanceId, PrivateIpAddress: moved });
  const assign = (NetworkInterfaceId: string) =>
    call(assignPrivateIpAddresses, { NetworkInterfaceId, PrivateIpAddresses: [moved], AllowReassignment: true });
  await assign(nicOfTwo!.NetworkInterfaceId!);
  assert.equal((await addressOf(address.id)).InstanceId, two.InstanceId);
  assert.deepEqual((await ledTo(nicOfTwo!.NetworkInterfaceId!)).at(-1), address.ip);
  assert.equal((await ledTo(nicOfOne!.NetworkInterfaceId!)).length, 2);
  const second = await create(0);
  await call(attachNetworkInterface, { InstanceId: two.InstanceId, NetworkInterfaceId: second.id, DeviceIndex: 1 });
  await assign(second.id);
  assert.deepEqual(await ledTo(second.id), [undefined, address.ip]);
  assert.equal((await addressOf(address.id)).NetworkInterfaceId, second.id);
});

test('a machine with several network interfaces does not say which one an address leads to; an interface beside it is overlooked', async () => {
  const [one, other] = [await launch(), await launch()];
  const address = await allocate();
  const nicOf = (machine: typeof one) => machine.NetworkInterfaces![0]!.NetworkInterfaceId!;
  await lead({ AllocationId: address.id, InstanceId: one.InstanceId, NetworkInterfaceId: nicOf(other) });
  assert.equal((await addressOf(address.id)).NetworkInterfaceId, nicOf(one), 'as Terraform sends both');
  const second = await create(0);
  const attaching = { InstanceId: one.InstanceId, NetworkInterfaceId: second.id, DeviceIndex: 1 };
  await call(attachNetworkInterface, attaching);
  for (const NetworkInterfaceId of [undefined, second.id])
    await assert.rejects(
      lead({ AllocationId: address.id, InstanceId: one.InstanceId, NetworkInterfaceId }),
      faultOf('InvalidInstanceID', /There are multiple interfaces attached to instance/),
    );
  await lead({ AllocationId: address.id, NetworkInterfaceId: second.id });
  assert.equal((await addressOf(address.id)).InstanceId, one.InstanceId);
});
