import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DescribeSecurityGroupsRequest } from '@aws-sdk/client-ec2';
import { defaultNetwork } from '../../domain/network.ts';
import type { RequestContext } from '../../operation.ts';
import { describeSecurityGroups } from './describe-security-groups.ts';

const context = { accountId: '111122223333', region: 'us-east-1' } as RequestContext;
const { securityGroupId, vpcId } = defaultNetwork('111122223333', 'us-east-1');
const groups = async (request: DescribeSecurityGroupsRequest) =>
  (await describeSecurityGroups.handle(request, context)).SecurityGroups!;

test('an account has its default security group', async () => {
  const [group, ...others] = await groups({ GroupNames: ['default'], GroupIds: [securityGroupId] });
  assert.deepEqual(others, []);
  assert.equal(group?.GroupName, 'default');
  assert.equal(group?.VpcId, vpcId);
  assert.deepEqual(group?.IpPermissions?.[0]?.UserIdGroupPairs, [{ UserId: '111122223333', GroupId: securityGroupId }]);
  assert.deepEqual(group?.IpPermissionsEgress?.[0]?.IpRanges, [{ CidrIp: '0.0.0.0/0' }]);
});

test('filters look at the group and at its rules, inbound and outbound apart', async () => {
  const found = async (Name: string, value: string) => (await groups({ Filters: [{ Name, Values: [value] }] })).length;
  assert.equal(await found('group-name', 'def*'), 1);
  assert.equal(await found('vpc-id', 'vpc-x'), 0);
  assert.equal(await found('ip-permission.group-id', securityGroupId), 1);
  assert.equal(await found('ip-permission.cidr', '0.0.0.0/0'), 0);
  assert.equal(await found('egress.ip-permission.cidr', '0.0.0.0/0'), 1);
  assert.equal(await found('egress.ip-permission.protocol', '-1'), 1);
});

test('a group that the account does not have is a fault', async () => {
  const missing = (name: string) => ({
    code: 'InvalidGroup.NotFound',
    message: `The security group '${name}' does not exist`,
  });
  await assert.rejects(groups({ GroupIds: ['sg-x'] }), missing('sg-x'));
  await assert.rejects(groups({ GroupNames: ['web'] }), missing('web'));
});
