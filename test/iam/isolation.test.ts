import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type IamWorld, iamWorld, policy, refuses, trust } from './world.ts';

let world: IamWorld;
before(async () => {
  world = await iamWorld();
});

test('an account sees and changes nothing of another’s identities, whatever names, ARNs and markers it has of them', async () => {
  const { own, other } = world;
  const [UserName, GroupName, RoleName, InstanceProfileName] = ['ana', 'admins', 'deployer', 'web'];
  for (const name of [UserName, 'ben']) await own.iam.createUser({ UserName: name });
  await own.iam.createGroup({ GroupName });
  await own.iam.createRole({ RoleName, AssumeRolePolicyDocument: trust(own.accountId) });
  await own.iam.createInstanceProfile({ InstanceProfileName });
  const PolicyArn = (await own.iam.createPolicy({ PolicyName: 'p', PolicyDocument: policy('ec2:*') })).Policy!.Arn!;
  const { AccessKey: key } = await own.iam.createAccessKey({ UserName });
  const { Marker } = await own.iam.listUsers({ MaxItems: 1 });

  const { iam } = other;
  const AccessKeyId = key!.AccessKeyId!;
  const asked: [Promise<unknown>, string][] = [
    [iam.getUser({ UserName }), 'NoSuchEntity'],
    [iam.deleteUser({ UserName }), 'NoSuchEntity'],
    [iam.putUserPolicy({ UserName, PolicyName: 'x', PolicyDocument: policy('*') }), 'NoSuchEntity'],
    [iam.createAccessKey({ UserName }), 'NoSuchEntity'],
    [iam.deleteAccessKey({ UserName, AccessKeyId }), 'NoSuchEntity'],
    [iam.deleteAccessKey({ AccessKeyId }), 'NoSuchEntity'],
    [iam.updateAccessKey({ AccessKeyId, Status: 'Inactive' }), 'NoSuchEntity'],
    [iam.getAccessKeyLastUsed({ AccessKeyId }), 'NoSuchEntity'],
    [iam.getGroup({ GroupName }), 'NoSuchEntity'],
    [iam.deleteGroup({ GroupName }), 'NoSuchEntity'],
    [iam.updateAssumeRolePolicy({ RoleName, PolicyDocument: trust(other.accountId) }), 'NoSuchEntity'],
    [iam.deleteRole({ RoleName }), 'NoSuchEntity'],
    [iam.deleteInstanceProfile({ InstanceProfileName }), 'NoSuchEntity'],
    [iam.getPolicy({ PolicyArn }), 'AccessDenied'],
    [iam.createPolicyVersion({ PolicyArn, PolicyDocument: policy('*'), SetAsDefault: true }), 'AccessDenied'],
    [iam.deletePolicy({ PolicyArn }), 'AccessDenied'],
    [iam.listEntitiesForPolicy({ PolicyArn }), 'AccessDenied'],
  ];
  await Promise.all(asked.map(([answer, code]) => refuses(answer, code)));
  await iam.createUser({ UserName: 'ana' });
  await refuses(iam.attachUserPolicy({ UserName: 'ana', PolicyArn }), 'NoSuchEntity');
  await refuses(iam.putUserPermissionsBoundary({ UserName: 'ana', PermissionsBoundary: PolicyArn }), 'NoSuchEntity');
  // A marker says where a list goes on, and nothing of whose it is.
  const seen = (await iam.listUsers({ MaxItems: 1, Marker: Marker! })).Users!;
  assert.deepEqual(seen, []);
  assert.deepEqual((await iam.listRoles({})).Roles, []);
  assert.deepEqual((await iam.listPolicies({ Scope: 'Local' })).Policies, []);
});
