import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compilePolicy, type Policy } from './compile-policy.ts';
import { contextOf } from './context.ts';
import { describeDenial } from './denial.ts';
import { type Evaluation, evaluate, type PolicySets } from './evaluate.ts';
import { parseIdentityPolicy, parseTrustPolicy } from './parse-policy.ts';
import type { PolicyPrincipal } from './policy-principal.ts';

// Cases from IAM's documentation of its policy evaluation logic.

const ACCOUNT = '111122223333';
const ann: PolicyPrincipal = { kind: 'user', arn: `arn:aws:iam::${ACCOUNT}:user/ann`, accountId: ACCOUNT };
const root: PolicyPrincipal = { kind: 'root', arn: `arn:aws:iam::${ACCOUNT}:root`, accountId: ACCOUNT };
const roleArn = `arn:aws:iam::${ACCOUNT}:role/auditor`;
const session: PolicyPrincipal = {
  kind: 'assumed-role',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/auditor/ann`,
  accountId: ACCOUNT,
  roleArn,
};

type Element = Readonly<Record<string, unknown>>;

function identity(...statements: Element[]): Policy {
  const parsed = parseIdentityPolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.problem);
  return compilePolicy('policy', parsed.policy);
}

function trust(...statements: Element[]): Policy {
  const parsed = parseTrustPolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.problem);
  return compilePolicy('trust', parsed.policy);
}

const allow = (Action: unknown, Resource: unknown = '*', rest: Element = {}): Element => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...rest,
});
const deny = (Action: unknown, Resource: unknown = '*', rest: Element = {}): Element => ({
  Effect: 'Deny',
  Action,
  Resource,
  ...rest,
});
const all = identity(allow('*'));

interface Asked {
  readonly action?: string;
  readonly resource?: string;
  readonly keys?: Record<string, string | readonly string[]>;
  readonly principal?: PolicyPrincipal;
}

function ask(
  sets: Partial<PolicySets>,
  { action = 'ec2:RunInstances', resource = '*', keys = {}, principal = ann }: Asked = {},
): Evaluation {
  const lists = Object.fromEntries(
    Object.entries(keys).map(([key, value]) => [key, typeof value === 'string' ? [value] : value]),
  );
  return evaluate({ action, resource, context: contextOf(lists), principal }, { identity: [], ...sets });
}

const told = ({ decision, by }: Evaluation) => [decision, by];

describe('which policies have to allow', () => {
  const BOUNDARY = identity(allow(['s3:*', 'cloudwatch:*', 'ec2:*']));
  const cases: readonly (readonly [what: string, evaluation: Evaluation, ...told: string[]])[] = [
    ['nothing is allowed by itself', ask({}), 'implicitDeny', 'identity'],
    ['a policy of the user allows', ask({ identity: [all] }), 'allowed', 'identity'],
    ['one of several is enough', ask({ identity: [identity(allow('s3:*')), all] }), 'allowed', 'identity'],
    [
      'a denial wins over any allowance',
      ask({ identity: [all, identity(deny('ec2:Run*'))] }),
      'explicitDeny',
      'identity',
    ],
    ['a root needs no policy', ask({ identity: 'all' }, { principal: root }), 'allowed', 'identity'],
    ['a boundary gives nothing', ask({ boundary: all }), 'implicitDeny', 'identity'],
    [
      'a boundary cuts',
      ask({ identity: [all], boundary: BOUNDARY }, { action: 'iam:CreateUser' }),
      'implicitDeny',
      'boundary',
    ],
    ['what boundary and identity allow', ask({ identity: [all], boundary: BOUNDARY }), 'allowed', 'identity'],
    [
      'a denial in a boundary',
      ask({ identity: [all], boundary: identity(allow('*'), deny('ec2:*')) }),
      'explicitDeny',
      'boundary',
    ],
    [
      'a session policy cuts',
      ask({ identity: [all], session: [BOUNDARY] }, { action: 'iam:GetUser' }),
      'implicitDeny',
      'session',
    ],
    [
      'any session policy allows',
      ask({ identity: [all], session: [identity(allow('iam:*')), BOUNDARY] }),
      'allowed',
      'identity',
    ],
    [
      'a service control policy cuts',
      ask({ identity: [all], scps: [[BOUNDARY]] }, { action: 'iam:GetUser' }),
      'implicitDeny',
      'scp',
    ],
    [
      'every level has to allow',
      ask({ identity: [all], scps: [[all], [identity(allow('iam:*'))], [all]] }),
      'implicitDeny',
      'scp',
    ],
    [
      'all levels allow',
      ask({ identity: [all], scps: [[identity(allow('s3:*')), all], [all]] }),
      'allowed',
      'identity',
    ],
    ['a level without a policy allows nothing', ask({ identity: [all], scps: [[all], []] }), 'implicitDeny', 'scp'],
    ['a service control policy gives nothing', ask({ scps: [[all]] }), 'implicitDeny', 'identity'],
    [
      'a denial by a service control policy cuts a root',
      ask({ identity: 'all', scps: [[all, identity(deny('ec2:*'))]] }, { principal: root }),
      'explicitDeny',
      'scp',
    ],
    [
      'all limits at once',
      ask({ identity: [all], boundary: all, session: [all], scps: [[all]] }),
      'allowed',
      'identity',
    ],
  ];
  for (const [what, evaluation, ...expected] of cases) test(what, () => assert.deepEqual(told(evaluation), expected));

  test('the reports that nobody may read, whatever lets them read all', () => {
    const policy = identity(allow(['iam:Get*', 'iam:List*']), deny('iam:*Report'));
    const decide = (action: string) => ask({ identity: [policy] }, { action }).decision;
    assert.equal(decide('iam:GetOrganizationsAccessReport'), 'explicitDeny');
    assert.equal(decide('iam:ListUsers'), 'allowed');
    assert.equal(decide('iam:CreatePolicy'), 'implicitDeny');
  });

  test('the statements that decide are told', () => {
    const denied = ask({
      identity: [all, identity(deny('s3:*', '*', { Sid: 'NoS3' }), deny('ec2:*', '*', { Sid: 'NoEc2' }))],
    });
    assert.deepEqual(
      denied.matched.map(({ statement }) => statement.source.sid),
      ['NoEc2'],
    );
    const allowed = ask({
      identity: [
        identity(allow('ec2:*', '*', { Sid: 'A' })),
        identity(allow('s3:*')),
        identity(allow('*', '*', { Sid: 'B' })),
      ],
    });
    assert.deepEqual(
      allowed.matched.map(({ statement }) => statement.source.sid),
      ['A', 'B'],
    );
  });
});

describe('a policy of the resource', () => {
  const OTHER = '444455556666';
  const policy = (AWS: unknown, Effect = 'Allow') => trust({ Effect, Principal: { AWS }, Action: 'sts:AssumeRole' });
  const own = (AWS: unknown, required = false) => ({ policy: policy(AWS), accountId: ACCOUNT, required });
  const foreign = (AWS: unknown) => ({ policy: policy(AWS), accountId: OTHER, required: true });
  const assume = (sets: Partial<PolicySets>, principal = ann) =>
    told(ask(sets, { action: 'sts:AssumeRole', resource: roleArn, principal }));
  const nothing = identity(allow('s3:*'));

  const cases: readonly (readonly [what: string, told: string[], ...expected: string[]])[] = [
    ['that names the user is enough in its account', assume({ resource: own(ann.arn) }), 'allowed', 'resource'],
    [
      'that names the user passes its boundary',
      assume({ resource: own(ann.arn), boundary: nothing }),
      'allowed',
      'resource',
    ],
    [
      'that names the account leaves it to the policies there',
      assume({ resource: own(ACCOUNT) }),
      'implicitDeny',
      'identity',
    ],
    ['and those may allow it', assume({ resource: own(root.arn), identity: [all] }), 'allowed', 'identity'],
    [
      'that names the role is cut by its boundary',
      assume({ resource: own(roleArn), boundary: nothing }, session),
      'implicitDeny',
      'boundary',
    ],
    [
      'that names the role is cut by the session',
      assume({ resource: own(roleArn), session: [nothing] }, session),
      'implicitDeny',
      'session',
    ],
    [
      'that names the session is not',
      assume({ resource: own(session.arn), session: [nothing] }, session),
      'allowed',
      'resource',
    ],
    [
      'that names everybody is cut by the session',
      assume({ resource: own('*'), session: [nothing] }, session),
      'implicitDeny',
      'session',
    ],
    [
      'that says nothing leaves it to the identity',
      assume({ resource: own(OTHER), identity: [all] }),
      'allowed',
      'identity',
    ],
    [
      'that says nothing and has to',
      assume({ resource: own(OTHER, true), identity: [all] }),
      'implicitDeny',
      'resource',
    ],
    [
      'that has to and says nothing, with a root',
      assume({ resource: own(OTHER, true), identity: 'all' }, root),
      'implicitDeny',
      'resource',
    ],
    [
      'that denies wins',
      assume({ resource: { ...own('*'), policy: policy(ann.arn, 'Deny') }, identity: [all] }),
      'explicitDeny',
      'resource',
    ],
    ['of another account is not enough', assume({ resource: foreign(ann.arn) }), 'implicitDeny', 'identity'],
    [
      'of another account, with the own policies',
      assume({ resource: foreign(ann.arn), identity: [all] }),
      'allowed',
      'identity',
    ],
    [
      'of another account that names the own account',
      assume({ resource: foreign(ACCOUNT), identity: [all] }),
      'allowed',
      'identity',
    ],
    [
      'of another account that names somebody else',
      assume({ resource: foreign(`arn:aws:iam::${ACCOUNT}:user/bob`), identity: [all] }),
      'implicitDeny',
      'resource',
    ],
    [
      'of another account is cut by service control policies',
      assume({ resource: foreign(ann.arn), identity: [all], scps: [[nothing]] }),
      'implicitDeny',
      'scp',
    ],
  ];
  for (const [what, evaluation, ...expected] of cases) test(what, () => assert.deepEqual(evaluation, expected));

  test('names services and identity providers apart from accounts', () => {
    const resource = {
      policy: trust({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }),
      accountId: ACCOUNT,
      required: true,
    };
    const service = (arn: string): PolicyPrincipal => ({ kind: 'service', arn, accountId: ACCOUNT });
    assert.deepEqual(assume({ resource }, service('ec2.amazonaws.com')), ['allowed', 'resource']);
    assert.deepEqual(assume({ resource }, service('rds.amazonaws.com')), ['implicitDeny', 'resource']);
    assert.deepEqual(assume({ resource }, { ...ann, arn: 'ec2.amazonaws.com' }), ['implicitDeny', 'resource']);
  });
});

describe('a denial is told in IAM’s words', () => {
  const NOT = 'User: arn:aws:iam::111122223333:user/ann is not authorized to perform: ec2:RunInstances';
  const say = (sets: Partial<PolicySets>, resource = '*') =>
    describeDenial({ arn: ann.arn, action: 'ec2:RunInstances', resource }, ask(sets));
  const none = identity(allow('s3:*'));
  const cases: readonly (readonly [sets: Partial<PolicySets>, text: string])[] = [
    [{}, 'because no identity-based policy allows the ec2:RunInstances action'],
    [{ identity: [identity(deny('*'))] }, 'with an explicit deny in an identity-based policy'],
    [{ identity: [all], boundary: none }, 'because no permissions boundary allows the ec2:RunInstances action'],
    [{ identity: [all], session: [none] }, 'because no session policy allows the ec2:RunInstances action'],
    [{ identity: [all], scps: [[none]] }, 'because no service control policy allows the ec2:RunInstances action'],
    [{ identity: [all], scps: [[identity(deny('*'))]] }, 'with an explicit deny in a service control policy'],
  ];
  for (const [sets, text] of cases) test(text, () => assert.equal(say(sets), `${NOT} ${text}`));
  test('with the resource', () => assert.equal(say({}, roleArn), `${NOT} on resource: ${roleArn} ${cases[0]![1]}`));
});
