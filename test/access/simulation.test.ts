import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { EvaluationResult } from '@aws-sdk/client-iam';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { allow, type Clients, clientsOf, createUser, deny, type Element, policyOf, refuses } from './access-world.ts';

// A simulation answers as the request itself would be answered.

let server: InProcessServer;
let root: Clients;
let arn: string;

before(async () => {
  server = await startInProcessServer();
  root = clientsOf(server.caller);
  const tagged = { StringEquals: { 'aws:ResourceTag/team': 'north' } };
  await createUser(server.caller, 'ann', {
    managed: ['arn:aws:iam::aws:policy/HeadroomAuditor'],
    statements: [allow('ec2:StopInstances', 'arn:aws:ec2:*:*:instance/*', tagged), deny('ec2:DescribeImages')],
  });
  arn = `arn:aws:iam::${server.accountId}:user/ann`;
});

const INSTANCE = 'arn:aws:ec2:us-east-1:111122223333:instance/i-0a';
const told = (results: EvaluationResult[] = []) =>
  results.map(({ EvalActionName, EvalResourceName, EvalDecision }) => [EvalActionName, EvalResourceName, EvalDecision]);

describe('of a user', () => {
  test('each action is decided on each resource, and told by which policies', async () => {
    const ActionNames = ['ec2:DescribeInstances', 'ec2:DescribeImages', 'ec2:RunInstances'];
    const { EvaluationResults: results } = await root.iam.simulatePrincipalPolicy({
      PolicySourceArn: arn,
      ActionNames,
    });
    assert.deepEqual(told(results), [
      ['ec2:DescribeInstances', '*', 'allowed'],
      ['ec2:DescribeImages', '*', 'explicitDeny'],
      ['ec2:RunInstances', '*', 'implicitDeny'],
    ]);
    const sources = results!.map((result) => result.MatchedStatements?.map(({ SourcePolicyId }) => SourcePolicyId));
    assert.deepEqual(sources, [['arn:aws:iam::aws:policy/HeadroomAuditor'], ['own'], []]);
    assert.deepEqual(results![0]!.MissingContextValues, ['aws:ResourceTag/team']);
  });

  test('with what is known of the request, a boundary and another policy', async () => {
    const asked = { PolicySourceArn: arn, ActionNames: ['ec2:StopInstances'], ResourceArns: [INSTANCE] };
    const north = (value: string) => [
      { ContextKeyName: 'aws:resourcetag/TEAM', ContextKeyValues: [value], ContextKeyType: 'string' as const },
    ];
    const decide = async (more: object) =>
      (await root.iam.simulatePrincipalPolicy({ ...asked, ...more })).EvaluationResults![0]!;
    const [yes, no, cut, more] = [
      await decide({ ContextEntries: north('north') }),
      await decide({ ContextEntries: north('south') }),
      await decide({ ContextEntries: north('north'), PermissionsBoundaryPolicyInputList: [policyOf(allow('iam:*'))] }),
      await decide({ PolicyInputList: [policyOf(allow('*'))] }),
    ];
    assert.deepEqual(
      [yes, no, cut, more].map(({ EvalDecision }) => EvalDecision),
      ['allowed', 'implicitDeny', 'implicitDeny', 'allowed'],
    );
    assert.deepEqual(
      yes.ResourceSpecificResults?.map((one) => [one.EvalResourceName, one.EvalResourceDecision]),
      [[INSTANCE, 'allowed']],
    );
    assert.equal(cut.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary, false);
  });

  test('in pages that together are all', async () => {
    const asked = {
      PolicySourceArn: arn,
      ActionNames: ['ec2:A', 'ec2:B', 'ec2:C'],
      ResourceArns: [INSTANCE, '*'],
      MaxItems: 4,
    };
    const first = await root.iam.simulatePrincipalPolicy(asked);
    assert.deepEqual([first.IsTruncated, first.EvaluationResults?.length], [true, 4]);
    const second = await root.iam.simulatePrincipalPolicy({ ...asked, Marker: first.Marker! });
    assert.deepEqual(told(second.EvaluationResults), [
      ['ec2:C', INSTANCE, 'implicitDeny'],
      ['ec2:C', '*', 'implicitDeny'],
    ]);
    assert.equal(second.IsTruncated, false);
  });

  test('that is not there, or of another account, there is none', async () => {
    const ask = (PolicySourceArn: string) =>
      root.iam.simulatePrincipalPolicy({ PolicySourceArn, ActionNames: ['ec2:A'] });
    await refuses(ask(`${arn}a`), 'NoSuchEntity');
    await refuses(ask(arn.replace(server.accountId, '111122223333')), 'AccessDenied');
  });
});

describe('of policies that nobody has', () => {
  const decide = async (statements: Element[], more: object = {}) => {
    const { EvaluationResults } = await root.iam.simulateCustomPolicy({
      PolicyInputList: [policyOf(...statements)],
      ActionNames: ['ec2:RunInstances'],
      ...more,
    });
    return EvaluationResults![0]!;
  };

  test('service control policies and policies of resources count as they do for requests', async () => {
    const levels = (...texts: string[]) => ({
      OrderedOrganizationPolicyInputList: texts.map((text) => ({ ServiceControlPolicyInputList: [text] })),
    });
    const cut = await decide([allow('*')], levels(policyOf(allow('*')), policyOf(allow('s3:*'))));
    assert.deepEqual(
      [cut.EvalDecision, cut.OrganizationsDecisionDetail?.AllowedByOrganizations],
      ['implicitDeny', false],
    );
    assert.equal((await decide([allow('*')], levels(policyOf(allow('*'))))).EvalDecision, 'allowed');
    const caller = 'arn:aws:iam::111122223333:user/ann';
    const statement = { Effect: 'Allow', Principal: { AWS: caller }, Action: 'ec2:*', Resource: '*' };
    const resource = { CallerArn: caller, ResourcePolicy: policyOf(statement) };
    assert.equal((await decide([allow('s3:*')], resource)).EvalDecision, 'allowed');
    assert.equal(
      (await decide([allow('s3:*')], { ...resource, ResourceOwner: '444455556666' })).EvalDecision,
      'implicitDeny',
    );
  });

  test('of many conditions a page answers few questions, however many are asked for, and the pages together all', async () => {
    const statements = Array.from({ length: 3_000 }, (_, n) =>
      allow(`ec2:X${n}`, '*', { StringEquals: { [`aws:RequestTag/tag-${n}`]: 'a' } }),
    );
    const ActionNames = Array.from({ length: 10 }, (_, n) => `ec2:Y${n}`);
    const PolicyInputList = [0, 1, 2].map((n) => policyOf(...statements.slice(n * 1_000, (n + 1) * 1_000)));
    const asked = { PolicyInputList, ActionNames, MaxItems: 1_000 };
    const seen: string[] = [];
    for (let Marker: string | undefined; ; ) {
      const answer = await root.iam.simulateCustomPolicy({ ...asked, ...(Marker && { Marker }) });
      const told = answer.EvaluationResults!.flatMap(({ MissingContextValues: keys }) => keys ?? []);
      assert.ok(told.length <= 20_000, `${told.length} keys are told in one answer`);
      seen.push(...answer.EvaluationResults!.map(({ EvalActionName: name }) => name!));
      if (!answer.IsTruncated) break;
      Marker = answer.Marker;
    }
    assert.deepEqual(seen, ActionNames);
  });

  test('what they ask for is told, and what is no policy is refused with the place', async () => {
    const text = policyOf(
      allow('*', 'arn:aws:ec2:*:*:instance/${aws:username}', { Null: { 'aws:TokenIssueTime': 'true' } }),
    );
    const { ContextKeyNames: names } = await root.iam.getContextKeysForCustomPolicy({ PolicyInputList: [text] });
    assert.deepEqual(names, ['aws:TokenIssueTime', 'aws:username']);
    const own = await root.iam.getContextKeysForPrincipalPolicy({ PolicySourceArn: arn });
    assert.deepEqual(own.ContextKeyNames, ['aws:ResourceTag/team']);
    const broken = root.iam.simulateCustomPolicy({ PolicyInputList: ['{"Statement":[]}'], ActionNames: ['ec2:A'] });
    await refuses(broken, 'InvalidInput', 'PolicyInputList.1: Statement: a policy needs at least one.');
  });
});
