import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { IAM } from '@aws-sdk/client-iam';
import { type IamWorld, iamWorld, policy, refuses, trust } from './world.ts';

let world: IamWorld;
let iam: IAM;
before(async () => {
  world = await iamWorld();
  iam = world.own.iam;
});

const arnOf = (resource: string): string => `arn:aws:iam::${world.own.accountId}:${resource}`;

test('a user is made, found in any case, renamed with its id, tagged and deleted', async () => {
  const { User: made } = await iam.createUser({
    UserName: 'Ana',
    Path: '/sales/',
    Tags: [{ Key: 'Team', Value: 'North' }],
  });
  assert.match(made!.UserId!, /^AIDA[A-Z2-7]{17}$/);
  assert.equal(made!.Arn, arnOf('user/sales/Ana'));
  const { User: found } = await iam.getUser({ UserName: 'ANA' });
  assert.deepEqual(found, { ...made, CreateDate: found!.CreateDate });
  await refuses(iam.createUser({ UserName: 'ana' }), 'EntityAlreadyExists', /User with name ana already exists/);

  await iam.updateUser({ UserName: 'Ana', NewUserName: 'Anna', NewPath: '/' });
  const { User: renamed } = await iam.getUser({ UserName: 'Anna' });
  assert.deepEqual([renamed!.UserId, renamed!.Arn], [made!.UserId, arnOf('user/Anna')]);
  await refuses(iam.getUser({ UserName: 'Ana' }), 'NoSuchEntity', /The user with name Ana cannot be found/);
  await iam.createUser({ UserName: 'Ben' });
  await refuses(iam.updateUser({ UserName: 'Ben', NewUserName: 'anna' }), 'EntityAlreadyExists');

  await iam.tagUser({
    UserName: 'Anna',
    Tags: [
      { Key: 'team', Value: 'South' },
      { Key: 'a', Value: '' },
    ],
  });
  assert.deepEqual((await iam.listUserTags({ UserName: 'Anna' })).Tags, [
    { Key: 'a', Value: '' },
    { Key: 'team', Value: 'South' },
  ]);
  await iam.untagUser({ UserName: 'Anna', TagKeys: ['TEAM', 'none'] });
  assert.deepEqual((await iam.listUserTags({ UserName: 'Anna' })).Tags, [{ Key: 'a', Value: '' }]);
  for (const UserName of ['Anna', 'Ben']) await iam.deleteUser({ UserName });
  assert.deepEqual((await iam.listUsers({})).Users, []);
});

test('the root is a user without a name', async () => {
  const { User: root } = await iam.getUser({});
  assert.deepEqual([root!.Arn, root!.UserId, root!.UserName], [arnOf('root'), world.own.accountId, undefined]);
});

test('lists are paged by their markers, by path, in the order of names', async () => {
  for (const name of ['b', 'A', 'c', 'D']) await iam.createUser({ UserName: name, Path: '/list/' });
  await iam.createUser({ UserName: 'elsewhere', Path: '/else/' });
  const names: string[] = [];
  let Marker: string | undefined;
  do {
    const page = await iam.listUsers({ PathPrefix: '/list/', MaxItems: 3, ...(Marker && { Marker }) });
    names.push(...page.Users!.map(({ UserName }) => UserName!));
    assert.equal(page.IsTruncated, page.Marker !== undefined);
    Marker = page.Marker;
  } while (Marker);
  assert.deepEqual(names, ['A', 'b', 'c', 'D']);
  const { Marker: other } = await iam.listUsers({ MaxItems: 1 });
  await refuses(iam.listUsers({ PathPrefix: '/list/', Marker: other! }), 'ValidationError', /Marker/);
  for (const name of [...names, 'elsewhere']) await iam.deleteUser({ UserName: name });
});

test('groups have users, and users groups', async () => {
  await iam.createGroup({ GroupName: 'Admins', Path: '/x/' });
  await iam.createUser({ UserName: 'carl' });
  for (let twice = 0; twice < 2; twice++) await iam.addUserToGroup({ GroupName: 'admins', UserName: 'carl' });
  const { Group: group, Users: users } = await iam.getGroup({ GroupName: 'Admins' });
  assert.match(group!.GroupId!, /^AGPA/);
  assert.deepEqual(
    users!.map(({ UserName }) => UserName),
    ['carl'],
  );
  const { Groups: groups } = await iam.listGroupsForUser({ UserName: 'carl' });
  assert.deepEqual(
    groups!.map(({ Arn }) => Arn),
    [arnOf('group/x/Admins')],
  );
  await refuses(iam.deleteUser({ UserName: 'carl' }), 'DeleteConflict', /must remove users from group first/);
  await refuses(iam.deleteGroup({ GroupName: 'Admins' }), 'DeleteConflict', /must remove users from group first/);
  await iam.updateGroup({ GroupName: 'Admins', NewGroupName: 'Owners' });
  await iam.removeUserFromGroup({ GroupName: 'Owners', UserName: 'carl' });
  await refuses(iam.removeUserFromGroup({ GroupName: 'Owners', UserName: 'carl' }), 'NoSuchEntity');
  await iam.deleteGroup({ GroupName: 'Owners' });
  await iam.deleteUser({ UserName: 'carl' });
});

test('a role has a trust policy, which comes back percent-encoded, and is in one instance profile at a time', async () => {
  const document = trust(world.own.accountId);
  const { Role: role } = await iam.createRole({
    RoleName: 'Deployer',
    AssumeRolePolicyDocument: document,
    Description: "It's (for) deployments*!",
    MaxSessionDuration: 7200,
  });
  assert.match(role!.RoleId!, /^AROA/);
  assert.match(role!.AssumeRolePolicyDocument!, /^%7B%22Version%22%3A%222012-10-17%22/);
  assert.equal(decodeURIComponent(role!.AssumeRolePolicyDocument!), document);
  await iam.updateRole({ RoleName: 'Deployer', MaxSessionDuration: 3600 });
  const { Role: changed } = await iam.getRole({ RoleName: 'deployer' });
  assert.deepEqual([changed!.MaxSessionDuration, changed!.Description], [3600, "It's (for) deployments*!"]);
  await iam.updateAssumeRolePolicy({ RoleName: 'Deployer', PolicyDocument: trust('*') });

  for (const InstanceProfileName of ['web', 'db']) await iam.createInstanceProfile({ InstanceProfileName });
  await iam.addRoleToInstanceProfile({ InstanceProfileName: 'web', RoleName: 'Deployer' });
  const again = iam.addRoleToInstanceProfile({ InstanceProfileName: 'web', RoleName: 'Deployer' });
  await refuses(again, 'LimitExceeded', /InstanceSessionsPerInstanceProfile: 1/);
  const { InstanceProfile: profile } = await iam.getInstanceProfile({ InstanceProfileName: 'web' });
  assert.equal(profile!.Roles![0]!.RoleName, 'Deployer');
  const { InstanceProfiles: profiles } = await iam.listInstanceProfilesForRole({ RoleName: 'Deployer' });
  assert.deepEqual(
    profiles!.map(({ InstanceProfileName: name, Roles }) => [name, Roles!.length]),
    [['web', 1]],
  );
  await refuses(iam.deleteRole({ RoleName: 'Deployer' }), 'DeleteConflict', /instance profile/);
  await refuses(iam.deleteInstanceProfile({ InstanceProfileName: 'web' }), 'DeleteConflict');
  await iam.removeRoleFromInstanceProfile({ InstanceProfileName: 'web', RoleName: 'Deployer' });
  for (const InstanceProfileName of ['web', 'db']) await iam.deleteInstanceProfile({ InstanceProfileName });
  await iam.deleteRole({ RoleName: 'Deployer' });
});

describe('limits', () => {
  test('a user is in ten groups, and has ten managed policies', async () => {
    await iam.createUser({ UserName: 'many' });
    const groups = Array.from({ length: 11 }, (_, n) => `group-${n}`);
    const arns: string[] = [];
    for (const GroupName of groups) {
      await iam.createGroup({ GroupName });
      const made = await iam.createPolicy({ PolicyName: `p-${GroupName}`, PolicyDocument: policy('ec2:*') });
      arns.push(made.Policy!.Arn!);
    }
    for (const GroupName of groups.slice(1)) await iam.addUserToGroup({ GroupName, UserName: 'many' });
    await refuses(
      iam.addUserToGroup({ GroupName: groups[0]!, UserName: 'many' }),
      'LimitExceeded',
      /GroupsPerUser: 10/,
    );
    for (const PolicyArn of arns.slice(1)) await iam.attachUserPolicy({ UserName: 'many', PolicyArn });
    await refuses(
      iam.attachUserPolicy({ UserName: 'many', PolicyArn: arns[0]! }),
      'LimitExceeded',
      /PoliciesPerUser: 10/,
    );
    assert.equal((await iam.listAttachedUserPolicies({ UserName: 'many' })).AttachedPolicies!.length, 10);
  });

  test('inline policies of one are as long together as documented, white space aside', async () => {
    await iam.createGroup({ GroupName: 'long' });
    const sized = (size: number) => {
      const document = policy('ec2:').replace('ec2:', `ec2:${'a'.repeat(size - policy('ec2:').length)}`);
      assert.equal(document.length, size);
      return document.replaceAll(',', ', \n');
    };
    await iam.putGroupPolicy({ GroupName: 'long', PolicyName: 'a', PolicyDocument: sized(3000) });
    await iam.putGroupPolicy({ GroupName: 'long', PolicyName: 'b', PolicyDocument: sized(2120) });
    const longer = iam.putGroupPolicy({ GroupName: 'long', PolicyName: 'b', PolicyDocument: sized(2121) });
    await refuses(longer, 'LimitExceeded', /Maximum policy size of 5120 bytes exceeded for group long/);
    await refuses(
      iam.createPolicy({ PolicyName: 'large', PolicyDocument: sized(6145) }),
      'LimitExceeded',
      /PolicySize: 6144/,
    );
    const trusted = trust(...Array.from({ length: 150 }, () => world.own.accountId));
    const role = iam.createRole({ RoleName: 'large', AssumeRolePolicyDocument: trusted });
    await refuses(role, 'LimitExceeded', /ACLSizePerRole: 2048/);
  });

  test('names, paths, durations and tags are as documented', async () => {
    const cases: [Promise<unknown>, string][] = [
      [iam.createUser({ UserName: 'a'.repeat(65) }), 'ValidationError'],
      [iam.createUser({ UserName: 'a b' }), 'ValidationError'],
      [iam.createUser({ UserName: 'x', Path: 'no-slash' }), 'ValidationError'],
      [iam.createUser({ UserName: 'x', PermissionsBoundary: 'arn:aws:iam::aws:policy/None' }), 'NoSuchEntity'],
      [iam.createUser({ UserName: 'x', Tags: [{ Key: 'aws:x', Value: '' }] }), 'InvalidInput'],
      [
        iam.createUser({
          UserName: 'x',
          Tags: ['a', 'A'].map((Key) => ({ Key, Value: '' })),
        }),
        'InvalidInput',
      ],
      [iam.createRole({ RoleName: 'x', AssumeRolePolicyDocument: '{' }), 'MalformedPolicyDocument'],
      [iam.createRole({ RoleName: 'x', AssumeRolePolicyDocument: policy('ec2:*') }), 'MalformedPolicyDocument'],
      [
        iam.createRole({ RoleName: 'x', AssumeRolePolicyDocument: trust('*'), MaxSessionDuration: 60 }),
        'ValidationError',
      ],
      [iam.listUsers({ MaxItems: 0 }), 'ValidationError'],
      [iam.listUsers({ Marker: 'none' }), 'ValidationError'],
    ];
    await Promise.all(cases.map(([answer, code]) => refuses(answer, code)));
    const tags = Array.from({ length: 50 }, (_, n) => ({ Key: `k${n}`, Value: '' }));
    await iam.createUser({ UserName: 'tagged', Tags: tags });
    await iam.tagUser({ UserName: 'tagged', Tags: [{ Key: 'K0', Value: 'again' }] });
    const more = iam.tagUser({ UserName: 'tagged', Tags: [{ Key: 'one more', Value: '' }] });
    await refuses(more, 'LimitExceeded', /TagsPerEntity: 50/);
  });
});

test('of what asks for one name at once exactly one gets it', async () => {
  const made = await Promise.allSettled(
    Array.from({ length: 8 }, (_, n) => iam.createGroup({ GroupName: n % 2 ? 'Race' : 'race' })),
  );
  assert.equal(made.filter(({ status }) => status === 'fulfilled').length, 1);
  for (const one of made)
    if (one.status === 'rejected') await refuses(Promise.reject(one.reason), 'EntityAlreadyExists');
});
