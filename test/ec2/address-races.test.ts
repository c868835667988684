import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allocateAddress } from '../../src/operations/ec2/addresses/allocate-address.ts';
import { associateAddress } from '../../src/operations/ec2/addresses/associate-address.ts';
import { describeAddresses } from '../../src/operations/ec2/addresses/describe-addresses.ts';
import { disassociateAddress } from '../../src/operations/ec2/addresses/disassociate-address.ts';
import { describeInstances } from '../../src/operations/ec2/instances/describe-instances.ts';
import { terminateInstances } from '../../src/operations/ec2/instances/terminate-instances.ts';
import { assignPrivateIpAddresses } from '../../src/operations/ec2/interfaces/assign-private-ip-addresses.ts';
import { describeNetworkInterfaces } from '../../src/operations/ec2/interfaces/describe-network-interfaces.ts';
import { givenCloud } from './launching.ts';

const cloud = await givenCloud();
const { call } = cloud;

const givenAddress = async () => (await call(allocateAddress, {})).AllocationId!;
const lead = (AllocationId: string, InstanceId: string) => call(associateAddress, { AllocationId, InstanceId });

async function givenMachines(): Promise<[string, string]> {
  const { Instances } = await cloud.launch({ MinCount: 2, MaxCount: 2 });
  const ids = Instances!.map((one) => one.InstanceId!) as [string, string];
  await cloud.settle(...ids);
  return ids;
}

/** Where addresses say that they lead, which must be what the machines say that they have. */
async function agreed(addresses: readonly string[], machines: readonly string[]) {
  const { Addresses } = await call(describeAddresses, { AllocationIds: [...addresses] });
  const { Reservations } = await call(describeInstances, { InstanceIds: [...machines] });
  const told = Addresses!.flatMap((one) => (one.InstanceId ? [[one.PublicIp, one.InstanceId]] : []));
  const had = Reservations!
    .flatMap((one) => one.Instances!)
    .flatMap((one) =>
      one.NetworkInterfaces!.map((item) => [
        item.Association?.PublicIp,
        one.InstanceId,
        item.Association && item.Association.IpOwnerId !== 'amazon',
      ]),
    )
    .flatMap(([ip, id, own]) => (own ? [[ip, id]] : []));
  assert.deepEqual(told.toSorted(), had.toSorted());
}

test('two addresses that change their machines at once do not stand in each other’s way', async () => {
  const [one, two] = await givenMachines();
  const [a, b] = [await givenAddress(), await givenAddress()];
  await lead(a, one);
  await lead(b, two);
  for (let round = 0; round < 15; round++) {
    const swapped = round % 2 === 0 ? [lead(a, two), lead(b, one)] : [lead(a, one), lead(b, two)];
    for (const outcome of await Promise.allSettled(swapped)) if (outcome.status === 'rejected') throw outcome.reason;
    await agreed([a, b], [one, two]);
  }
});

test('moves, releases and ends of machines that meet leave one truth', async () => {
  for (let round = 0; round < 5; round++) {
    const [one, two] = await givenMachines();
    const [a, b] = [await givenAddress(), await givenAddress()];
    await lead(a, one);
    const { AssociationId } = await lead(b, two);
    const outcomes = await Promise.allSettled([
      lead(a, two),
      lead(b, one),
      call(disassociateAddress, { AssociationId: AssociationId! }),
      call(terminateInstances, { InstanceIds: [one] }),
    ]);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') assert.doesNotMatch(`${outcome.reason}`, /deadlock|database/);
    await cloud.settle(one);
    await agreed([a, b], [one, two]);
  }
});

test('secondary addresses that two interfaces take from each other at once are one’s each', async () => {
  const machines = await givenMachines();
  const { Reservations } = await call(describeInstances, { InstanceIds: [...machines] });
  const nics = Reservations!.flatMap((one) => one.Instances!.map((machine) => machine.NetworkInterfaces![0]!));
  const [a, b] = nics.map((one) => one.NetworkInterfaceId!) as [string, string];
  const assign = (NetworkInterfaceId: string, given: object) =>
    call(assignPrivateIpAddresses, { NetworkInterfaceId, AllowReassignment: true, ...given });
  const made = await assign(a, { SecondaryPrivateIpAddressCount: 2 });
  const [x, y] = made.AssignedPrivateIpAddresses!.map((one) => one.PrivateIpAddress!) as [string, string];
  await assign(b, { PrivateIpAddresses: [y] });
  for (let round = 0; round < 10; round++) {
    const [ofA, ofB] = round % 2 === 0 ? [y, x] : [x, y];
    await Promise.all([assign(a, { PrivateIpAddresses: [ofA] }), assign(b, { PrivateIpAddresses: [ofB] })]);
    const { NetworkInterfaces } = await call(describeNetworkInterfaces, { NetworkInterfaceIds: [a, b] });
    const secondary = (id: string) =>
      NetworkInterfaces!.find((one) => one.NetworkInterfaceId === id)!.PrivateIpAddresses!.slice(1);
    assert.deepEqual(
      [a, b].map((id) => secondary(id).map((one) => one.PrivateIpAddress)),
      [[ofA], [ofB]],
    );
  }
});
