import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compilePolicy } from '../../src/domain/policies/compile-policy.ts';
import { contextOf } from '../../src/domain/policies/context.ts';
import { evaluate } from '../../src/domain/policies/evaluate.ts';
import { parseIdentityPolicy } from '../../src/domain/policies/parse-policy.ts';
import { type NaivePolicy, naiveDecision } from './naive-evaluator.ts';

// What the engine says of any policies and request is what IAM's logic says when it is followed word by word.

const actions = ['ec2:RunInstances', 'ec2:DescribeImages', 'license-manager:GetLicenseConfiguration'];
const arns = [
  '*',
  'arn:aws:ec2:us-east-1:111122223333:instance/*',
  'arn:aws:ec2:us-east-1::image/ami-0a',
  'arn:aws:license-manager:eu-west-1:111122223333:license-configuration:lic-1',
  'arn:aws:ec2:us-east-1:444455556666:subnet/a:b',
];
const words = ['', 'a', 'A', 'ann', 'a*', 'team:x', '*', '?', '$'];
const listOf = (item: fc.Arbitrary<string>) =>
  fc.oneof(item, fc.array(item, { minLength: 0, maxLength: 3 }) as fc.Arbitrary<readonly string[]>);

/** A text of the list in which pieces became wildcards or variables. */
const blurred = (texts: readonly string[]) =>
  fc
    .tuple(
      fc.constantFrom(...texts),
      fc.array(fc.tuple(fc.nat(), fc.nat(6), fc.constantFrom('*', '?', '**', ...VARIABLES)), { maxLength: 2 }),
    )
    .map(([text, changes]) =>
      changes.reduce((result, [at, length, piece]) => {
        const from = 8 + (at % Math.max(1, result.length - 8));
        return result.includes('${') ? result : result.slice(0, from) + piece + result.slice(from + length);
      }, text),
    );
const VARIABLES = ['${aws:username}', "${aws:PrincipalTag/team, 'a*'}", '${*}', '${?}', '${$}', '${aws:TagKeys}'];

const seldom = fc.constantFrom(false, false, false, true);

const actionPattern = fc.oneof(
  fc.constantFrom('*', '*:*', 'ec2:*', 'EC2:run*', 'license-manager:Get*', 'ec2:Describe??????', 's3:*'),
  fc.constantFrom(...actions),
);
const resourcePattern = fc.oneof(
  fc.constant('*'),
  fc.constantFrom(
    'arn:aws:ec2:*',
    'arn:aws:ec2:*:*:*/*',
    'arn:aws:*:*:111122223333:*',
    'arn:aws:ec2:us-east-?::image/*',
  ),
  blurred(arns.slice(1)),
);

const text = fc.oneof(fc.constantFrom(...words), fc.constantFrom(...VARIABLES), fc.constantFrom('x${aws:username}*'));
const number = fc.integer({ min: -3, max: 3 }).map(String);
const date = fc.constantFrom('2026-01-01', '2026-01-01T12:00:00Z', '2026-02-01T00:00:00+02:00');
const address = fc.constantFrom('10.0.0.0/8', '10.1.0.0/16', '192.0.2.7', '0.0.0.0/0');

/** Keys by the operators that fit their values. */
const KEYS: readonly (readonly [key: string, operators: readonly string[], values: fc.Arbitrary<string>])[] = [
  [
    'aws:username',
    [
      'StringEquals',
      'StringNotEquals',
      'StringLike',
      'StringNotLike',
      'StringEqualsIgnoreCase',
      'StringNotEqualsIgnoreCase',
    ],
    text,
  ],
  ['aws:TagKeys', ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'], text],
  ['ec2:Count', ['NumericEquals', 'NumericNotEquals', 'NumericLessThan', 'NumericGreaterThanEquals'], number],
  ['aws:CurrentTime', ['DateLessThan', 'DateGreaterThanEquals'], date],
  ['aws:SourceIp', ['IpAddress', 'NotIpAddress'], address],
  ['aws:PrincipalArn', ['ArnLike', 'ArnNotLike', 'ArnEquals', 'ArnNotEquals'], resourcePattern],
  ['aws:SecureTransport', ['Bool'], fc.constantFrom('true', 'false', 'TRUE')],
];

const condition = fc.oneof(
  ...KEYS.map(([key, operators, values]) =>
    fc
      .record({
        quantifier: fc.constantFrom('', '', 'ForAllValues:', 'ForAnyValue:'),
        operator: fc.constantFrom(...operators),
        ifExists: fc.constantFrom('', 'IfExists'),
        key: fc.constantFrom(key, key.toUpperCase()),
        values: listOf(values),
      })
      .map((c) => [`${c.quantifier}${c.operator}${c.ifExists}`, { [c.key]: c.values }] as const),
  ),
  fc
    .tuple(fc.constantFrom(...KEYS.map(([key]) => key)), fc.constantFrom('true', 'false'))
    .map(([key, value]) => ['Null', { [key]: value }] as const),
);

const statement = fc
  .record({
    Effect: fc.constantFrom(...Array(7).fill('Allow'), 'Deny'),
    actions: listOf(actionPattern),
    exceptActions: seldom,
    resources: listOf(resourcePattern),
    exceptResources: seldom,
    conditions: fc.array(condition, { maxLength: 2 }),
  })
  .map((s) => ({
    Effect: s.Effect,
    [s.exceptActions ? 'NotAction' : 'Action']: s.actions,
    [s.exceptResources ? 'NotResource' : 'Resource']: s.resources,
    ...(s.conditions.length > 0 && { Condition: Object.fromEntries(s.conditions) }),
  }));

const policy: fc.Arbitrary<NaivePolicy> = fc.record({
  Version: fc.constantFrom('2012-10-17', '2012-10-17', '2008-10-17'),
  Statement: fc.array(statement, { minLength: 1, maxLength: 3 }),
});

const sets = fc.record({
  identity: fc.array(policy, { maxLength: 4 }),
  boundary: fc.option(policy, { nil: undefined, freq: 1 }),
  session: fc.option(fc.array(policy, { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 1 }),
  scps: fc.array(fc.array(policy, { minLength: 1, maxLength: 2 }), { maxLength: 1 }),
});

const request = fc.record({
  action: fc.constantFrom(...actions),
  resource: fc.constantFrom(...arns),
  keys: fc.record(
    {
      'aws:username': fc.constantFrom(...words).map((word) => [word]),
      'aws:principaltag/Team': fc.constantFrom(...words).map((word) => [word]),
      'aws:TagKeys': fc.array(fc.constantFrom(...words), { maxLength: 3 }),
      'ec2:Count': number.map((value) => [value]),
      'aws:CurrentTime': fc.constantFrom('2026-01-01T12:00:00Z', '2026-01-31T22:00:00.000Z').map((value) => [value]),
      'aws:SourceIp': fc.constantFrom('10.1.2.3', '192.0.2.7', '203.0.113.9').map((value) => [value]),
      'aws:PrincipalArn': fc.constantFrom(...arns.slice(1)).map((value) => [value]),
      'aws:SecureTransport': fc.constantFrom('true', 'false').map((value) => [value]),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Record<string, string[]>>,
});

function compiled(given: NaivePolicy) {
  const parsed = parseIdentityPolicy(JSON.stringify(given));
  assert.ok(parsed.ok, parsed.ok ? '' : `${parsed.problem} in ${JSON.stringify(given)}`);
  return compilePolicy('policy', parsed.policy);
}

test('the engine decides as the naive evaluator does', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(request, sets, ({ action, resource, keys }, given) => {
      const expected = naiveDecision({ action, resource, keys }, given);
      const principal = { kind: 'user', arn: 'arn:aws:iam::111122223333:user/ann', accountId: '111122223333' } as const;
      const { decision } = evaluate(
        { action, resource, context: contextOf(keys), principal },
        {
          identity: given.identity.map(compiled),
          ...(given.boundary && { boundary: compiled(given.boundary) }),
          ...(given.session && { session: given.session.map(compiled) }),
          scps: given.scps.map((level) => level.map(compiled)),
        },
      );
      seen.set(decision, (seen.get(decision) ?? 0) + 1);
      assert.equal(decision, expected);
    }),
    { numRuns: 3000 },
  );
  for (const decision of ['allowed', 'explicitDeny', 'implicitDeny'])
    assert.ok((seen.get(decision) ?? 0) > 100, `${decision} came up ${seen.get(decision)} times`);
});
