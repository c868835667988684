import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { AssumeRoleRequest, Credentials } from '@aws-sdk/client-sts';
import { sql } from 'kysely';
import { clientsOf, type IamWorld, iamWorld, policy, refuses, trust } from '../iam/world.ts';

let world: IamWorld;
/** A user of the first account who may assume every role, as far as it goes by the user's own policies. */
let ana: ReturnType<typeof signIn>;
/** The same of the other account. */
let eve: ReturnType<typeof signIn>;

const signIn = (key: {
  AccessKeyId?: string | undefined;
  SecretAccessKey?: string | undefined;
  SessionToken?: string | undefined;
}) =>
  clientsOf({
    url: world.server.caller.url,
    accessKeyId: key.AccessKeyId!,
    secretAccessKey: key.SecretAccessKey!,
    ...(key.SessionToken && { sessionToken: key.SessionToken }),
  });

async function givenUser({ iam }: IamWorld['own'], UserName: string) {
  await iam.createUser({ UserName });
  await iam.putUserPolicy({ UserName, PolicyName: 'assume', PolicyDocument: policy('sts:*') });
  return signIn((await iam.createAccessKey({ UserName })).AccessKey!);
}

async function givenRole(RoleName: string, document: string, more: { MaxSessionDuration?: number } = {}) {
  const { iam } = world.own;
  const { Role: role } = await iam.createRole({ RoleName, Path: '/r/', AssumeRolePolicyDocument: document, ...more });
  await iam.putRolePolicy({ RoleName, PolicyName: 'may', PolicyDocument: policy('iam:Get*', 'iam:List*', 'sts:*') });
  return role!;
}

before(async () => {
  world = await iamWorld();
  [ana, eve] = [await givenUser(world.own, 'ana'), await givenUser(world.other, 'eve')];
});

type Asked = Omit<Partial<AssumeRoleRequest>, 'RoleArn'>;

const assume = async (as: { sts: typeof ana.sts }, RoleArn: string, more: Asked = {}) =>
  as.sts.assumeRole({ RoleArn, RoleSessionName: 'work', ...more });

test('a role that trusts the account is assumed, does what it may, and is gone at once when it is deleted', async () => {
  const role = await givenRole('Reader', trust(world.own.accountId));
  const { Credentials: made, AssumedRoleUser: as } = await assume(ana, role.Arn!);
  const arn = `arn:aws:sts::${world.own.accountId}:assumed-role/Reader/work`;
  assert.deepEqual(as, { Arn: arn, AssumedRoleId: `${role.RoleId}:work` });
  const seconds = (made!.Expiration!.getTime() - Date.now()) / 1000;
  assert.ok(seconds > 3590 && seconds <= 3600, `it lives for ${seconds} s`);
  const reader = signIn(made!);
  const { Arn, UserId, Account } = await reader.sts.getCallerIdentity({});
  assert.deepEqual([Arn, UserId, Account], [arn, `${role.RoleId}:work`, world.own.accountId]);
  assert.equal((await reader.iam.getRole({ RoleName: 'Reader' })).Role!.Arn, role.Arn);
  await refuses(reader.iam.createUser({ UserName: 'x' }), 'AccessDenied', /assumed-role\/Reader\/work.*iam:CreateUser/);
  const { rows } = await sql<{ record: string }>`
    SELECT record FROM audit_event WHERE action = 'sts:AssumeRole'`.execute(world.server.db);
  assert.ok(JSON.stringify(rows).includes(made!.AccessKeyId!));
  for (const secret of [made!.SecretAccessKey!, made!.SessionToken!])
    assert.equal(JSON.stringify(rows).includes(secret), false);

  await world.own.iam.deleteRolePolicy({ RoleName: 'Reader', PolicyName: 'may' });
  await world.own.iam.deleteRole({ RoleName: 'Reader' });
  await refuses(reader.sts.getCallerIdentity({}), 'InvalidClientTokenId');
  await givenRole('Reader', trust(world.own.accountId));
  await refuses(reader.sts.getCallerIdentity({}), 'InvalidClientTokenId');
});

test('whom a role does not trust, or who may not, or what is not there, is refused in the same words', async () => {
  const { iam } = world.own;
  const trusting = await givenRole('Trusting', trust(`arn:aws:iam::${world.own.accountId}:user/ana`));
  const stranger = await givenRole('Stranger', trust(`arn:aws:iam::${world.own.accountId}:user/nobody`));
  await assume(ana, trusting.Arn!);
  const words = /is not authorized to perform: sts:AssumeRole on resource: .* because no resource-based policy/;
  await refuses(assume(ana, stranger.Arn!), 'AccessDenied', words);
  await refuses(assume(ana, stranger.Arn!.replace('Stranger', 'None')), 'AccessDenied', words);
  await refuses(assume(ana, stranger.Arn!.replace('/r/', '/')), 'AccessDenied', words);
  await refuses(assume(eve, trusting.Arn!), 'AccessDenied', words);
  await refuses(assume(world.own, trusting.Arn!), 'AccessDenied', /may not be assumed by root/);

  // One who is trusted by name needs no policy of their own; one who is trusted through the account does.
  await iam.createUser({ UserName: 'plain' });
  const plain = signIn((await iam.createAccessKey({ UserName: 'plain' })).AccessKey!);
  const byAccount = await givenRole('ByAccount', trust(world.own.accountId));
  await refuses(assume(plain, byAccount.Arn!), 'AccessDenied', /no identity-based policy/);
  await iam.updateAssumeRolePolicy({
    RoleName: 'ByAccount',
    PolicyDocument: trust(`arn:aws:iam::${world.own.accountId}:user/plain`),
  });
  await assume(plain, byAccount.Arn!);
});

test('another account assumes a role that trusts it, with the external id that the role asks for', async () => {
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: world.other.accountId },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': 'contract-7' } },
    },
  });
  const role = await givenRole('Partner', document);
  await refuses(assume(eve, role.Arn!), 'AccessDenied');
  await refuses(assume(eve, role.Arn!, { ExternalId: 'contract-8' }), 'AccessDenied');
  const { Credentials: made } = await assume(eve, role.Arn!, { ExternalId: 'contract-7' });
  assert.equal((await signIn(made!).sts.getCallerIdentity({})).Account, world.own.accountId);
});

test('a session lives within its role’s longest, an hour in a chain; policies of the session cut it', async () => {
  const role = await givenRole('Long', trust(world.own.accountId), { MaxSessionDuration: 7200 });
  const long = await assume(ana, role.Arn!, { DurationSeconds: 7200 });
  await refuses(assume(ana, role.Arn!, { DurationSeconds: 7201 }), 'ValidationError', /MaxSessionDuration/);
  await refuses(assume(ana, role.Arn!, { DurationSeconds: 899 }), 'ValidationError');
  const chained = signIn(long.Credentials!);
  await refuses(assume(chained, role.Arn!, { DurationSeconds: 3601 }), 'ValidationError', /role chaining/);
  await assume(chained, role.Arn!, { DurationSeconds: 3600 });

  const cut = async (more: Asked) => signIn((await assume(ana, role.Arn!, more)).Credentials as Credentials);
  const inline = await cut({ Policy: policy('iam:GetRole') });
  await inline.iam.getRole({ RoleName: 'Long' });
  await refuses(inline.iam.listUsers({}), 'AccessDenied', /session policy/);
  const byArn = await cut({ PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess' }] });
  await refuses(byArn.iam.getRole({ RoleName: 'Long' }), 'AccessDenied', /session policy/);
  const none = await cut({ PolicyArns: [{ arn: `arn:aws:iam::${world.own.accountId}:policy/none` }] });
  await refuses(none.iam.getRole({ RoleName: 'Long' }), 'AccessDenied');
  await refuses(cut({ Policy: '{' }), 'MalformedPolicyDocument');
  const Tags = Array.from({ length: 50 }, (_, n) => ({ Key: `k${n}`, Value: 'v'.repeat(200) }));
  await world.own.iam.updateAssumeRolePolicy({ RoleName: 'Long', PolicyDocument: tagging() });
  await refuses(cut({ Tags }), 'PackedPolicyTooLarge', /%/);
});

const tagging = () => trust(world.own.accountId).replace('"sts:AssumeRole"', '["sts:AssumeRole","sts:TagSession"]');

test('tags of a session need the right to tag it, count in conditions, and go on where they are transitive', async () => {
  const role = await givenRole('Tagged', trust(world.own.accountId));
  const Tags = [{ Key: 'team', Value: 'north' }];
  await refuses(assume(ana, role.Arn!, { Tags }), 'AccessDenied', /sts:TagSession/);
  await world.own.iam.updateAssumeRolePolicy({ RoleName: 'Tagged', PolicyDocument: tagging() });
  const condition = { StringEquals: { 'aws:PrincipalTag/team': 'north' } };
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: ['iam:ListUsers', 'sts:*'], Resource: '*', Condition: condition },
  });
  await world.own.iam.putRolePolicy({ RoleName: 'Tagged', PolicyName: 'may', PolicyDocument });
  const first = async (more: Asked) => signIn((await assume(ana, role.Arn!, more)).Credentials!);
  await refuses((await first({})).iam.listUsers({}), 'AccessDenied');
  const tagged = await first({ Tags, TransitiveTagKeys: ['Team'] });
  await tagged.iam.listUsers({});
  const second = signIn((await assume(tagged, role.Arn!)).Credentials!);
  await second.iam.listUsers({});
  const lasting = await first({ Tags });
  await refuses(signIn((await assume(lasting, role.Arn!)).Credentials!).iam.listUsers({}), 'AccessDenied');
  await refuses(assume(tagged, role.Arn!, { Tags }), 'ValidationError', /transitive/);
  await refuses(assume(ana, role.Arn!, { TransitiveTagKeys: ['x'] }), 'ValidationError', /not among/);
});
