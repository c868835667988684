import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DescribeSubnetsRequest } from '@aws-sdk/client-ec2';
import { defaultNetwork } from '../../domain/network.ts';
import type { RequestContext } from '../../operation.ts';
import { describeSubnets } from './describe-subnets.ts';

const context = { accountId: '111122223333', region: 'us-east-1' } as RequestContext;
const network = defaultNetwork('111122223333', 'us-east-1');
const subnets = async (request: DescribeSubnetsRequest) => (await describeSubnets.handle(request, context)).Subnets!;

test('an account has a default subnet in each zone', async () => {
  const found = await subnets({ Filters: [{ Name: 'vpc-id', Values: [network.vpcId] }] });
  assert.deepEqual(
    found.map((subnet) => [subnet.SubnetId, subnet.AvailabilityZoneId, subnet.CidrBlock]),
    network.subnets.map((subnet) => [subnet.subnetId, subnet.availabilityZoneId, subnet.cidrBlock]),
  );
  for (const subnet of found) {
    assert.equal(subnet.State, 'available');
    assert.equal(subnet.DefaultForAz, true);
    assert.equal(subnet.AvailableIpAddressCount, 4091);
    assert.equal(subnet.SubnetArn, `arn:aws:ec2:us-east-1:111122223333:subnet/${subnet.SubnetId}`);
  }
});

test('ids and filters choose subnets, under both spellings', async () => {
  const ids = async (request: DescribeSubnetsRequest) => (await subnets(request)).map((subnet) => subnet.SubnetId);
  const [a, b] = network.subnets.map((subnet) => subnet.subnetId);
  assert.deepEqual(await ids({ SubnetIds: [b!] }), [b]);
  for (const Name of ['availability-zone', 'availabilityZone'])
    assert.deepEqual(await ids({ Filters: [{ Name, Values: ['us-east-1a'] }] }), [a]);
  assert.deepEqual(await ids({ Filters: [{ Name: 'ipv6-native', Values: ['true'] }] }), []);
});

test('a subnet that the account does not have is a fault', async () => {
  await assert.rejects(subnets({ SubnetIds: ['subnet-x'] }), {
    code: 'InvalidSubnetID.NotFound',
    message: "The subnet ID 'subnet-x' does not exist",
  });
});
