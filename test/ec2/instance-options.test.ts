import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CapacityReservationSpecification, CapacityReservationTarget } from '@aws-sdk/client-ec2';
import { describeInstanceCreditSpecifications } from '../../src/operations/ec2/instances/describe-instance-credit-specifications.ts';
import { describeInstances } from '../../src/operations/ec2/instances/describe-instances.ts';
import { getInstanceUefiData } from '../../src/operations/ec2/instances/get-instance-uefi-data.ts';
import { modifyInstanceCapacityReservationAttributes } from '../../src/operations/ec2/instances/modify-instance-capacity-reservation-attributes.ts';
import { modifyInstanceCreditSpecification } from '../../src/operations/ec2/instances/modify-instance-credit-specification.ts';
import { modifyInstanceMaintenanceOptions } from '../../src/operations/ec2/instances/modify-instance-maintenance-options.ts';
import { modifyInstanceMetadataOptions } from '../../src/operations/ec2/instances/modify-instance-metadata-options.ts';
import { modifyPrivateDnsNameOptions } from '../../src/operations/ec2/instances/modify-private-dns-name-options.ts';
import { monitorInstances } from '../../src/operations/ec2/instances/monitor-instances.ts';
import { stopInstances } from '../../src/operations/ec2/instances/stop-instances.ts';
import { unmonitorInstances } from '../../src/operations/ec2/instances/unmonitor-instances.ts';
import { modifyNetworkInterfaceAttribute } from '../../src/operations/ec2/interfaces/modify-network-interface-attribute.ts';
import { faultOf, givenCloud, OTHER_ACCOUNT } from './launching.ts';

const cloud = await givenCloud();
const { call } = cloud;
const launchOne = async (InstanceType: 'm5.large' | 't3.micro' | 't2.micro' = 'm5.large') => {
  const id = (await cloud.launch({ InstanceType })).Instances![0]!.InstanceId!;
  await cloud.settle(id);
  return id;
};
const read = async (id: string) =>
  (await call(describeInstances, { InstanceIds: [id] })).Reservations![0]!.Instances![0]!;

test('monitoring is switched on and off, of all machines or none', async () => {
  const [a, b] = [await launchOne(), await launchOne()];
  const { InstanceMonitorings } = await call(monitorInstances, { InstanceIds: [a, b] });
  assert.deepEqual(
    InstanceMonitorings!.map((one) => one.Monitoring!.State),
    ['pending', 'pending'],
  );
  assert.equal((await read(b)).Monitoring!.State, 'enabled');
  const withUnknown = call(unmonitorInstances, { InstanceIds: [a, 'i-0123456789abcdef0'] });
  await assert.rejects(withUnknown, faultOf('InvalidInstanceID.NotFound'));
  assert.equal((await read(a)).Monitoring!.State, 'enabled');
  await call(unmonitorInstances, { InstanceIds: [a] });
  assert.equal((await read(a)).Monitoring!.State, 'disabled');
});

test('metadata options are changed as far as they are given', async () => {
  const id = await launchOne();
  await call(modifyInstanceMetadataOptions, { InstanceId: id, HttpTokens: 'required' });
  const changed = await call(modifyInstanceMetadataOptions, { InstanceId: id, HttpPutResponseHopLimit: 2 });
  assert.equal(changed.InstanceMetadataOptions!.State, 'pending');
  const { MetadataOptions: options } = await read(id);
  assert.deepEqual([options!.State, options!.HttpTokens, options!.HttpPutResponseHopLimit], ['applied', 'required', 2]);
});

test('maintenance, host names and the network interface are changed', async () => {
  const id = await launchOne();
  await call(modifyInstanceMaintenanceOptions, { InstanceId: id, AutoRecovery: 'disabled' });
  await call(modifyPrivateDnsNameOptions, { InstanceId: id, EnableResourceNameDnsARecord: true });
  const running = { InstanceId: id, PrivateDnsHostnameType: 'resource-name' as const };
  await assert.rejects(call(modifyPrivateDnsNameOptions, running), faultOf('IncorrectInstanceState'));
  const { NetworkInterfaceId } = (await read(id)).NetworkInterfaces![0]!;
  await call(modifyNetworkInterfaceAttribute, { NetworkInterfaceId, SourceDestCheck: { Value: false } });
  const instance = await read(id);
  assert.equal(instance.MaintenanceOptions!.AutoRecovery, 'disabled');
  assert.equal(instance.PrivateDnsNameOptions!.EnableResourceNameDnsARecord, true);
  assert.equal(instance.SourceDestCheck, false);
  const stranger = call(
    modifyNetworkInterfaceAttribute,
    { NetworkInterfaceId, SourceDestCheck: { Value: true } },
    { accountId: OTHER_ACCOUNT },
  );
  await assert.rejects(stranger, faultOf('InvalidNetworkInterfaceID.NotFound'));
});

test('the capacity reservation preference of a stopped machine is changed; a reservation is not there to be named', async () => {
  const id = await launchOne();
  const modify = (CapacityReservationSpecification: CapacityReservationSpecification) =>
    call(modifyInstanceCapacityReservationAttributes, { InstanceId: id, CapacityReservationSpecification });
  const preference = async () => (await read(id)).CapacityReservationSpecification!.CapacityReservationPreference;
  await assert.rejects(modify({ CapacityReservationPreference: 'none' }), faultOf('IncorrectInstanceState'));
  await call(stopInstances, { InstanceIds: [id] });
  await cloud.settle(id);
  assert.deepEqual(await modify({ CapacityReservationPreference: 'none' }), { Return: true });
  assert.equal(await preference(), 'none');
  const target = (CapacityReservationTarget: CapacityReservationTarget) => modify({ CapacityReservationTarget });
  const reservation = target({ CapacityReservationId: 'cr-0123456789abcdef0' });
  await assert.rejects(reservation, faultOf('InvalidCapacityReservationId.NotFound'));
  const group = target({ CapacityReservationResourceGroupArn: 'arn:aws:resource-groups:us-east-1:1:group/a' });
  await assert.rejects(group, faultOf('InvalidParameterValue', /has no capacity reservations/));
  await assert.rejects(modify({}), faultOf('MissingMember'));
  assert.equal(await preference(), 'none');
});

test('CPU credits are those of burstable machines', async () => {
  const [large, t3, t2] = [await launchOne(), await launchOne('t3.micro'), await launchOne('t2.micro')];
  const read = async (...InstanceIds: string[]) => {
    const { InstanceCreditSpecifications: found } = await call(describeInstanceCreditSpecifications, { InstanceIds });
    return found!.map((one) => [one.InstanceId, one.CpuCredits]);
  };
  assert.deepEqual(await read(t3, t2), [
    [t3, 'unlimited'],
    [t2, 'standard'],
  ]);
  assert.deepEqual(await read(), [[t3, 'unlimited']]);
  const wanted = [large, t3, 'i-0123456789abcdef0'].map((InstanceId) => ({ InstanceId, CpuCredits: 'standard' }));
  const changed = await call(modifyInstanceCreditSpecification, { InstanceCreditSpecifications: wanted });
  assert.deepEqual(changed.SuccessfulInstanceCreditSpecifications, [{ InstanceId: t3 }]);
  assert.deepEqual(
    changed.UnsuccessfulInstanceCreditSpecifications!.map((one) => one.Error!.Code),
    ['InstanceCreditSpecification.NotSupported', 'InvalidInstanceID.NotFound'],
  );
  assert.deepEqual(await read(t3), [[t3, 'standard']]);
});

test('UEFI data are of machines, not of images', async () => {
  assert.equal((await call(getInstanceUefiData, { InstanceId: await launchOne() })).UefiData, '');
  await assert.rejects(
    call(getInstanceUefiData, { InstanceId: 'ami-0123456789abcdef0' }),
    faultOf('InvalidInstanceID.Malformed'),
  );
});
