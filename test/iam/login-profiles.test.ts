import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { IAM } from '@aws-sdk/client-iam';
import { sql } from 'kysely';
import { clientsOf, type IamWorld, iamWorld, policy, refuses } from './world.ts';

let world: IamWorld;
let iam: IAM;
before(async () => {
  world = await iamWorld();
  iam = world.own.iam;
});

test('a user has a password, which is kept as a hash and which the user changes who knows it', async () => {
  const UserName = 'ana';
  await iam.createUser({ UserName });
  await refuses(iam.getLoginProfile({ UserName }), 'NoSuchEntity', /Login Profile for User ana/);
  const Password = 'Correct-horse-1';
  const { LoginProfile: made } = await iam.createLoginProfile({ UserName, Password, PasswordResetRequired: true });
  assert.deepEqual([made!.UserName, made!.PasswordResetRequired], ['ana', true]);
  await refuses(iam.createLoginProfile({ UserName, Password }), 'EntityAlreadyExists');
  const { rows } = await sql<{ text: string }>`
    SELECT concat((SELECT json_agg(l)::text FROM iam_login_profile l), (SELECT json_agg(e)::text FROM audit_event e)) AS text
    `.execute(world.server.db);
  assert.equal(rows[0]!.text.includes(Password), false);

  await iam.putUserPolicy({ UserName, PolicyName: 'own', PolicyDocument: policy('iam:ChangePassword') });
  const { AccessKey: key } = await iam.createAccessKey({ UserName });
  const ana = clientsOf({
    url: world.server.caller.url,
    accessKeyId: key!.AccessKeyId!,
    secretAccessKey: key!.SecretAccessKey!,
  });
  const change = (OldPassword: string, NewPassword: string) => ana.iam.changePassword({ OldPassword, NewPassword });
  await refuses(change('wrong-Horse-1', 'Another-horse-2'), 'AccessDenied', /old password was incorrect/);
  await refuses(change(Password, 'short'), 'PasswordPolicyViolation');
  await change(Password, 'Another-horse-2');
  await refuses(change(Password, 'Third-horse-3'), 'AccessDenied');
  assert.equal((await iam.getLoginProfile({ UserName })).LoginProfile!.PasswordResetRequired, false);
  await refuses(iam.changePassword({ OldPassword: Password, NewPassword: Password }), 'InvalidUserType');
  await refuses(iam.deleteUser({ UserName }), 'DeleteConflict', /policies first/);
  await iam.deleteUserPolicy({ UserName, PolicyName: 'own' });
  await iam.deleteAccessKey({ UserName, AccessKeyId: key!.AccessKeyId! });
  await refuses(iam.deleteUser({ UserName }), 'DeleteConflict', /must delete login profile first/);
  await iam.deleteLoginProfile({ UserName });
  await iam.deleteUser({ UserName });
});

test('an account has one alias, which no other account has, and is summed up', async () => {
  const { iam: others } = world.other;
  await iam.createAccountAlias({ AccountAlias: 'acme' });
  await refuses(others.createAccountAlias({ AccountAlias: 'acme' }), 'EntityAlreadyExists');
  await iam.createAccountAlias({ AccountAlias: 'acme-2' });
  assert.deepEqual((await iam.listAccountAliases({})).AccountAliases, ['acme-2']);
  await others.createAccountAlias({ AccountAlias: 'acme' });
  await refuses(others.deleteAccountAlias({ AccountAlias: 'acme-2' }), 'NoSuchEntity');
  await iam.deleteAccountAlias({ AccountAlias: 'acme-2' });
  for (const AccountAlias of ['Acme', '-a-', 'a--b', 'ab'])
    await refuses(iam.createAccountAlias({ AccountAlias }), 'ValidationError');
  await iam.createUser({ UserName: 'one' });
  const { SummaryMap: summary } = await iam.getAccountSummary({});
  assert.deepEqual(
    [summary!.Users, summary!.Groups, summary!.UsersQuota, summary!.AccountAccessKeysPresent],
    [1, 0, 5000, 1],
  );
});
