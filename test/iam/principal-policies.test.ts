import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { IAM } from '@aws-sdk/client-iam';
import { readPrincipalPolicies } from '../../src/store/iam-principal.ts';
import { type IamWorld, iamWorld, policy, trust } from './world.ts';

let world: IamWorld;
let iam: IAM;
before(async () => {
  world = await iamWorld();
  iam = world.own.iam;
});

const read = (id: string) => readPrincipalPolicies(world.server.db, id);
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

async function managed(PolicyName: string, action: string): Promise<string> {
  const made = await iam.createPolicy({ PolicyName, PolicyDocument: policy(action), Path: '/deep/er/' });
  return made.Policy!.Arn!;
}

test('what decides about a user is its own, its groups’, its boundary and its tags, each in its default version', async () => {
  const [one, two, boundary] = [
    await managed('One', 'ec2:A'),
    await managed('two', 'ec2:B'),
    await managed('b', 'ec2:*'),
  ];
  const { User: user } = await iam.createUser({
    UserName: 'ana',
    PermissionsBoundary: boundary,
    Tags: [{ Key: 'team', Value: 'north' }],
  });
  await iam.putUserPolicy({ UserName: 'ana', PolicyName: 'inline', PolicyDocument: policy('ec2:C') });
  await iam.attachUserPolicy({ UserName: 'ana', PolicyArn: one });
  await iam.createGroup({ GroupName: 'g' });
  await iam.putGroupPolicy({ GroupName: 'g', PolicyName: 'of-group', PolicyDocument: policy('ec2:D') });
  for (const PolicyArn of [one, two, READ_ONLY]) await iam.attachGroupPolicy({ GroupName: 'g', PolicyArn });
  await iam.addUserToGroup({ GroupName: 'g', UserName: 'ana' });
  await iam.createPolicyVersion({ PolicyArn: two, PolicyDocument: policy('ec2:New'), SetAsDefault: true });
  await iam.createPolicyVersion({ PolicyArn: one, PolicyDocument: policy('ec2:NotYet') });

  const found = (await read(user!.UserId!))!;
  const documents = new Map(found.identity.map(({ id, document }) => [id, document]));
  assert.equal(documents.size, found.identity.length, 'none is told twice');
  assert.deepEqual([...documents.keys()].sort(), [one, two, READ_ONLY, 'inline', 'of-group'].sort());
  assert.deepEqual(
    [documents.get(one), documents.get(two), documents.get('inline'), documents.get('of-group')],
    [policy('ec2:A'), policy('ec2:New'), policy('ec2:C'), policy('ec2:D')],
  );
  assert.match(documents.get(READ_ONLY)!, /license-manager:Get\*/);
  assert.deepEqual(found.boundary, { id: boundary, document: policy('ec2:*') });
  assert.deepEqual(found.tags, { team: 'north' });
});

test('what decides about a role is its own, not what is in its instance profile’s place; who is gone has nothing', async () => {
  const { Role: role } = await iam.createRole({
    RoleName: 'r',
    AssumeRolePolicyDocument: trust('*'),
    PermissionsBoundary: READ_ONLY,
  });
  await iam.putRolePolicy({ RoleName: 'r', PolicyName: 'may', PolicyDocument: policy('ec2:*') });
  await iam.createInstanceProfile({ InstanceProfileName: 'r' });
  await iam.addRoleToInstanceProfile({ InstanceProfileName: 'r', RoleName: 'r' });
  const found = (await read(role!.RoleId!))!;
  assert.deepEqual(found.identity, [{ id: 'may', document: policy('ec2:*') }]);
  assert.equal(found.boundary?.id, READ_ONLY);
  const { Group: group } = await iam.createGroup({ GroupName: 'no-principal' });
  assert.deepEqual([await read('AIDANOBODY'), await read(group!.GroupId!)], [undefined, undefined]);
});
