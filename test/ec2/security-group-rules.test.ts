import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SecurityGroupRuleRequest } from '@aws-sdk/client-ec2';
import { defaultNetwork } from '../../src/domain/networks/network.ts';
import { createVpc } from '../../src/operations/ec2/networks/create-vpc.ts';
import { authorizeSecurityGroupIngress } from '../../src/operations/ec2/security-groups/authorize-security-group-ingress.ts';
import { createSecurityGroup } from '../../src/operations/ec2/security-groups/create-security-group.ts';
import { deleteSecurityGroup } from '../../src/operations/ec2/security-groups/delete-security-group.ts';
import { describeSecurityGroupRules } from '../../src/operations/ec2/security-groups/describe-security-group-rules.ts';
import { modifySecurityGroupRules } from '../../src/operations/ec2/security-groups/modify-security-group-rules.ts';
import { ACCOUNT, faultOf, givenCloud, OTHER_ACCOUNT, REGION } from './launching.ts';

const { call } = await givenCloud();
const VpcId = (await call(createVpc, { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
const SSH = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22 };
let groups = 0;

async function givenGroup(): Promise<string> {
  const named = { GroupName: `group ${++groups}`, Description: 'test' };
  return (await call(createSecurityGroup, { VpcId, ...named })).GroupId!;
}

/** A group with SSH from two blocks, and the ids of these rules. */
async function givenRules() {
  const GroupId = await givenGroup();
  const IpRanges = ['10.0.0.0/8', '192.168.0.0/16'].map((CidrIp) => ({ CidrIp, Description: 'first' }));
  const TagSpecifications = [{ ResourceType: 'security-group-rule' as const, Tags: [{ Key: 'a', Value: '1' }] }];
  const request = { GroupId, IpPermissions: [{ ...SSH, IpRanges }], TagSpecifications };
  const { SecurityGroupRules: added } = await call(authorizeSecurityGroupIngress, request);
  const [first, second] = added!.map((rule) => rule.SecurityGroupRuleId!);
  return { GroupId, first: first!, second: second! };
}

type Update = readonly [id: string, rule: SecurityGroupRuleRequest];

const modify = (GroupId: string, updates: readonly Update[], as = {}) =>
  call(
    modifySecurityGroupRules,
    {
      GroupId,
      SecurityGroupRules: updates.map(([SecurityGroupRuleId, SecurityGroupRule]) => {
        return { SecurityGroupRuleId, SecurityGroupRule };
      }),
    },
    as,
  );

async function read(...SecurityGroupRuleIds: string[]) {
  const { SecurityGroupRules: rules } = await call(describeSecurityGroupRules, { SecurityGroupRuleIds });
  return SecurityGroupRuleIds.map((id) => rules!.find((rule) => rule.SecurityGroupRuleId === id)!);
}

test('a rule becomes what the request says, with its id, direction and tags', async () => {
  const { GroupId, first } = await givenRules();
  const wanted = { IpProtocol: 'tcp', FromPort: 80, ToPort: 443, CidrIpv4: '10.1.0.0/16', Description: 'web' };
  assert.deepEqual(await modify(GroupId, [[first, wanted]]), { Return: true });
  const [rule] = await read(first);
  assert.deepEqual(
    [rule!.FromPort, rule!.ToPort, rule!.CidrIpv4, rule!.Description, rule!.IsEgress],
    [80, 443, '10.1.0.0/16', 'web', false],
  );
  assert.deepEqual(rule!.Tags, [{ Key: 'a', Value: '1' }]);
  await modify(GroupId, [[first, { IpProtocol: '-1', CidrIpv4: '10.1.0.0/16' }]]);
  const [open] = await read(first);
  assert.deepEqual([open!.IpProtocol, open!.FromPort, open!.Description], ['-1', -1, undefined]);
});

test('rules can take each other’s place in one request', async () => {
  const { GroupId, first, second } = await givenRules();
  const from = (CidrIpv4: string) => ({ ...SSH, CidrIpv4 });
  await modify(GroupId, [
    [first, from('192.168.0.0/16')],
    [second, from('10.0.0.0/8')],
  ]);
  assert.deepEqual(
    (await read(first, second)).map((rule) => rule.CidrIpv4),
    ['192.168.0.0/16', '10.0.0.0/8'],
  );
});

test('a rule that names a group holds that group', async () => {
  const [GroupId, before, after] = [await givenGroup(), await givenGroup(), await givenGroup()];
  const UserIdGroupPairs = [{ GroupId: before }];
  const { SecurityGroupRules: added } = await call(authorizeSecurityGroupIngress, {
    GroupId,
    IpPermissions: [{ ...SSH, UserIdGroupPairs }],
  });
  await modify(GroupId, [[added![0]!.SecurityGroupRuleId!, { ...SSH, ReferencedGroupId: after }]]);
  await call(deleteSecurityGroup, { GroupId: before });
  await assert.rejects(call(deleteSecurityGroup, { GroupId: after }), faultOf('DependencyViolation'));
});

test('the rules of the default group are modified', async () => {
  const { securityGroupId: GroupId } = defaultNetwork(ACCOUNT, REGION);
  const Filters = [{ Name: 'group-id', Values: [GroupId] }];
  const { SecurityGroupRules: rules } = await call(describeSecurityGroupRules, { Filters });
  const egress = rules!.find((rule) => rule.IsEgress)!.SecurityGroupRuleId!;
  await modify(GroupId, [[egress, { IpProtocol: '-1', CidrIpv4: '10.0.0.0/8' }]]);
  const [rule] = await read(egress);
  assert.deepEqual([rule!.CidrIpv4, rule!.IsEgress], ['10.0.0.0/8', true]);
});

const CIDR = { ...SSH, CidrIpv4: '10.2.0.0/16' };

for (const [what, updatesOf, code, text] of [
  ['a rule that is not there', () => [['sgr-0123456789abcdef0', CIDR]], 'InvalidSecurityGroupRuleId.NotFound'],
  ['another kind of source', (id) => [[id, { ...SSH, CidrIpv6: '::/0' }]], 'InvalidParameterValue'],
  ['no source', (id) => [[id, SSH]], 'MissingMember'],
  [
    'two sources',
    (id) => [[id, { ...CIDR, CidrIpv6: '::/0' }]],
    'InvalidParameterCombination',
    'Only one of cidrIp, cidrIpv6, prefixListId, or referencedGroupId can be specified',
  ],
  ['no protocol', (id) => [[id, { CidrIpv4: '10.2.0.0/16' }]], 'InvalidParameterValue'],
  ['ports that are none', (id) => [[id, { ...CIDR, ToPort: 70_000 }]], 'InvalidParameterValue'],
  [
    'what another rule lets through',
    (id) => [[id, { ...SSH, CidrIpv4: '192.168.0.0/16' }]],
    'InvalidPermission.Duplicate',
  ],
  [
    'one rule twice',
    (id) => [
      [id, CIDR],
      [id, CIDR],
    ],
    'InvalidParameterValue',
  ],
] satisfies [string, (id: string) => Update[], string, string?][])
  test(`refused, and nothing is changed: ${what}`, async () => {
    const { GroupId, first, second } = await givenRules();
    const before = await read(first, second);
    await assert.rejects(modify(GroupId, updatesOf(first)), faultOf(code, text));
    assert.deepEqual(await read(first, second), before);
  });

test('of two rules one cannot be modified without the other, nor by another account', async () => {
  const { GroupId, first } = await givenRules();
  const before = await read(first);
  const half = modify(GroupId, [
    [first, CIDR],
    ['sgr-0123456789abcdef0', CIDR],
  ]);
  await assert.rejects(half, faultOf('InvalidSecurityGroupRuleId.NotFound'));
  const stranger = modify(GroupId, [[first, CIDR]], { accountId: OTHER_ACCOUNT });
  await assert.rejects(stranger, faultOf('InvalidGroup.NotFound'));
  assert.deepEqual(await read(first), before);
});
