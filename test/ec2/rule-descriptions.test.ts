import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createVpc } from '../../src/operations/ec2/networks/create-vpc.ts';
import { authorizeSecurityGroupIngress } from '../../src/operations/ec2/security-groups/authorize-security-group-ingress.ts';
import { createSecurityGroup } from '../../src/operations/ec2/security-groups/create-security-group.ts';
import { describeSecurityGroupRules } from '../../src/operations/ec2/security-groups/describe-security-group-rules.ts';
import { updateSecurityGroupRuleDescriptionsEgress } from '../../src/operations/ec2/security-groups/update-security-group-rule-descriptions-egress.ts';
import { updateSecurityGroupRuleDescriptionsIngress } from '../../src/operations/ec2/security-groups/update-security-group-rule-descriptions-ingress.ts';
import { faultOf, givenCloud } from './launching.ts';

const { call } = await givenCloud();
const VpcId = (await call(createVpc, { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
const SSH = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22 };
const CidrIp = '10.0.0.0/8';
let groups = 0;

async function givenGroup() {
  const { GroupId } = await call(createSecurityGroup, { VpcId, GroupName: `g${++groups}`, Description: 'test' });
  const IpPermissions = [{ ...SSH, IpRanges: [{ CidrIp, Description: 'first' }] }];
  const { SecurityGroupRules } = await call(authorizeSecurityGroupIngress, { GroupId: GroupId!, IpPermissions });
  return { GroupId: GroupId!, rule: SecurityGroupRules![0]!.SecurityGroupRuleId! };
}

async function descriptions(GroupId: string, isEgress: boolean) {
  const Filters = [{ Name: 'group-id', Values: [GroupId] }];
  const { SecurityGroupRules: rules } = await call(describeSecurityGroupRules, { Filters });
  return rules!.filter((one) => one.IsEgress === isEgress).map((one) => one.Description);
}

test('a rule that is named by what it lets through is described anew, and keeps its id', async () => {
  const { GroupId, rule } = await givenGroup();
  const describe = (Description?: string) =>
    call(updateSecurityGroupRuleDescriptionsIngress, {
      GroupId,
      IpPermissions: [{ ...SSH, IpRanges: [{ CidrIp, ...(Description && { Description }) }] }],
    });
  assert.deepEqual(await describe('second'), { Return: true });
  assert.deepEqual(await descriptions(GroupId, false), ['second']);
  const { SecurityGroupRules } = await call(describeSecurityGroupRules, { SecurityGroupRuleIds: [rule] });
  assert.equal(SecurityGroupRules![0]!.CidrIpv4, CidrIp);
  await describe();
  assert.deepEqual(await descriptions(GroupId, false), [undefined]);
});

test('a rule that is named by its id is described anew', async () => {
  const { GroupId, rule } = await givenGroup();
  const SecurityGroupRuleDescriptions = [{ SecurityGroupRuleId: rule, Description: 'by id' }];
  await call(updateSecurityGroupRuleDescriptionsIngress, { GroupId, SecurityGroupRuleDescriptions });
  assert.deepEqual(await descriptions(GroupId, false), ['by id']);
});

test('each direction describes its own rules', async () => {
  const { GroupId, rule } = await givenGroup();
  const IpPermissions = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'out' }] }];
  await call(updateSecurityGroupRuleDescriptionsEgress, { GroupId, IpPermissions });
  assert.deepEqual(await descriptions(GroupId, true), ['out']);
  const notThere = call(updateSecurityGroupRuleDescriptionsIngress, { GroupId, IpPermissions });
  await assert.rejects(notThere, faultOf('InvalidPermission.NotFound'));
  const SecurityGroupRuleDescriptions = [{ SecurityGroupRuleId: rule, Description: 'x' }];
  await assert.rejects(
    call(updateSecurityGroupRuleDescriptionsEgress, { GroupId, SecurityGroupRuleDescriptions }),
    faultOf('InvalidSecurityGroupRuleId.NotFound'),
  );
});

test('a description that is none is refused, and a request that names no rule', async () => {
  const { GroupId, rule } = await givenGroup();
  const SecurityGroupRuleDescriptions = [{ SecurityGroupRuleId: rule, Description: 'a\tb' }];
  const wrong = call(updateSecurityGroupRuleDescriptionsIngress, { GroupId, SecurityGroupRuleDescriptions });
  await assert.rejects(wrong, faultOf('InvalidParameterValue', /Invalid rule description/));
  await assert.rejects(call(updateSecurityGroupRuleDescriptionsIngress, { GroupId }), faultOf('MissingMember'));
  assert.deepEqual(await descriptions(GroupId, false), ['first']);
});

test('what a rule lacks is said as EC2 says it', async () => {
  const { GroupId } = await givenGroup();
  const texts = [
    [
      { IpRanges: [{ CidrIp }] },
      /^Invalid value 'null' for protocol\. VPC security group rules must specify protocols/,
    ],
    [{ IpProtocol: 'udp', ToPort: 1, IpRanges: [{ CidrIp }] }, /^Invalid value for portRange\. Must specify both from/],
    [{ IpProtocol: 'icmp', IpRanges: [{ CidrIp }] }, /^Invalid ICMP type and code range \(null:null\)$/],
    [SSH, /^The request must contain exactly one of: cidrIp, cidrIpv6, prefixListId, or referencedGroupId$/],
  ] as const;
  for (const [permission, message] of texts)
    await assert.rejects(
      call(authorizeSecurityGroupIngress, { GroupId, IpPermissions: [structuredClone(permission) as object] }),
      { message },
    );
});
