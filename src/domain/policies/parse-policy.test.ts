import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ParsedPolicy, parseIdentityPolicy, parseResourcePolicy, parseTrustPolicy } from './parse-policy.ts';

const statement = { Effect: 'Allow', Action: 'ec2:*', Resource: '*' };
const identity = (policy: unknown) => parseIdentityPolicy(JSON.stringify(policy));
const withStatement = (change: object) => identity({ Version: '2012-10-17', Statement: { ...statement, ...change } });
const withCondition = (Condition: unknown) => withStatement({ Condition });
const trust = (change: object) =>
  parseTrustPolicy(
    JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: '*', ...change },
    }),
  );

const problemOf = (parsed: ParsedPolicy) => (parsed.ok ? 'none' : parsed.problem);

test('a policy is taken apart as it was written', () => {
  const parsed = identity({
    Version: '2012-10-17',
    Id: 'anything at all',
    Statement: [
      { Sid: 'First', ...statement, Condition: { 'ForAnyValue:StringLikeIfExists': { 'aws:TagKeys': ['a*', 'b'] } } },
      {
        Sid: '',
        Effect: 'Deny',
        NotAction: ['iam:*', '*:*'],
        NotResource: ['arn:aws:ec2:*:*:instance/${aws:username}'],
      },
    ],
  });
  assert.deepEqual(parsed, {
    ok: true,
    policy: {
      version: '2012-10-17',
      statements: [
        {
          sid: 'First',
          effect: 'Allow',
          actions: { except: false, items: ['ec2:*'] },
          resources: { except: false, items: ['*'] },
          conditions: [
            {
              operator: 'StringLike',
              quantifier: 'ForAnyValue',
              ifExists: true,
              key: 'aws:TagKeys',
              values: ['a*', 'b'],
            },
          ],
        },
        {
          effect: 'Deny',
          actions: { except: true, items: ['iam:*', '*:*'] },
          resources: { except: true, items: ['arn:aws:ec2:*:*:instance/${aws:username}'] },
          conditions: [],
        },
      ],
    },
  });
});

test('without a version it is the older one, and variables are text', () => {
  const parsed = identity({ Statement: { ...statement, Resource: 'arn:aws:ec2:*:*:instance/${no variable' } });
  assert.equal(parsed.ok && parsed.policy.version, '2008-10-17');
});

test('a trust policy names principals of every kind', () => {
  const AWS = [
    '704039309181',
    'arn:aws:iam::704039309181:root',
    'arn:aws:iam::704039309181:user/team/ann',
    'arn:aws:sts::704039309181:assumed-role/auditor/ann',
  ];
  const parsed = trust({
    Principal: { AWS, Service: 'license-manager.amazonaws.com', Federated: 'accounts.example.com' },
  });
  assert.deepEqual(parsed.ok && parsed.policy.statements[0]?.principals, {
    except: false,
    items: [
      ...AWS.map((name) => ({ kind: 'AWS', name })),
      { kind: 'Service', name: 'license-manager.amazonaws.com' },
      { kind: 'Federated', name: 'accounts.example.com' },
    ],
  });
});

const REFUSALS: readonly (readonly [what: string, parsed: ParsedPolicy, problem: RegExp])[] = [
  ['no JSON', parseIdentityPolicy('{'), /^The policy: expected JSON; /],
  ['a list', identity([]), /^The policy: expected an object, got a list\.$/],
  ['null', identity(null), /^The policy: expected an object, got null\.$/],
  [
    'an unknown element',
    identity({ Statement: statement, Foo: 1 }),
    /^The policy: unknown element 'Foo'; expected Version/,
  ],
  ['__proto__', parseIdentityPolicy('{"__proto__": {}, "Statement": []}'), /^The policy: unknown element '__proto__'/],
  [
    'another version',
    identity({ Version: '2020-01-01', Statement: statement }),
    /^Version: expected 2012-10-17 or 2008-10-17, got '2020-01-01'\.$/,
  ],
  ['no statement', identity({ Version: '2012-10-17' }), /^Statement: a policy needs at least one\.$/],
  ['an empty list of statements', identity({ Statement: [] }), /^Statement: a policy needs at least one\.$/],
  [
    'a statement that is a text',
    identity({ Statement: [statement, 'x'] }),
    /^Statement\[1\]: expected an object, got 'x'\.$/,
  ],
  ['an unknown element of a statement', withStatement({ Actions: [] }), /^Statement: unknown element 'Actions'/],
  [
    'an effect in another case',
    withStatement({ Effect: 'allow' }),
    /^Statement\.Effect: expected Allow or Deny, got 'allow'\.$/,
  ],
  ['a Sid with a space', withStatement({ Sid: 'a b' }), /^Statement\.Sid: expected letters and digits, got 'a b'\.$/],
  [
    'a Sid twice',
    identity({
      Statement: [
        { ...statement, Sid: 'a' },
        { ...statement, Sid: 'a' },
      ],
    }),
    /^Statement\[1\]\.Sid: another statement has/,
  ],
  [
    'Action and NotAction',
    withStatement({ NotAction: '*' }),
    /^Statement: expected either Action or NotAction, got both\.$/,
  ],
  [
    'neither Resource nor NotResource',
    identity({ Statement: { Effect: 'Allow', Action: '*' } }),
    /Resource or NotResource, got neither/,
  ],
  [
    'an action without a service',
    withStatement({ Action: ['ec2:*', 'RunInstances'] }),
    /^Statement\.Action\[1\]: expected an action such as/,
  ],
  ['an action that is a number', withStatement({ Action: 1 }), /^Statement\.Action: expected a text, got 1\.$/],
  ['a resource that is no ARN', withStatement({ Resource: 'i-0abc' }), /^Statement\.Resource: expected an ARN such as/],
  [
    'a variable that does not end',
    withStatement({ Resource: 'arn:aws:ec2:*:*:instance/${aws:username' }),
    /^Statement\.Resource: expected a policy variable/,
  ],
  ['a principal', withStatement({ Principal: '*' }), /^Statement\.Principal: this kind of policy does not have it\.$/],
  [
    'an unknown operator',
    withCondition({ StringMatches: { 'aws:username': 'x' } }),
    /^Statement\.Condition\.StringMatches: unknown condition operator/,
  ],
  [
    'an operator from Object',
    withCondition({ constructor: { 'aws:username': 'x' } }),
    /^Statement\.Condition\.constructor: unknown condition operator/,
  ],
  [
    'an unknown quantifier',
    withCondition({ 'ForSome:StringLike': { 'aws:TagKeys': 'x' } }),
    /unknown condition operator/,
  ],
  ['NullIfExists', withCondition({ NullIfExists: { 'aws:username': 'true' } }), /Null is written without/],
  [
    'Null with a text',
    withCondition({ Null: { 'aws:username': 'x' } }),
    /^Statement\.Condition\.Null\.aws:username: expected true or false/,
  ],
  [
    'a key without a service',
    withCondition({ StringLike: { username: 'x' } }),
    /^Statement\.Condition\.StringLike: expected a condition key/,
  ],
  [
    'a value that is an object',
    withCondition({ StringLike: { 'aws:username': ['x', {}] } }),
    /^Statement\.Condition\.StringLike\.aws:username\[1\]: expected a text, a number or true or false, got an object\.$/,
  ],
  [
    'a number that is none',
    withCondition({ NumericLessThan: { 'aws:EpochTime': 'soon' } }),
    /expected a number, got 'soon'/,
  ],
  [
    'a date that is none',
    withCondition({ DateLessThan: { 'aws:CurrentTime': '2026-13-01' } }),
    /expected a date such as/,
  ],
  ['a truth that is none', withCondition({ Bool: { 'aws:SecureTransport': 'yes' } }), /expected true or false/],
  [
    'an address that is none',
    withCondition({ IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '10.0.0.0/33'] } }),
    /aws:SourceIp\[1\]: expected an IP address or a range/,
  ],
  [
    'an ARN that is none',
    withCondition({ ArnLike: { 'aws:PrincipalArn': 'user/ann' } }),
    /expected an ARN, with wildcards or not/,
  ],
  ['base64 that is none', withCondition({ BinaryEquals: { 'aws:x': '!' } }), /expected a text in base64/],
  [
    'a resource in a trust policy',
    trust({ Resource: '*' }),
    /^Statement\.Resource: this kind of policy does not have it/,
  ],
  ['an action of another service in a trust policy', trust({ Action: '*' }), /about actions of STS/],
  [
    'a principal of an unknown kind',
    trust({ Principal: { Everyone: '*' } }),
    /^Statement\.Principal: expected AWS, Service or Federated/,
  ],
  [
    'a principal from Object',
    trust({ Principal: { toString: '*' } }),
    /^Statement\.Principal: expected AWS, Service or Federated/,
  ],
  [
    'a principal with a wildcard',
    trust({ Principal: { AWS: 'arn:aws:iam::704039309181:user/*' } }),
    /^Statement\.Principal\.AWS: expected an account ID/,
  ],
  ['a principal that is a text', trust({ Principal: 'ann' }), /^Statement\.Principal: expected an object, got 'ann'/],
  [
    'NotPrincipal, of a role',
    trust({ Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: '704039309181' } }),
    /^Statement\.NotPrincipal: this kind of policy does not have it/,
  ],
  [
    'NotPrincipal with Allow',
    parseResourcePolicy(
      JSON.stringify({ Statement: { Effect: 'Allow', NotPrincipal: { AWS: '704039309181' }, Action: 's3:*' } }),
    ),
    /^Statement\.NotPrincipal: it would allow everybody else/,
  ],
];

for (const [what, parsed, problem] of REFUSALS)
  test(`a policy with ${what} is refused with the place`, () => assert.match(problemOf(parsed), problem));

test('whatever is given is a policy or a short problem', () => {
  const element = fc.constantFrom(
    'Version',
    'Statement',
    'Effect',
    'Action',
    'Resource',
    'Condition',
    'StringLike',
    '__proto__',
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom('Allow', '*', 'ec2:*', '2012-10-17', 'aws:username', '${aws:username}'),
      fc.string(),
      fc.integer(),
      fc.constant(null),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(element, tie('tree'), { maxKeys: 6 }),
    ),
  }));
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        tree.map((value) => JSON.stringify(value) ?? ''),
      ),
      (text) => {
        for (const parse of [parseIdentityPolicy, parseTrustPolicy]) {
          const parsed = parse(text);
          assert.ok(parsed.ok || parsed.problem.length < 700);
        }
      },
    ),
  );
});

test('what is nested very deep is refused as anything else', () => {
  assert.match(problemOf(parseIdentityPolicy(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)), /^The policy: expected/);
});
