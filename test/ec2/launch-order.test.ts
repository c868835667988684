import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunInstancesRequest } from '@aws-sdk/client-ec2';
import { sql } from 'kysely';
import { ACCOUNT, faultOf, givenCloud, LINUX_ARM, REGION, specify } from './launching.ts';

const UNKNOWN_LICENSE = `arn:aws:license-manager:${REGION}:${ACCOUNT}:license-configuration:lic-${'0'.repeat(32)}`;

const NO_HOST = 'h-0123456789abcdef0';

test('a request that is wrong in every way is refused in the order of docs/launch-order.md', async () => {
  const cloud = await givenCloud();
  await cloud.launch({ ClientToken: 'used' });
  const soft = await Promise.all(Array.from({ length: 11 }, () => cloud.license()));
  const forLarge = await cloud.license({ ruleTexts: ['#minimumVcpus=4'] });
  const none = await cloud.license({ licenseCount: 1, hardLimit: true });

  const steps: [step: string, wrong: Partial<RunInstancesRequest>, code: string, text?: string | RegExp][] = [
    ['2 maximum', { MaxCount: 0 }, 'InvalidParameterValue', 'Maximum instance count must be greater than zero'],
    ['2 minimum', { MinCount: 0 }, 'InvalidParameterValue', 'Minimum instance count must be greater than zero'],
    ['2 both', { MinCount: 2, MaxCount: 1 }, 'InvalidParameterCombination', /MinCount 2 .* MaxCount 1/],
    ['2 limit', { MaxCount: 1001 }, 'InstanceLimitExceeded', /1001/],
    [
      '2 template',
      { LaunchTemplate: { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'a' } },
      'InvalidParameterCombination',
    ],
    ['2 template id', { LaunchTemplate: { LaunchTemplateId: 'lt-1' } }, 'InvalidLaunchTemplateId.Malformed'],
    ['3 token, with a template', { ClientToken: 'used' }, 'IdempotentParameterMismatch'],
    [
      '4 id',
      { ClientToken: undefined, LaunchTemplate: { LaunchTemplateId: 'lt-0123456789abcdef0' } },
      'InvalidLaunchTemplateId.NotFound',
    ],
    [
      '4 name',
      { ClientToken: undefined, LaunchTemplate: { LaunchTemplateName: 'a' } },
      'InvalidLaunchTemplateName.NotFoundException',
    ],
    ['2 value', { KeyName: '' }, 'InvalidParameterValue'],
    ['2 not built', { InstanceMarketOptions: { MarketType: 'capacity-block' } }, 'UnsupportedOperation', /MarketType/],
    [
      '2 interfaces',
      { NetworkInterfaces: [{ DeviceIndex: 0 }], SubnetId: 'subnet-1' },
      'InvalidParameterCombination',
      'Network interfaces and an instance-level subnet ID may not be specified on the same request',
    ],
    ['2 cores', { CpuOptions: { CoreCount: 1 } }, 'InvalidParameterCombination'],
    ['2 no image', { ImageId: undefined }, 'MissingMember', 'The request must contain the parameter ImageId'],
    ['2 image', { ImageId: 'ami-x' }, 'InvalidAMIID.Malformed'],
    ['2 host', { Placement: { HostId: 'h-1' } }, 'InvalidHostID.Malformed'],
    [
      '2 license',
      { LicenseSpecifications: specify('lic-1') },
      'InvalidLicenseConfigurationId.Malformed',
      /^The ARN ‘lic-1’ is not valid\. The expected format is arn:aws:license-manager:us-east-1:/,
    ],
    ['2 user data', { UserData: '#!/bin/sh' }, 'InvalidParameterValue', 'Invalid BASE64 encoding of user data'],
    [
      '2 tag',
      { TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'aws:x', Value: '' }] }] },
      'InvalidParameterValue',
    ],
    [
      '3 token',
      { ClientToken: 'used' },
      'IdempotentParameterMismatch',
      'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
    ],
    [
      '7 image',
      { ImageId: 'ami-0123456789abcdef0' },
      'InvalidAMIID.NotFound',
      "The image id '[ami-0123456789abcdef0]' does not exist",
    ],
    [
      '7 type',
      { InstanceType: 'm5.huge' as never },
      'InvalidParameterValue',
      "Invalid value 'm5.huge' for InstanceType. DescribeInstanceTypes lists those that there are.",
    ],
    ['7 architecture', { ImageId: LINUX_ARM }, 'InvalidParameterValue', /architecture/],
    ['7 subnet', { SubnetId: 'subnet-0' }, 'InvalidSubnetID.NotFound'],
    [
      '7 zone',
      { Placement: { AvailabilityZone: 'us-east-1z' } },
      'InvalidParameterValue',
      'Invalid availability zone: [us-east-1z]',
    ],
    ['7 group', { SecurityGroups: ['web'] }, 'InvalidGroup.NotFound', "The security group 'web' does not exist"],
    ['8 cores', { CpuOptions: { CoreCount: 7, ThreadsPerCore: 2 } }, 'InvalidParameterValue', /CoreCount 7/],
    ['9 tenancy', { Placement: { HostId: NO_HOST, Tenancy: 'default' } }, 'InvalidParameterCombination'],
    ['9 host', { Placement: { HostId: NO_HOST } }, 'InvalidHostID.NotFound'],
    ['10 licenses', { LicenseSpecifications: specify(...soft) }, 'InvalidParameterValue', /10 license configurations/],
    ['11 license', { LicenseSpecifications: specify(UNKNOWN_LICENSE) }, 'InvalidLicenseConfigurationId.NotFound'],
    ['12 rule', { LicenseSpecifications: specify(forLarge, none) }, 'LicenseUsageFailure', /#minimumVcpus=4.*has 2/],
    ['13 host', { Placement: { Tenancy: 'host' } }, 'InsufficientHostCapacity'],
    [
      '15 limit',
      { LicenseSpecifications: specify(none) },
      'LicenseUsageFailure',
      /^No licenses available\. .*1 of 1 vCPU left.*needs 2/,
    ],
  ];
  for (const [index, [step, , code, text]] of steps.entries()) {
    const wrong = steps
      .slice(index)
      .reverse()
      .map(([, part]) => part);
    await assert.rejects(cloud.launch(Object.assign({}, ...wrong)), faultOf(code, text), step);
  }
  const { rows } = await sql`SELECT FROM instance`.execute(cloud.db);
  assert.equal(rows.length, 1, 'nothing is launched by a refused request');
});
