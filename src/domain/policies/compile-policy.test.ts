import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compilePolicy } from './compile-policy.ts';
import { contextOf } from './context.ts';
import { parseIdentityPolicy } from './parse-policy.ts';
import type { PolicyDocument } from './policy-document.ts';

// Cases from IAM's documentation of policy elements, condition operators and variables.

type Element = Readonly<Record<string, unknown>>;
type Keys = Record<string, string | readonly string[]>;

function parse(policy: Element): PolicyDocument {
  const parsed = parseIdentityPolicy(JSON.stringify(policy));
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.problem);
  return parsed.policy;
}

interface Asked {
  readonly action?: string;
  readonly resource?: string;
  readonly keys?: Keys;
}

function applies(policy: PolicyDocument, { action = 'ec2:RunInstances', resource = '*', keys = {} }: Asked): boolean {
  const lists = Object.fromEntries(
    Object.entries(keys).map(([key, value]) => [key, typeof value === 'string' ? [value] : value]),
  );
  const principal = { kind: 'user', arn: 'arn:aws:iam::111122223333:user/ann', accountId: '111122223333' } as const;
  const [statement] = compilePolicy('policy', policy).statements;
  const question = { action, resource, context: contextOf(lists), principal };
  return statement!.isAbout(action.toLowerCase()) && statement!.applies(question) !== undefined;
}

const appliesNew = (statement: Element, asked: Asked) =>
  applies(parse({ Version: '2012-10-17', Statement: statement }), asked);

const allow = (Action: unknown, Resource: unknown = '*', rest: Element = {}): Element => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...rest,
});

describe('actions and resources', () => {
  const INSTANCE = 'arn:aws:ec2:us-east-1:111122223333:instance/i-0a';
  const decides = (statement: Element, asked: Asked) =>
    appliesNew(statement, { keys: { 'aws:username': 'ann' }, ...asked });
  const cases: readonly (readonly [statement: Element, action: string, resource: string, allowed: boolean])[] = [
    [allow('EC2:runinstances'), 'ec2:RunInstances', '*', true],
    [allow('ec2:Describe*'), 'ec2:RunInstances', '*', false],
    [allow('ec2:???Instances'), 'ec2:RunInstances', '*', true],
    [allow('ec2:??Instances'), 'ec2:RunInstances', '*', false],
    [allow('*:*'), 'ec2:RunInstances', '*', true],
    [allow([]), 'ec2:RunInstances', '*', false],
    [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }, 'ec2:RunInstances', '*', true],
    [{ Effect: 'Allow', NotAction: ['iam:*', 'ec2:*'], Resource: '*' }, 'ec2:RunInstances', '*', false],
    [allow('ec2:*', INSTANCE), 'ec2:StopInstances', INSTANCE, true],
    [allow('ec2:*', INSTANCE), 'ec2:StopInstances', INSTANCE.toUpperCase(), false],
    [allow('ec2:*', 'arn:aws:ec2:*:111122223333:instance/*'), 'ec2:StopInstances', INSTANCE, true],
    [allow('ec2:*', 'arn:aws:ec2:*::image/*'), 'ec2:RunInstances', 'arn:aws:ec2:us-east-1::image/ami-1', true],
    [allow('ec2:*', 'arn:aws:ec2:*:*:image/*'), 'ec2:RunInstances', 'arn:aws:ec2:us-east-1::image/ami-1', true],
    [allow('ec2:*', 'arn:aws:ec2:*'), 'ec2:StopInstances', INSTANCE, true],
    [allow('ec2:*', 'arn:aws:rds:*'), 'ec2:StopInstances', INSTANCE, false],
    [allow('ec2:*', 'arn:aws:ec2:*:444455556666:*'), 'ec2:StopInstances', `${INSTANCE}:444455556666:x`, false],
    [allow('ec2:*', INSTANCE), 'ec2:DescribeInstances', '*', false],
    [allow('ec2:*', ['arn:aws:s3:::a', INSTANCE]), 'ec2:StopInstances', INSTANCE, true],
    [
      allow('x:*', 'arn:aws:license-manager:*:*:license-configuration:lic-1'),
      'x:y',
      'arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-1',
      true,
    ],
    [{ Effect: 'Allow', Action: '*', NotResource: INSTANCE }, 'ec2:StopInstances', INSTANCE, false],
    [{ Effect: 'Allow', Action: '*', NotResource: INSTANCE }, 'ec2:StopInstances', `${INSTANCE}b`, true],
    [
      { Effect: 'Allow', Action: '*', NotResource: 'arn:aws:iam::*:user/${aws:nothing}' },
      'ec2:StopInstances',
      INSTANCE,
      false,
    ],
    [allow('*', 'arn:aws:iam::*:user/${aws:username}'), 'iam:GetUser', 'arn:aws:iam::111122223333:user/ann', true],
    [allow('*', 'arn:aws:iam::*:user/${aws:username}'), 'iam:GetUser', 'arn:aws:iam::111122223333:user/bob', false],
    [allow('*', 'arn:aws:iam::*:user/${aws:nothing}'), 'iam:GetUser', 'arn:aws:iam::111122223333:user/', false],
    [
      allow('*', "arn:aws:iam::*:user/${aws:nothing, 'bob'}"),
      'iam:GetUser',
      'arn:aws:iam::111122223333:user/bob',
      true,
    ],
    [allow('*', 'arn:aws:iam::*:user/a${*}n'), 'iam:GetUser', 'arn:aws:iam::111122223333:user/ann', false],
    [allow('*', 'arn:aws:iam::*:user/a${*}n'), 'iam:GetUser', 'arn:aws:iam::111122223333:user/a*n', true],
  ];
  for (const [statement, action, resource, allowed] of cases)
    test(`${JSON.stringify(statement)} ${allowed ? 'allows' : 'does not allow'} ${action} on ${resource}`, () =>
      assert.equal(decides(statement, { action, resource }), allowed));

  test('the value of a variable has no wildcards, however it is spelt', () => {
    const own = allow('*', 'arn:aws:iam::*:user/${aws:username}');
    assert.equal(decides(own, { resource: 'arn:aws:iam::1:user/bob', keys: { 'aws:username': '*' } }), false);
  });

  test('in a policy of the older version there are no variables', () => {
    const policy = parse({ Statement: allow('*', 'arn:aws:iam::*:user/${aws:username}') });
    const asked = (name: string) =>
      applies(policy, { resource: `arn:aws:iam::1:user/${name}`, keys: { 'aws:username': 'ann' } });
    assert.equal(asked('ann'), false);
    assert.equal(asked('${aws:username}'), true);
  });

  test('a pattern that would take an expression for ever takes no time', () => {
    const action = `ec2:${'a'.repeat(5000)}`;
    assert.equal(appliesNew(allow(`ec2:${'*a'.repeat(200)}b`), { action }), false);
  });
});

describe('conditions', () => {
  const holds = (Condition: Element, keys: Keys = {}) => appliesNew(allow('*', '*', { Condition }), { keys });
  const cases: readonly (readonly [
    operator: string,
    key: string,
    values: unknown,
    actual: string | readonly string[] | undefined,
    holds: boolean,
  ])[] = [
    ['StringEquals', 'aws:PrincipalTag/job', 'iamuser-admin', 'iamuser-admin', true],
    ['StringEquals', 'aws:PrincipalTag/job', 'iamuser-admin', 'IamUser-Admin', false],
    ['StringEquals', 'aws:PrincipalTag/job', ['a', 'b'], 'b', true],
    ['StringEquals', 'aws:PrincipalTag/job', 'a*', 'ab', false],
    ['StringEquals', 'aws:principaltag/JOB', 'a', undefined, false],
    ['StringNotEquals', 'aws:PrincipalTag/job', ['a', 'b'], 'b', false],
    ['StringNotEquals', 'aws:PrincipalTag/job', ['a', 'b'], 'c', true],
    ['StringNotEquals', 'aws:PrincipalTag/job', 'a', undefined, true],
    ['StringEqualsIgnoreCase', 'aws:PrincipalTag/job', 'Admin', 'aDMIN', true],
    ['StringNotEqualsIgnoreCase', 'aws:PrincipalTag/job', 'Admin', 'aDMIN', false],
    ['StringLike', 's3:prefix', ['', 'home/', 'home/a?n/*'], 'home/ann/x', true],
    ['StringLike', 's3:prefix', 'home/*', 'Home/x', false],
    ['StringNotLike', 's3:prefix', 'home/*', 'home/x', false],
    ['NumericLessThanEquals', 's3:max-keys', '10', '10', true],
    ['NumericLessThan', 's3:max-keys', 10, '10.5', false],
    ['NumericGreaterThan', 's3:max-keys', '9', '10', true],
    ['NumericNotEquals', 's3:max-keys', '9', '9.0', false],
    ['NumericEquals', 's3:max-keys', '9', 'nine', false],
    ['DateGreaterThan', 'aws:CurrentTime', '2026-04-01T00:00:00Z', '2026-04-01T00:00:01.000Z', true],
    ['DateLessThan', 'aws:CurrentTime', '2026-04-01', '2026-04-01T00:00:00Z', false],
    ['DateLessThan', 'aws:EpochTime', '2026-04-01T02:00:00+02:00', '1775001599', true],
    ['DateEquals', 'aws:EpochTime', '1775001600', '1775001600', true],
    ['Bool', 'aws:SecureTransport', 'true', 'true', true],
    ['Bool', 'aws:SecureTransport', false, 'true', false],
    ['Bool', 'aws:MultiFactorAuthPresent', 'false', undefined, false],
    ['BoolIfExists', 'aws:MultiFactorAuthPresent', 'false', undefined, true],
    ['BinaryEquals', 'aws:x', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', true],
    ['IpAddress', 'aws:SourceIp', '203.0.113.0/24', '203.0.113.77', true],
    ['IpAddress', 'aws:SourceIp', '203.0.113.0/24', '203.0.114.77', false],
    ['IpAddress', 'aws:SourceIp', '203.0.113.9', '203.0.113.9', true],
    ['IpAddress', 'aws:SourceIp', '203.0.113.0/24', '::ffff:203.0.113.77', true],
    ['IpAddress', 'aws:SourceIp', ['203.0.113.0/24', '2001:DB8:1234:5678::/64'], '2001:db8:1234:5678::9', true],
    ['IpAddress', 'aws:SourceIp', '2001:DB8:1234:5678::/64', '2001:db8:1234:5679::9', false],
    ['IpAddress', 'aws:SourceIp', '0.0.0.0/0', 'no address', false],
    ['NotIpAddress', 'aws:SourceIp', ['192.0.2.0/24', '203.0.113.0/24'], '203.0.113.1', false],
    ['NotIpAddress', 'aws:SourceIp', '192.0.2.0/24', undefined, true],
    ['ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/team/*', 'arn:aws:iam::111122223333:role/team/x', true],
    ['ArnEquals', 'aws:PrincipalArn', 'arn:aws:iam::*:role/*', 'arn:aws:iam::111122223333:role/team/x', true],
    ['ArnNotLike', 'aws:PrincipalArn', 'arn:aws:iam::*:user/*', 'arn:aws:iam::111122223333:role/x', true],
    ['Null', 'aws:TokenIssueTime', 'true', undefined, true],
    ['Null', 'aws:TokenIssueTime', 'true', '2026-01-01T00:00:00Z', false],
    ['Null', 'aws:TokenIssueTime', 'false', '2026-01-01T00:00:00Z', true],
    ['Null', 'aws:TagKeys', 'true', [], true],
    ['StringLikeIfExists', 'ec2:InstanceType', ['t1.*', 't2.*'], undefined, true],
    ['StringLikeIfExists', 'ec2:InstanceType', ['t1.*', 't2.*'], 'm5.large', false],
    ['ForAllValues:StringEquals', 'aws:TagKeys', ['environment', 'webserver'], ['environment'], true],
    ['ForAllValues:StringEquals', 'aws:TagKeys', ['environment', 'webserver'], ['environment', 'cost'], false],
    ['ForAllValues:StringEquals', 'aws:TagKeys', ['environment'], undefined, true],
    ['ForAnyValue:StringEquals', 'aws:TagKeys', ['environment', 'webserver'], ['environment', 'cost'], true],
    ['ForAnyValue:StringEquals', 'aws:TagKeys', ['environment'], ['cost'], false],
    ['ForAnyValue:StringEquals', 'aws:TagKeys', ['environment'], undefined, false],
    ['ForAllValues:StringNotEquals', 'aws:TagKeys', ['cost'], ['a', 'cost'], false],
    ['ForAnyValue:StringNotEquals', 'aws:TagKeys', ['cost'], ['a', 'cost'], true],
    ['ForAnyValue:StringNotEquals', 'aws:TagKeys', ['cost'], undefined, false],
    ['StringEquals', 'aws:TagKeys', [], ['a'], false],
  ];
  for (const [operator, key, values, actual, expected] of cases)
    test(`${operator} ${key} ${JSON.stringify(values)} ${expected ? 'holds' : 'does not hold'} for ${actual}`, () =>
      assert.equal(holds({ [operator]: { [key]: values } }, actual === undefined ? {} : { [key]: actual }), expected));

  test('all operators and all keys have to hold', () => {
    const both = { StringEquals: { 'a:x': '1', 'a:y': '2' }, StringLike: { 'a:z': '3*' } };
    assert.equal(holds(both, { 'a:x': '1', 'a:y': '2', 'a:z': '33' }), true);
    for (const change of [{ 'a:x': '2' }, { 'a:y': '1' }, { 'a:z': '4' }])
      assert.equal(holds(both, { 'a:x': '1', 'a:y': '2', 'a:z': '33', ...change }), false);
  });

  test('a value may be the value of another key', () => {
    const sameTeam = { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } };
    assert.equal(holds(sameTeam, { 'aws:ResourceTag/team': 'x', 'aws:PrincipalTag/team': 'x' }), true);
    assert.equal(holds(sameTeam, { 'aws:ResourceTag/team': 'x', 'aws:PrincipalTag/team': 'y' }), false);
    assert.equal(holds(sameTeam, { 'aws:ResourceTag/team': 'x' }), false);
    assert.equal(holds({ StringLike: { 'a:x': '${a:y}' } }, { 'a:x': 'everything', 'a:y': '*' }), false);
    assert.equal(holds({ StringLike: { 'a:x': '${a:y}' } }, { 'a:x': 'v', 'a:y': ['v', 'w'] }), false);
  });
});
