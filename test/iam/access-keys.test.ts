import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { sql } from 'kysely';
import { eventually } from '../eventually.ts';
import { clientsOf, type IamWorld, iamWorld, refuses } from './world.ts';

let world: IamWorld;
before(async () => {
  world = await iamWorld();
});

const signIn = ({
  AccessKeyId,
  SecretAccessKey,
}: {
  AccessKeyId?: string | undefined;
  SecretAccessKey?: string | undefined;
}) => clientsOf({ url: world.server.caller.url, accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey! });

test('a user has two access keys, is who signs with them, and may do nothing until a policy says so', async () => {
  const { iam } = world.own;
  const { User: user } = await iam.createUser({ UserName: 'ana', Path: '/people/' });
  const [first, second] = [
    await iam.createAccessKey({ UserName: 'ana' }),
    await iam.createAccessKey({ UserName: 'ana' }),
  ];
  await refuses(iam.createAccessKey({ UserName: 'ana' }), 'LimitExceeded', /AccessKeysPerUser: 2/);
  const ana = signIn(first.AccessKey!);
  const { UserId, Arn, Account } = await ana.sts.getCallerIdentity({});
  assert.deepEqual([UserId, Arn, Account], [user!.UserId, user!.Arn, world.own.accountId]);
  await refuses(ana.iam.listUsers({}), 'AccessDenied', /ana.*iam:ListUsers/);

  await iam.updateAccessKey({ UserName: 'ana', AccessKeyId: first.AccessKey!.AccessKeyId, Status: 'Inactive' });
  await refuses(ana.sts.getCallerIdentity({}), 'InvalidClientTokenId');
  const listed = (await iam.listAccessKeys({ UserName: 'ana' })).AccessKeyMetadata!;
  assert.deepEqual(listed.map(({ Status, UserName }) => [Status, UserName]).sort(), [
    ['Active', 'ana'],
    ['Inactive', 'ana'],
  ]);
  await iam.updateAccessKey({ UserName: 'ana', AccessKeyId: first.AccessKey!.AccessKeyId, Status: 'Active' });
  await ana.sts.getCallerIdentity({});
  await refuses(iam.deleteUser({ UserName: 'ana' }), 'DeleteConflict', /must delete access keys first/);
  for (const { AccessKey: key } of [first, second])
    await iam.deleteAccessKey({ UserName: 'ana', AccessKeyId: key!.AccessKeyId });
  await refuses(ana.sts.getCallerIdentity({}), 'InvalidClientTokenId');
  await iam.deleteUser({ UserName: 'ana' });
});

test('a user who was renamed finds the own keys at once', async () => {
  const { iam } = world.own;
  await iam.createUser({ UserName: 'before' });
  await iam.attachUserPolicy({ UserName: 'before', PolicyArn: 'arn:aws:iam::aws:policy/IAMFullAccess' });
  const { AccessKey: key } = await iam.createAccessKey({ UserName: 'before' });
  const renamed = signIn(key!);
  await renamed.iam.listAccessKeys({});
  await iam.updateUser({ UserName: 'before', NewUserName: 'after' });
  assert.equal((await renamed.iam.getUser({})).User!.UserName, 'after');
  assert.equal((await renamed.iam.listAccessKeys({})).AccessKeyMetadata![0]!.UserName, 'after');
});

test('a session of a user ends with its access key', async () => {
  const { iam } = world.own;
  await iam.createUser({ UserName: 'bea' });
  const { AccessKey: key } = await iam.createAccessKey({ UserName: 'bea' });
  const { Credentials: made } = await signIn(key!).sts.getSessionToken({});
  const hours = (made!.Expiration!.getTime() - Date.now()) / 3_600_000;
  assert.ok(hours > 11.9 && hours <= 12, `it lives for ${hours} hours`);
  const session = clientsOf({
    url: world.server.caller.url,
    accessKeyId: made!.AccessKeyId!,
    secretAccessKey: made!.SecretAccessKey!,
    sessionToken: made!.SessionToken!,
  });
  assert.match((await session.sts.getCallerIdentity({})).Arn!, /:user\/bea$/);
  await iam.deleteAccessKey({ UserName: 'bea', AccessKeyId: key!.AccessKeyId });
  await refuses(session.sts.getCallerIdentity({}), 'InvalidClientTokenId');
});

test('a root’s keys are rotated by itself, and turned off', async () => {
  const { iam } = world.other;
  const { AccessKeyMetadata: before } = await iam.listAccessKeys({});
  const { AccessKey: made } = await iam.createAccessKey({});
  const next = signIn(made!);
  await next.iam.updateAccessKey({ AccessKeyId: before![0]!.AccessKeyId!, Status: 'Inactive' });
  await refuses(iam.listUsers({}), 'InvalidClientTokenId');
  await next.iam.deleteAccessKey({ AccessKeyId: before![0]!.AccessKeyId! });
  const { AccessKeyMetadata: after } = await next.iam.listAccessKeys({});
  assert.deepEqual(
    after!.map(({ AccessKeyId }) => AccessKeyId),
    [made!.AccessKeyId],
  );
});

test('when a key was last used is told, to the minute', async () => {
  const { iam } = world.own;
  await iam.createUser({ UserName: 'cy' });
  const { AccessKey: key } = await iam.createAccessKey({ UserName: 'cy' });
  const AccessKeyId = key!.AccessKeyId!;
  const unused = await iam.getAccessKeyLastUsed({ AccessKeyId });
  assert.deepEqual([unused.UserName, unused.AccessKeyLastUsed!.LastUsedDate], ['cy', undefined]);
  await signIn(key!).sts.getCallerIdentity({});
  const used = async () => (await iam.getAccessKeyLastUsed({ AccessKeyId })).AccessKeyLastUsed!;
  await eventually(async () => (await used()).LastUsedDate !== undefined, 'its use is noted');
  assert.deepEqual([(await used()).ServiceName, (await used()).Region], ['sts', 'us-east-1']);
  await refuses(iam.getAccessKeyLastUsed({ AccessKeyId: 'AKIANOBODYKNOWSTHIS1' }), 'NoSuchEntity');
});

test('neither the database nor the audit trail holds a secret', async () => {
  const { iam } = world.own;
  await iam.createUser({ UserName: 'di' });
  const { AccessKey: key } = await iam.createAccessKey({ UserName: 'di' });
  const { rows } = await sql<{ text: string }>`
    SELECT concat((SELECT json_agg(k)::text FROM access_key k), (SELECT json_agg(e)::text FROM audit_event e)) AS text
    `.execute(world.server.db);
  assert.ok(rows[0]!.text.includes(key!.AccessKeyId!));
  assert.equal(rows[0]!.text.includes(key!.SecretAccessKey!), false);
});
