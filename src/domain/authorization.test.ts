import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideAccess } from './authorization.ts';
import type { Principal } from './principal.ts';

const accountId = '111122223333';
const ana = { kind: 'user', accountId, arn: `arn:aws:iam::${accountId}:user/ana`, operator: true } as const;
const asked = (principal: Pick<Principal, 'kind' | 'accountId' | 'arn' | 'operator'>, action: string) =>
  decideAccess(principal, { action, resources: [] }).allowed;

test('a user or a role may do what needs no permission, and nothing else as long as no policies are read', () => {
  for (const kind of ['user', 'assumed-role'] as const) {
    for (const action of ['sts:GetCallerIdentity', 'sts:GetSessionToken'])
      assert.equal(asked({ ...ana, kind }, action), true);
    for (const action of ['ec2:DescribeInstances', 'iam:CreateUser', 'headroom:Recount', 'ssm:GetDocument'])
      assert.equal(asked({ ...ana, kind }, action), false, action);
  }
});
