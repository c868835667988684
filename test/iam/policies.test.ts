import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { IAM } from '@aws-sdk/client-iam';
import { readyMadePolicies } from '../../src/domain/identities/ready-made-policies.ts';
import { parseIdentityPolicy } from '../../src/domain/policies/parse-policy.ts';
import { type IamWorld, iamWorld, policy, refuses, trust } from './world.ts';

let world: IamWorld;
let iam: IAM;
before(async () => {
  world = await iamWorld();
  iam = world.own.iam;
});

const create = async (PolicyName: string) =>
  (await iam.createPolicy({ PolicyName, PolicyDocument: policy('ec2:Describe*'), Path: '/own/' })).Policy!;

test('inline policies are put, read, listed and deleted, the same for users, groups and roles', async () => {
  await iam.createUser({ UserName: 'one' });
  await iam.createGroup({ GroupName: 'one' });
  await iam.createRole({ RoleName: 'one', AssumeRolePolicyDocument: trust(world.own.accountId) });
  const [UserName, GroupName, RoleName, PolicyName] = ['one', 'one', 'one', 'may'];
  const document = policy('ec2:*').replaceAll(':', ' : ');
  const PolicyDocument = document.replace('ec2 : *', 'ec2:*');
  await iam.putUserPolicy({ UserName, PolicyName, PolicyDocument });
  await iam.putGroupPolicy({ GroupName, PolicyName, PolicyDocument });
  await iam.putRolePolicy({ RoleName, PolicyName, PolicyDocument });
  const read = [
    await iam.getUserPolicy({ UserName, PolicyName }),
    await iam.getGroupPolicy({ GroupName, PolicyName }),
    await iam.getRolePolicy({ RoleName, PolicyName }),
  ];
  for (const { PolicyDocument: encoded } of read) assert.equal(decodeURIComponent(encoded!), PolicyDocument);
  for (const { PolicyNames: names } of [
    await iam.listUserPolicies({ UserName }),
    await iam.listGroupPolicies({ GroupName }),
    await iam.listRolePolicies({ RoleName }),
  ])
    assert.deepEqual(names, ['may']);
  const refused = [iam.deleteUser({ UserName }), iam.deleteGroup({ GroupName }), iam.deleteRole({ RoleName })];
  await Promise.all(refused.map((one) => refuses(one, 'DeleteConflict', /must delete policies first/)));
  await iam.deleteUserPolicy({ UserName, PolicyName });
  await iam.deleteGroupPolicy({ GroupName, PolicyName });
  await iam.deleteRolePolicy({ RoleName, PolicyName });
  await refuses(iam.deleteRolePolicy({ RoleName, PolicyName }), 'NoSuchEntity', /role policy with name may/);
  await refuses(iam.getUserPolicy({ UserName, PolicyName }), 'NoSuchEntity');
  const broken = iam.putUserPolicy({ UserName, PolicyName, PolicyDocument: policy('ec2') });
  await refuses(broken, 'MalformedPolicyDocument', /Statement\[0\]\.Action/);
});

test('a managed policy has five versions, of which one is the default', async () => {
  const { Arn: PolicyArn, DefaultVersionId, PolicyId } = await create('versions');
  assert.match(PolicyId!, /^ANPA/);
  assert.deepEqual([PolicyArn, DefaultVersionId], [`arn:aws:iam::${world.own.accountId}:policy/own/versions`, 'v1']);
  const version = async (SetAsDefault: boolean) =>
    (await iam.createPolicyVersion({ PolicyArn: PolicyArn!, PolicyDocument: policy('ec2:*'), SetAsDefault }))
      .PolicyVersion!;
  assert.deepEqual([(await version(true)).IsDefaultVersion, (await version(false)).IsDefaultVersion], [true, false]);
  for (let n = 0; n < 2; n++) await version(false);
  await refuses(version(false), 'LimitExceeded', /up to 5 versions/);
  await refuses(iam.deletePolicyVersion({ PolicyArn, VersionId: 'v2' }), 'DeleteConflict', /default version/);
  await iam.deletePolicyVersion({ PolicyArn, VersionId: 'v5' });
  assert.equal((await version(false)).VersionId, 'v6', 'a number is not given twice');
  await iam.setDefaultPolicyVersion({ PolicyArn, VersionId: 'v3' });
  const { Versions: versions } = await iam.listPolicyVersions({ PolicyArn, MaxItems: 2 });
  assert.deepEqual(
    versions!.map(({ VersionId }) => VersionId),
    ['v6', 'v4'],
  );
  const { PolicyVersion: first } = await iam.getPolicyVersion({ PolicyArn, VersionId: 'v1' });
  assert.equal(decodeURIComponent(first!.Document!), policy('ec2:Describe*'));
  await refuses(iam.getPolicyVersion({ PolicyArn, VersionId: 'v5' }), 'NoSuchEntity');
  await refuses(iam.deletePolicy({ PolicyArn }), 'DeleteConflict', /more than one version/);
  for (const VersionId of ['v1', 'v2', 'v4', 'v6']) await iam.deletePolicyVersion({ PolicyArn, VersionId });
  await iam.deletePolicy({ PolicyArn });
  await refuses(iam.getPolicy({ PolicyArn }), 'NoSuchEntity');
});

test('a managed policy is attached, told with its holders, bounds, and is not deleted meanwhile', async () => {
  const PolicyArn = (await create('held')).Arn!;
  await iam.createUser({ UserName: 'holder', PermissionsBoundary: PolicyArn });
  await iam.createGroup({ GroupName: 'holders' });
  await iam.attachUserPolicy({ UserName: 'holder', PolicyArn });
  await iam.attachGroupPolicy({ GroupName: 'holders', PolicyArn });
  const { Policy: counted } = await iam.getPolicy({ PolicyArn });
  assert.deepEqual([counted!.AttachmentCount, counted!.PermissionsBoundaryUsageCount], [2, 1]);
  const holders = await iam.listEntitiesForPolicy({ PolicyArn });
  assert.deepEqual(
    [holders.PolicyUsers!.map(({ UserName }) => UserName), holders.PolicyGroups!.map(({ GroupName }) => GroupName)],
    [['holder'], ['holders']],
  );
  const { PolicyUsers: bound } = await iam.listEntitiesForPolicy({
    PolicyArn,
    PolicyUsageFilter: 'PermissionsBoundary',
  });
  assert.equal(bound!.length, 1);
  await refuses(iam.deleteUser({ UserName: 'holder' }), 'DeleteConflict', /must detach all policies first/);
  await iam.detachUserPolicy({ UserName: 'holder', PolicyArn });
  await iam.detachGroupPolicy({ GroupName: 'holders', PolicyArn });
  await refuses(iam.detachGroupPolicy({ GroupName: 'holders', PolicyArn }), 'NoSuchEntity');
  await refuses(iam.deletePolicy({ PolicyArn }), 'DeleteConflict', /attached to entities/);
  const { User: user } = await iam.getUser({ UserName: 'holder' });
  assert.equal(user!.PermissionsBoundary!.PermissionsBoundaryArn, PolicyArn);
  await iam.deleteUserPermissionsBoundary({ UserName: 'holder' });
  await refuses(iam.deleteUserPermissionsBoundary({ UserName: 'holder' }), 'NoSuchEntity');
  await iam.deletePolicy({ PolicyArn });
});

test('ready-made policies are listed behind the account’s own, attached, and not changed', async () => {
  await create('zzz');
  const names: string[] = [];
  let Marker: string | undefined;
  do {
    const page = await iam.listPolicies({ MaxItems: 7, ...(Marker && { Marker }) });
    names.push(...page.Policies!.map(({ PolicyName }) => PolicyName!));
    Marker = page.Marker;
  } while (Marker);
  assert.equal(names[0], 'zzz');
  assert.deepEqual(
    names.slice(1).sort(),
    readyMadePolicies()
      .map(({ name }) => name)
      .sort(),
  );

  const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
  await iam.createGroup({ GroupName: 'readers' });
  await iam.attachGroupPolicy({ GroupName: 'readers', PolicyArn });
  const attached = async (Scope: 'All' | 'AWS' | 'Local') =>
    (await iam.listPolicies({ Scope, OnlyAttached: true })).Policies!.map(({ Arn }) => Arn);
  assert.deepEqual(
    [await attached('All'), await attached('AWS'), await attached('Local')],
    [[PolicyArn], [PolicyArn], []],
  );
  const { PolicyVersion: only } = await iam.getPolicyVersion({ PolicyArn, VersionId: 'v1' });
  assert.match(decodeURIComponent(only!.Document!), /license-manager:Get\*/);
  const changes = [
    iam.deletePolicy({ PolicyArn }),
    iam.createPolicyVersion({ PolicyArn, PolicyDocument: policy('*') }),
    iam.tagPolicy({ PolicyArn, Tags: [{ Key: 'a', Value: 'b' }] }),
  ];
  await Promise.all(changes.map((change) => refuses(change, 'AccessDenied', /ready-made/)));
  const ofService = 'arn:aws:iam::aws:policy/aws-service-role/AWSLicenseManagerServiceRolePolicy';
  await refuses(iam.attachGroupPolicy({ GroupName: 'readers', PolicyArn: ofService }), 'PolicyNotAttachable');
});

test('every ready-made policy is in IAM’s language and within its size', () => {
  for (const { name, document } of readyMadePolicies()) {
    const parsed = parseIdentityPolicy(document);
    assert.equal(parsed.ok, true, `${name}: ${!parsed.ok && parsed.problem}`);
    assert.ok(document.length <= 6144, `${name} has ${document.length} characters`);
  }
});
