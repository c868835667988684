import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { sql } from 'kysely';
import { isPassword } from '../../src/access/password.ts';
import { clientsOf, type IamWorld, iamWorld, policy, refuses } from '../iam/world.ts';
import { startInProcessServer } from '../in-process-server.ts';
import { jsonRequest, send, unsigned } from '../signed-request.ts';

const Password = 'Correct-horse-1';
const AccountAlias = 'acme-of-signing-in';

let world: IamWorld;
before(async () => {
  world = await iamWorld();
  await world.own.iam.createAccountAlias({ AccountAlias });
});

const consoleLogin = async (input: Record<string, unknown>, { url } = world.server.caller) => {
  const { status, text } = await send(url, unsigned(jsonRequest('SignIn.ConsoleLogin', input)));
  return { status, text, answer: JSON.parse(text) };
};

/** Clients of who signs in. */
async function signIn(UserName: string, password = Password) {
  const Account = world.own.accountId;
  const { status, text, answer } = await consoleLogin({ Account, UserName, Password: password });
  assert.equal(status, 200, text);
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = answer.Credentials;
  const { url } = world.server.caller;
  return { answer, ...clientsOf({ url, accessKeyId, secretAccessKey, sessionToken }) };
}

async function givenUser(UserName: string, { reset = false, allow = ['iam:GetUser', 'iam:ChangePassword'] } = {}) {
  const { iam } = world.own;
  await iam.createUser({ UserName });
  await iam.putUserPolicy({ UserName, PolicyName: 'own', PolicyDocument: policy(...allow) });
  await iam.createLoginProfile({ UserName, Password, PasswordResetRequired: reset });
}

const eventsOf = async (accountId: string) => {
  const { rows } = await sql<{ record: string }>`
    SELECT record FROM audit_event WHERE account_id = ${accountId} AND action = 'signin:ConsoleLogin'
    ORDER BY audit_event_id`.execute(world.server.db);
  return rows.map(({ record }) => JSON.parse(record));
};

test('a name and a password are exchanged for credentials that are the user’s, by the account’s ID or alias', async () => {
  await givenUser('ana');
  const { answer, sts, iam } = await signIn('Ana');
  const arn = `arn:aws:iam::${world.own.accountId}:user/ana`;
  assert.deepEqual([answer.Arn, answer.PasswordResetRequired], [arn, false]);
  assert.equal((await sts.getCallerIdentity({})).Arn, arn);
  assert.equal((await iam.getUser({})).User!.UserName, 'ana');
  await refuses(iam.listUsers({}), 'AccessDenied', /no identity-based policy allows the iam:ListUsers action/);
  await refuses(sts.getSessionToken({}), 'AccessDenied', /session credentials/);
  assert.equal((await consoleLogin({ Account: AccountAlias, UserName: 'ana', Password })).status, 200);
});

test('whatever is wrong, the answer is the same, and a password is tried in any case', async () => {
  await givenUser('ben');
  await world.own.iam.createUser({ UserName: 'without-password' });
  const right = { Account: world.own.accountId, UserName: 'ben', Password };
  const answers = [];
  for (const wrong of [
    { Password: 'Wrong-horse-1' },
    { UserName: 'nobody' },
    { UserName: 'without-password' },
    { Account: '000000000000' },
    { Account: world.other.accountId },
  ])
    answers.push(await consoleLogin({ ...right, ...wrong }));
  for (const { status, text } of answers) assert.deepEqual([status, text], [403, answers[0]!.text]);
  assert.match(answers[0]!.text, /The account, the user name or the password is wrong/);
  const cost = async (hash: string | undefined) => {
    const before = process.cpuUsage();
    assert.equal(await isPassword('Wrong-horse-1', hash), false);
    return process.cpuUsage(before).user;
  };
  const { rows } = await sql<{ hash: string }>`SELECT password_hash AS hash FROM iam_login_profile LIMIT 1`.execute(
    world.server.db,
  );
  const known = await cost(rows[0]!.hash);
  assert.ok((await cost(undefined)) > known / 3, 'without a user, less is done');
});

test('who signed in, and who tried to, is in the trail of the account, without what they typed in the wrong place', async () => {
  await givenUser('cleo');
  const { answer } = await signIn('cleo');
  const before = (await eventsOf(world.own.accountId)).length;
  await consoleLogin({ Account: world.own.accountId, UserName: 'cleo', Password: 'Wrong-horse-1' });
  await consoleLogin({ Account: world.own.accountId, UserName: 'My-secret-2', Password: 'x' });
  const all = await eventsOf(world.own.accountId);
  const success = all.at(before - 1)!;
  assert.deepEqual(
    [success.eventName, success.eventSource, success.eventType, success.awsRegion],
    ['ConsoleLogin', 'signin.amazonaws.com', 'AwsConsoleSignIn', 'us-east-1'],
  );
  assert.deepEqual(
    [success.userIdentity.userName, success.userIdentity.accessKeyId, success.additionalEventData],
    ['cleo', answer.Credentials.AccessKeyId, { ConsoleLogin: 'Success', MFAUsed: 'No' }],
  );
  const failures = all.slice(before);
  assert.deepEqual(
    failures.map(({ userIdentity, errorMessage }) => [userIdentity.userName, errorMessage]),
    [
      ['cleo', 'Failed authentication'],
      ['HIDDEN_DUE_TO_SECURITY_REASONS', 'Failed authentication'],
    ],
  );
  const text = JSON.stringify(all);
  for (const secret of [Password, 'Wrong-horse-1', 'My-secret-2', answer.Credentials.SecretAccessKey])
    assert.equal(text.includes(secret), false);
});

test('who has to change the password may do nothing else before, and all with the same session after', async () => {
  await givenUser('dora', { reset: true, allow: ['iam:*'] });
  const { answer, iam } = await signIn('dora');
  assert.equal(answer.PasswordResetRequired, true);
  await refuses(iam.listUsers({}), 'AccessDenied', /no session policy allows the iam:ListUsers action/);
  await iam.changePassword({ OldPassword: Password, NewPassword: 'Another-horse-2' });
  assert.ok((await iam.listUsers({})).Users!.length > 0);
  assert.equal((await signIn('dora', 'Another-horse-2')).answer.PasswordResetRequired, false);
});

test('a session ends at once with the password, and one that is given later does not bring it back', async () => {
  await givenUser('eva');
  const { iam } = await signIn('eva');
  await iam.getUser({});
  await world.own.iam.deleteLoginProfile({ UserName: 'eva' });
  await refuses(iam.getUser({}), 'InvalidClientTokenId');
  await world.own.iam.createLoginProfile({ UserName: 'eva', Password });
  await refuses(iam.getUser({}), 'InvalidClientTokenId');
});

test('who tries often has to wait, though the password were right', async () => {
  const at = new Date(); // however long the tries take
  const { accountId: Account, caller } = await startInProcessServer({ clock: () => at });
  const { iam } = clientsOf(caller);
  await iam.createUser({ UserName: 'fay' });
  await iam.createLoginProfile({ UserName: 'fay', Password });
  const tries = Array.from({ length: 11 }, () =>
    consoleLogin({ Account, UserName: 'fay', Password: 'Wrong-horse-1' }, caller),
  );
  const statuses = (await Promise.all(tries)).map(({ status }) => status);
  assert.deepEqual([statuses.filter((one) => one === 403).length, statuses.at(-1)], [10, 429]);
  assert.equal((await consoleLogin({ Account, UserName: 'FAY', Password }, caller)).status, 429);
});

test('a page of another site cannot call it, and nothing is set that a browser would send by itself', async () => {
  const url = `${world.server.caller.url}/`;
  const body = JSON.stringify({ Account: world.own.accountId, UserName: 'ana', Password });
  const foreign = { origin: 'https://elsewhere.example' };
  const asked = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-amz-target' };
  const preflight = await fetch(url, { method: 'OPTIONS', headers: { ...foreign, ...asked } });
  assert.ok(preflight.status >= 400);
  assert.equal(preflight.headers.get('access-control-allow-origin'), null);
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
    const simple = await fetch(`${url}?X-Amz-Target=SignIn.ConsoleLogin&Action=ConsoleLogin`, {
      method: 'POST',
      headers: { ...foreign, 'content-type': type },
      body,
    });
    assert.doesNotMatch(await simple.text(), /SecretAccessKey/);
  }
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'SignIn.ConsoleLogin' };
  const answer = await fetch(url, { method: 'POST', headers, body });
  assert.deepEqual([answer.status, answer.headers.getSetCookie()], [200, []]);
});
