import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rootArn } from '../../domain/principal.ts';
import type { RequestContext } from '../../operation.ts';
import { getCallerIdentity } from './get-caller-identity.ts';

test('the caller is the account that signed', async () => {
  const accountId = '111122223333';
  const principal = { kind: 'root', accountId, arn: rootArn(accountId), userId: accountId };
  assert.deepEqual(await getCallerIdentity.handle({}, { principal } as RequestContext), {
    UserId: accountId,
    Account: accountId,
    Arn: 'arn:aws:iam::111122223333:root',
  });
});
