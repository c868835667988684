import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { IpPermission } from '@aws-sdk/client-ec2';
import { defaultNetwork } from '../../src/domain/networks/network.ts';
import { createVpc } from '../../src/operations/ec2/networks/create-vpc.ts';
import { authorizeSecurityGroupEgress } from '../../src/operations/ec2/security-groups/authorize-security-group-egress.ts';
import { authorizeSecurityGroupIngress } from '../../src/operations/ec2/security-groups/authorize-security-group-ingress.ts';
import { createSecurityGroup } from '../../src/operations/ec2/security-groups/create-security-group.ts';
import { deleteSecurityGroup } from '../../src/operations/ec2/security-groups/delete-security-group.ts';
import { describeSecurityGroupRules } from '../../src/operations/ec2/security-groups/describe-security-group-rules.ts';
import { describeSecurityGroups } from '../../src/operations/ec2/security-groups/describe-security-groups.ts';
import { revokeSecurityGroupEgress } from '../../src/operations/ec2/security-groups/revoke-security-group-egress.ts';
import { revokeSecurityGroupIngress } from '../../src/operations/ec2/security-groups/revoke-security-group-ingress.ts';
import { createTags } from '../../src/operations/ec2/tags/create-tags.ts';
import { ACCOUNT, faultOf, givenCloud, OTHER_ACCOUNT, REGION } from './launching.ts';

const { call } = await givenCloud();
const VpcId = (await call(createVpc, { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
const ofDefault = defaultNetwork(ACCOUNT, REGION);

let groups = 0;
async function givenGroup(vpcId: string | undefined = VpcId): Promise<string> {
  const named = { GroupName: `group ${++groups}`, Description: 'test' };
  return (await call(createSecurityGroup, { VpcId: vpcId, ...named })).GroupId!;
}

const read = async (GroupId: string) =>
  (await call(describeSecurityGroups, { GroupIds: [GroupId] })).SecurityGroups![0]!;
const ssh = (...cidrs: string[]): IpPermission => ({
  IpProtocol: 'tcp',
  FromPort: 22,
  ToPort: 22,
  IpRanges: cidrs.map((CidrIp) => ({ CidrIp })),
});

describe('a security group', () => {
  test('lets everything out and nothing in', async () => {
    const { GroupId, SecurityGroupArn } = await call(createSecurityGroup, {
      VpcId,
      GroupName: 'new',
      Description: 'new one',
      TagSpecifications: [{ ResourceType: 'security-group', Tags: [{ Key: 'a', Value: 'b' }] }],
    });
    assert.deepEqual(await read(GroupId!), {
      GroupId,
      VpcId,
      SecurityGroupArn,
      OwnerId: ACCOUNT,
      GroupName: 'new',
      Description: 'new one',
      Tags: [{ Key: 'a', Value: 'b' }],
      IpPermissions: [],
      IpPermissionsEgress: [
        {
          IpProtocol: '-1',
          FromPort: undefined,
          ToPort: undefined,
          IpRanges: [{ CidrIp: '0.0.0.0/0', Description: undefined }],
          Ipv6Ranges: [],
          PrefixListIds: [],
          UserIdGroupPairs: [],
        },
      ],
    });
  });

  for (const [name, code] of [
    ['default', 'InvalidGroup.Reserved'],
    ['sg-web', 'InvalidParameterValue'],
  ] as const)
    test(`is not called ${name}`, async () => {
      await assert.rejects(call(createSecurityGroup, { GroupName: name, Description: 'x' }), faultOf(code));
    });

  test('has its name once in a VPC', async () => {
    const named = { GroupName: 'twice', Description: 'x' };
    await call(createSecurityGroup, named);
    const text = `The security group 'twice' already exists for VPC '${ofDefault.vpcId}'`;
    await assert.rejects(call(createSecurityGroup, named), faultOf('InvalidGroup.Duplicate', text));
    await call(createSecurityGroup, { ...named, VpcId });
  });

  test('is deleted unless a rule of another group names it, or it came with its VPC', async () => {
    const [a, b] = [await givenGroup(), await givenGroup()];
    const IpPermissions = [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: a }] }];
    await call(authorizeSecurityGroupIngress, { GroupId: b, IpPermissions });
    await assert.rejects(call(deleteSecurityGroup, { GroupId: a }), faultOf('DependencyViolation'));
    await call(deleteSecurityGroup, { GroupId: b });
    assert.deepEqual(await call(deleteSecurityGroup, { GroupId: a }), { Return: true, GroupId: a });
    await assert.rejects(call(deleteSecurityGroup, { GroupId: a }), faultOf('InvalidGroup.NotFound'));
    await assert.rejects(call(deleteSecurityGroup, { GroupId: ofDefault.securityGroupId }), faultOf('CannotDelete'));
  });

  test('is of one account', async () => {
    const GroupId = await givenGroup();
    const stranger = { accountId: OTHER_ACCOUNT };
    await assert.rejects(
      call(describeSecurityGroups, { GroupIds: [GroupId] }, stranger),
      faultOf('InvalidGroup.NotFound'),
    );
    await assert.rejects(call(deleteSecurityGroup, { GroupId }, stranger), faultOf('InvalidGroup.NotFound'));
  });
});

describe('rules', () => {
  test('are added, shown together by protocol and ports, and taken away', async () => {
    const GroupId = await givenGroup();
    const added = await call(authorizeSecurityGroupIngress, {
      GroupId,
      IpPermissions: [
        ssh('10.1.2.3/16', '192.168.0.0/24'),
        { IpProtocol: '6', FromPort: 22, ToPort: 22, UserIdGroupPairs: [{ GroupId }] },
      ],
      TagSpecifications: [{ ResourceType: 'security-group-rule', Tags: [{ Key: 'by', Value: 'test' }] }],
    });
    assert.deepEqual(
      added.SecurityGroupRules!.map((rule) => [
        rule.IpProtocol,
        rule.CidrIpv4 ?? rule.ReferencedGroupInfo?.GroupId,
        rule.IsEgress,
      ]),
      [
        ['tcp', '10.1.0.0/16', false],
        ['tcp', '192.168.0.0/24', false],
        ['tcp', GroupId, false],
      ],
    );
    const [permission, ...others] = (await read(GroupId)).IpPermissions!;
    assert.deepEqual(others, []);
    assert.deepEqual(permission!.IpRanges!.map((range) => range.CidrIp).sort(), ['10.1.0.0/16', '192.168.0.0/24']);
    assert.deepEqual(permission!.UserIdGroupPairs, [{ UserId: ACCOUNT, GroupId, Description: undefined }]);

    const byTag = { Filters: [{ Name: 'tag:by', Values: ['test'] }] };
    const { SecurityGroupRules: listed } = await call(describeSecurityGroupRules, byTag);
    assert.equal(listed!.length, 3);
    const [first] = added.SecurityGroupRules!;
    await call(revokeSecurityGroupIngress, { GroupId, SecurityGroupRuleIds: [first!.SecurityGroupRuleId!] });
    await call(revokeSecurityGroupIngress, { GroupId, IpPermissions: [ssh('192.168.0.0/24')] });
    assert.deepEqual((await read(GroupId)).IpPermissions![0]!.IpRanges, []);
    const again = { GroupId, SecurityGroupRuleIds: [first!.SecurityGroupRuleId!] };
    await assert.rejects(call(revokeSecurityGroupIngress, again), faultOf('InvalidSecurityGroupRuleId.NotFound'));
  });

  test('are given in the older form too', async () => {
    const GroupId = await givenGroup(ofDefault.vpcId);
    const { GroupName } = await read(GroupId);
    await call(authorizeSecurityGroupIngress, {
      GroupName,
      IpProtocol: 'tcp',
      FromPort: 80,
      ToPort: 80,
      CidrIp: '0.0.0.0/0',
    });
    assert.equal((await read(GroupId)).IpPermissions![0]!.FromPort, 80);
  });

  test('are added all or none, and each once', async () => {
    const GroupId = await givenGroup();
    await call(authorizeSecurityGroupIngress, { GroupId, IpPermissions: [ssh('10.0.0.0/8')] });
    const twice = { GroupId, IpPermissions: [ssh('11.0.0.0/8'), ssh('10.0.0.0/8')] };
    const text = 'the specified rule "peer: 10.0.0.0/8, TCP, from port: 22, to port: 22, ALLOW" already exists';
    await assert.rejects(call(authorizeSecurityGroupIngress, twice), faultOf('InvalidPermission.Duplicate', text));
    assert.equal((await read(GroupId)).IpPermissions![0]!.IpRanges!.length, 1);
    await call(authorizeSecurityGroupEgress, { GroupId, IpPermissions: [ssh('10.0.0.0/8')] });
  });

  test('that are not there: InvalidPermission.NotFound, but in the default VPC they are answered as unknown', async () => {
    const IpPermissions = [{ IpProtocol: '-1', FromPort: 0, ToPort: 0, Ipv6Ranges: [{ CidrIpv6: '::/0' }] }];
    const GroupId = await givenGroup();
    await assert.rejects(
      call(revokeSecurityGroupEgress, { GroupId, IpPermissions }),
      faultOf('InvalidPermission.NotFound'),
    );
    const inDefault = await givenGroup(ofDefault.vpcId);
    const { UnknownIpPermissions } = await call(revokeSecurityGroupEgress, { GroupId: inDefault, IpPermissions });
    assert.equal(UnknownIpPermissions![0]!.Ipv6Ranges![0]!.CidrIpv6, '::/0');
  });

  test('of the default VPC’s group can be changed and tagged as those of any other', async () => {
    const GroupId = ofDefault.securityGroupId;
    await call(authorizeSecurityGroupIngress, { GroupName: 'default', IpPermissions: [ssh('10.0.0.0/8')] });
    const group = await read(GroupId);
    assert.deepEqual(group.IpPermissions!.map((permission) => permission.IpProtocol).sort(), ['-1', 'tcp']);
    assert.equal(group.IpPermissionsEgress!.length, 1);
    const all = { Filters: [{ Name: 'group-id', Values: [GroupId] }] };
    const { SecurityGroupRules } = await call(describeSecurityGroupRules, all);
    assert.equal(SecurityGroupRules!.length, 3);
    const Resources = [SecurityGroupRules![0]!.SecurityGroupRuleId!, GroupId];
    await call(createTags, { Resources, Tags: [{ Key: 'a', Value: 'b' }] });
    assert.deepEqual((await read(GroupId)).Tags, [{ Key: 'a', Value: 'b' }]);
  });

  for (const [what, permission, code] of [
    ['an unknown protocol', { ...ssh('10.0.0.0/8'), IpProtocol: 'carrier-pigeon' }, 'InvalidParameterValue'],
    ['ports the wrong way round', { ...ssh('10.0.0.0/8'), FromPort: 23 }, 'InvalidParameterValue'],
    ['no ports', { IpProtocol: 'udp', IpRanges: [{ CidrIp: '10.0.0.0/8' }] }, 'InvalidParameterValue'],
    ['an address that is no block', ssh('10.0.0.1'), 'InvalidParameterValue'],
    [
      'a block of IPv6 that is none',
      { IpProtocol: '-1', Ipv6Ranges: [{ CidrIpv6: 'fe80::/200' }] },
      'InvalidParameterValue',
    ],
    ['no source', { ...ssh(), IpRanges: [] }, 'MissingMember'],
    [
      'a group that is not there',
      { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-0123456789abcdef0' }] },
      'InvalidGroup.NotFound',
    ],
    [
      'a group of another VPC',
      { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: ofDefault.securityGroupId }] },
      'InvalidGroup.NotFound',
    ],
    [
      'a description that is too long',
      { IpProtocol: '-1', IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'x'.repeat(256) }] },
      'InvalidParameterValue',
    ],
  ] as const)
    test(`are refused with ${what}`, async () => {
      const GroupId = await givenGroup();
      const request = { GroupId, IpPermissions: [permission as IpPermission] };
      await assert.rejects(call(authorizeSecurityGroupIngress, request), faultOf(code));
    });

  test('that many add at once are there once', async () => {
    const GroupId = await givenGroup();
    const add = () => call(authorizeSecurityGroupIngress, { GroupId, IpPermissions: [ssh('10.0.0.0/8')] });
    const settled = await Promise.allSettled(Array.from({ length: 6 }, add));
    assert.equal(settled.filter((one) => one.status === 'fulfilled').length, 1);
  });
});
