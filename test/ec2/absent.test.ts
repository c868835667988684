import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeHostReservationOfferings } from '../../src/operations/ec2/absent/describe-host-reservation-offerings.ts';
import { describeHostReservations } from '../../src/operations/ec2/absent/describe-host-reservations.ts';
import { describeManagedPrefixLists } from '../../src/operations/ec2/absent/describe-managed-prefix-lists.ts';
import { describePrefixLists } from '../../src/operations/ec2/absent/describe-prefix-lists.ts';
import { describeReservedInstances } from '../../src/operations/ec2/absent/describe-reserved-instances.ts';
import { describeVpcEndpoints } from '../../src/operations/ec2/absent/describe-vpc-endpoints.ts';
import { describeVpcPeeringConnections } from '../../src/operations/ec2/absent/describe-vpc-peering-connections.ts';
import { reportInstanceStatus } from '../../src/operations/ec2/instances/report-instance-status.ts';
import { createVpc } from '../../src/operations/ec2/networks/create-vpc.ts';
import { describeDhcpOptions } from '../../src/operations/ec2/networks/describe-dhcp-options.ts';
import { describeVpcs } from '../../src/operations/ec2/networks/describe-vpcs.ts';
import { getEbsEncryptionByDefault } from '../../src/operations/ec2/volumes/get-ebs-encryption-by-default.ts';
import { faultOf, givenCloud, OTHER_ACCOUNT } from './launching.ts';

const cloud = await givenCloud();
const { call } = cloud;

test('what cannot be made is in no list, and not there where it is named', async () => {
  assert.deepEqual(await call(describeReservedInstances, {}), { ReservedInstances: [] });
  assert.deepEqual(await call(describeHostReservations, {}), { HostReservationSet: [] });
  assert.deepEqual(await call(describeHostReservationOfferings, {}), { OfferingSet: [] });
  assert.deepEqual(await call(describePrefixLists, {}), { PrefixLists: [] });
  assert.deepEqual(await call(describeManagedPrefixLists, {}), { PrefixLists: [] });
  assert.deepEqual(await call(describeVpcEndpoints, {}), { VpcEndpoints: [] });
  assert.deepEqual(await call(describeVpcPeeringConnections, {}), { VpcPeeringConnections: [] });
  const named = call(describePrefixLists, { PrefixListIds: ['pl-63a5400a'] });
  await assert.rejects(named, faultOf('InvalidPrefixListId.NotFound', /'pl-63a5400a' does not exist/));
  const offering = call(describeHostReservationOfferings, { OfferingId: 'hro-03f707bf363b6b324' });
  await assert.rejects(offering, faultOf('InvalidHostReservationOfferingId.NotFound'));
});

test('every VPC has the DHCP options that are listed', async () => {
  await call(createVpc, { CidrBlock: '10.0.0.0/16' });
  const { DhcpOptions } = await call(describeDhcpOptions, {});
  const { Vpcs } = await call(describeVpcs, {});
  assert.equal(DhcpOptions!.length, 1);
  assert.deepEqual(
    Vpcs!.map((vpc) => vpc.DhcpOptionsId),
    Vpcs!.map(() => DhcpOptions![0]!.DhcpOptionsId),
  );
  const Filters = [{ Name: 'value', Values: ['AmazonProvidedDNS'] }];
  assert.deepEqual(await call(describeDhcpOptions, { Filters }), { DhcpOptions, NextToken: undefined });
  const other = { DhcpOptionsIds: ['dopt-0123456789abcdef0'] };
  await assert.rejects(call(describeDhcpOptions, other), faultOf('InvalidDhcpOptionID.NotFound'));
});

test('somebody reports the state of their own machines', async () => {
  const id = (await cloud.launch()).Instances![0]!.InstanceId!;
  const report = (Instances: string[], as = {}) =>
    call(reportInstanceStatus, { Instances, ReasonCodes: ['other'], Status: 'impaired' }, as);
  assert.deepEqual(await report([id]), {});
  await assert.rejects(report([id], { accountId: OTHER_ACCOUNT }), faultOf('InvalidInstanceID.NotFound'));
});

test('no account has its volumes encrypted by default', async () =>
  assert.equal((await call(getEbsEncryptionByDefault, {})).EbsEncryptionByDefault, false));
