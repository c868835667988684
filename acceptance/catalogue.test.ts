import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  paginateDescribeInstanceTypeOfferings,
  paginateDescribeInstanceTypes,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVpcs,
} from '@aws-sdk/client-ec2';
import { aws } from './aws-cli.ts';
import { ec2 } from './clients.ts';
import { refused } from './given.ts';

test('an instance type is described with the facts that licenses count', async () => {
  const { InstanceTypes: [type] = [] } = await ec2.describeInstanceTypes({ InstanceTypes: ['m5.xlarge'] });
  assert.equal(type!.InstanceType, 'm5.xlarge');
  assert.deepEqual(
    [type!.VCpuInfo!.DefaultVCpus, type!.VCpuInfo!.DefaultCores, type!.VCpuInfo!.DefaultThreadsPerCore],
    [4, 2, 2],
  );
  await refused(ec2.describeInstanceTypes({ InstanceTypes: ['m5.huge' as never] }), 'InvalidInstanceType');
});

test('instance types and their offerings are listed page by page, each once', async () => {
  const Filters = [{ Name: 'instance-type', Values: ['m5.*'] }];
  const types: string[] = [];
  for await (const page of paginateDescribeInstanceTypes({ client: ec2, pageSize: 5 }, { Filters }))
    types.push(...page.InstanceTypes!.map((type) => type.InstanceType!));
  const offered: string[] = [];
  for await (const page of paginateDescribeInstanceTypeOfferings({ client: ec2, pageSize: 5 }, { Filters }))
    offered.push(...page.InstanceTypeOfferings!.map((offering) => offering.InstanceType!));
  assert.ok(types.includes('m5.large') && types.length > 5);
  assert.equal(new Set(types).size, types.length);
  assert.deepEqual(offered.sort(), types.sort());
});

test('the AWS CLI reads pages of instance types by itself', async () => {
  const filter = 'Name=instance-type,Values=c5.*';
  const answer = await aws('ec2', 'describe-instance-types', '--filters', filter, '--page-size', '5');
  assert.ok(answer.InstanceTypes.length > 5);
});

test('Regions and their zones are listed', async () => {
  const [{ Regions }, { AvailabilityZones }] = await Promise.all([
    ec2.describeRegions({}),
    ec2.describeAvailabilityZones({}),
  ]);
  assert.ok(Regions!.some((one) => one.RegionName === 'eu-central-1'));
  assert.ok(AvailabilityZones!.length >= 3);
  assert.ok(AvailabilityZones!.every((zone) => zone.RegionName === 'us-east-1' && zone.State === 'available'));
});

test('an account has a default network: a VPC, a subnet for each zone, a security group', async () => {
  const vpcs = [];
  for await (const page of paginateDescribeVpcs({ client: ec2, pageSize: 5 }, {})) vpcs.push(...page.Vpcs!);
  const vpc = vpcs.find(({ IsDefault }) => IsDefault);
  const Filters = [{ Name: 'vpc-id', Values: [vpc!.VpcId!] }];
  const subnets = [];
  for await (const page of paginateDescribeSubnets({ client: ec2, pageSize: 5 }, { Filters }))
    subnets.push(...page.Subnets!);
  const groups = [];
  for await (const page of paginateDescribeSecurityGroups({ client: ec2, pageSize: 5 }, { Filters }))
    groups.push(...page.SecurityGroups!);
  const { AvailabilityZones: zones } = await ec2.describeAvailabilityZones({});
  assert.deepEqual(subnets.map((subnet) => subnet.AvailabilityZone).sort(), zones!.map((zone) => zone.ZoneName).sort());
  assert.ok(groups.some((group) => group.GroupName === 'default'));
});
