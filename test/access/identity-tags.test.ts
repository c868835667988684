import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { findAction } from '../../src/access/action-table.ts';
import { serviceNamed } from '../../src/wire/services.ts';
import { encodeInput, inputShape } from '../fuzz/encode-input.ts';
import { createWorld, type Input, validInputs, type World } from '../fuzz/valid-inputs.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { call } from '../signed-request.ts';
import {
  allow,
  type Clients,
  clientsOf,
  createUser,
  deny,
  type Element,
  policyOf,
  refuses,
  setPolicy,
  type User,
} from './access-world.ts';

// Conditions see the tags of users, roles, policies, instance profiles and providers, and those that requests give and take away.

let server: InProcessServer;
let world: World;
let root: Clients;
let user: User;
const NAME = 'tagged';
const Tags = [{ Key: 'team', Value: 'north' }];
const ARNS = { policy: '', provider: '' };

before(async () => {
  server = await startInProcessServer();
  world = await createWorld(server.caller);
  root = clientsOf(server.caller);
  user = await createUser(server.caller, 'ann');
  const { iam } = root;
  await iam.createUser({ UserName: NAME, Tags });
  await iam.createRole({ RoleName: NAME, AssumeRolePolicyDocument: trustOf('*'), Tags });
  await iam.createInstanceProfile({ InstanceProfileName: NAME, Tags });
  ARNS.policy = (await iam.createPolicy({ PolicyName: NAME, PolicyDocument: policyOf(allow('s3:*')), Tags })).Policy!
    .Arn!;
  const provider = await iam.createOpenIDConnectProvider({ Url: 'https://idp.example.com/realms/one', Tags });
  ARNS.provider = provider.OpenIDConnectProviderArn!;
});

const trustOf = (AWS: string, Condition?: object) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole', ...(Condition && { Condition }) }],
  });
const only = (...statements: Element[]) => setPolicy(server.caller, 'ann', ...statements);
const tagged = (key: string, value: string) => ({ StringEquals: { [`${key}/team`]: value } });

/** A valid request that names what is tagged in the place of what it would be about. */
function aboutTagged(operation: string): Input {
  const input = { ...validInputs['iam']![operation]!(world) };
  const userArn = `arn:aws:iam::${server.accountId}:user/${NAME}`;
  const names = {
    UserName: NAME,
    RoleName: NAME,
    InstanceProfileName: NAME,
    PolicyArn: ARNS.policy,
    OpenIDConnectProviderArn: ARNS.provider,
    PolicySourceArn: userArn,
    DeletionTaskId: `task/${NAME}/x`,
  };
  for (const [member, name] of Object.entries(names)) if (member in input) input[member] = name;
  return input;
}

const TAGGED = ['user', 'role', 'instance-profile', 'policy', 'oidc-provider'];
/** About who asks, about a service's role, whose name it chooses, and about an access key, whose user is not named. */
const ABOUT_OTHERS = [
  'ChangePassword',
  'CreateServiceLinkedRole',
  'GetAccessKeyLastUsed',
  'GetServiceLinkedRoleDeletionStatus',
];

test('every operation about one of them is told its tags', async () => {
  for (const key of ['aws:ResourceTag', 'iam:ResourceTag']) {
    await only(allow('*'), deny('*', '*', tagged(key, 'north')));
    const unseen: string[] = [];
    let asked = 0;
    for (const operation of Object.keys(server.operations['iam']!)) {
      const types = findAction(`iam:${operation}`)?.types ?? [];
      if (!types.some((type) => TAGGED.includes(type)) || ABOUT_OTHERS.includes(operation)) continue;
      if (/^Create(User|Role|Policy|InstanceProfile|OpenIDConnectProvider)$/.test(operation)) continue;
      asked += 1;
      const { text } = await call(user.caller, encodeInput('iam', operation, aboutTagged(operation)));
      if (!text.includes('with an explicit deny')) unseen.push(`${operation}: ${text}`);
    }
    assert.deepEqual(unseen, []);
    assert.ok(asked > 60, `${asked} were asked`);
  }
});

/** The request with a tag `team` in whichever way its service writes tags; undefined where it takes none. */
function withTag(service: string, operation: string): Input | undefined {
  const shape = inputShape(service, operation);
  const members = new Set(shape.kind === 'structure' ? shape.members.map(({ name }) => name) : []);
  const input = validInputs[service]![operation]!(world);
  if (service === 'resource-groups' && members.has('Tags')) return { ...input, Tags: { team: 'north' } };
  if (members.has('Tags')) return { ...input, Tags };
  if (members.has('tags')) return { ...input, tags: [{ key: 'team', value: 'north' }] };
  const taken = ['TagKeys', 'tagKeys', 'Keys'].find((member) => members.has(member));
  return taken === undefined ? undefined : { ...input, [taken]: ['team'] };
}

test('every operation of any service that gives or takes away tags tells them', async () => {
  await only(allow('*'), deny('*', '*', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['team'] } }));
  const unseen: string[] = [];
  let asked = 0;
  for (const [service, operations] of Object.entries(server.operations))
    for (const operation of Object.keys(operations)) {
      const action = `${serviceNamed(service).actionPrefix ?? service}:${operation}`;
      const input = findAction(action)?.keys.includes('aws:TagKeys') ? withTag(service, operation) : undefined;
      if (!input || service === 'ec2' || service === 'sts') continue;
      asked += 1;
      const { text } = await call(user.caller, encodeInput(service, operation, input));
      if (!text.includes('with an explicit deny')) unseen.push(`${service}:${operation}: ${text}`);
    }
  assert.deepEqual(unseen, []);
  assert.ok(asked > 30, `${asked} were asked`);
});

test('a name that looks like the id of a machine has none of its tags', async () => {
  const made = await root.ec2.describeInstances({ InstanceIds: [world.instanceId] });
  const id = made.Reservations![0]!.Instances![0]!.InstanceId!;
  await root.ec2.createTags({ Resources: [id], Tags });
  await root.iam.createUser({ UserName: id });
  await only(allow('*', '*', tagged('aws:ResourceTag', 'north')));
  await user.ec2.rebootInstances({ InstanceIds: [id] });
  await refuses(user.iam.getUser({ UserName: id }), 'AccessDenied');
  await refuses(user.iam.getRole({ RoleName: 'none' }), 'AccessDenied');
  await user.iam.getRole({ RoleName: NAME });
});

describe('a role is assumed by its tags', () => {
  const assume = (RoleName = NAME, as = user) =>
    as.sts.assumeRole({ RoleArn: `arn:aws:iam::${server.accountId}:role/${RoleName}`, RoleSessionName: 'work' });

  for (const key of ['aws:ResourceTag', 'iam:ResourceTag'])
    test(`as ${key} in the policies of who assumes it`, async () => {
      await only(deny('sts:AssumeRole', '*', tagged(key, 'north')));
      await refuses(assume(), 'AccessDenied', /with an explicit deny in an identity-based policy/);
      await root.iam.updateAssumeRolePolicy({ RoleName: NAME, PolicyDocument: trustOf(server.accountId) });
      await only(allow('sts:AssumeRole', '*', tagged(key, 'north')));
      await assume();
      await only(allow('sts:AssumeRole', '*', tagged(key, 'south')));
      await refuses(assume(), 'AccessDenied', /because no identity-based policy allows/);
    });

  test('as its trust policy says', async () => {
    const trust = (team: string) => {
      const PolicyDocument = trustOf(server.accountId, tagged('aws:ResourceTag', team));
      return root.iam.updateAssumeRolePolicy({ RoleName: NAME, PolicyDocument });
    };
    await only(allow('sts:AssumeRole'));
    await trust('north');
    await assume();
    await trust('south');
    await refuses(assume(), 'AccessDenied', /because no resource-based policy allows/);
  });

  test('and passed by them', async () => {
    const pass = () => user.iam.addRoleToInstanceProfile({ InstanceProfileName: NAME, RoleName: NAME });
    await only(allow('iam:AddRoleToInstanceProfile'), allow('iam:PassRole', '*', tagged('iam:ResourceTag', 'south')));
    await refuses(pass(), 'AccessDenied', /iam:PassRole/);
    await only(allow('iam:AddRoleToInstanceProfile'), allow('iam:PassRole', '*', tagged('iam:ResourceTag', 'north')));
    await pass();
  });
});

describe('who may make users, and no more than within a boundary', () => {
  const READS = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
  const ALL = 'arn:aws:iam::aws:policy/AdministratorAccess';

  test('makes none without it, takes it off none, and attaches what is allowed alone', async () => {
    await only(
      allow('iam:*', '*', { StringEquals: { 'iam:PermissionsBoundary': READS } }),
      deny(['iam:AttachUserPolicy', 'iam:DetachUserPolicy'], '*', { ArnNotEquals: { 'iam:PolicyARN': READS } }),
      deny('iam:DeleteUserPermissionsBoundary'),
    );
    await refuses(user.iam.createUser({ UserName: 'free' }), 'AccessDenied');
    await refuses(user.iam.createUser({ UserName: 'free', PermissionsBoundary: ALL }), 'AccessDenied');
    const UserName = 'bound';
    await user.iam.createUser({ UserName, PermissionsBoundary: READS });
    await user.iam.attachUserPolicy({ UserName, PolicyArn: READS });
    await refuses(user.iam.attachUserPolicy({ UserName, PolicyArn: ALL }), 'AccessDenied', /explicit deny/);
    await refuses(user.iam.putUserPermissionsBoundary({ UserName, PermissionsBoundary: ALL }), 'AccessDenied');
    await refuses(user.iam.deleteUserPermissionsBoundary({ UserName }), 'AccessDenied', /explicit deny/);
    await refuses(user.iam.attachUserPolicy({ UserName: NAME, PolicyArn: READS }), 'AccessDenied');
  });

  test('makes the roles of one service alone', async () => {
    const service = 'license-manager.amazonaws.com';
    await only(allow('iam:CreateServiceLinkedRole', '*', { StringEquals: { 'iam:AWSServiceName': service } }));
    await refuses(user.iam.createServiceLinkedRole({ AWSServiceName: 'spot.amazonaws.com' }), 'AccessDenied');
    // It is there already, which who is allowed is told.
    await refuses(user.iam.createServiceLinkedRole({ AWSServiceName: service }), 'InvalidInput');
  });
});

test('who is of another account and not trusted learns nothing of the tags of a role', async () => {
  const { text } = await call(server.caller, encodeInput('headroom', 'CreateAccount', {}));
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = JSON.parse(text);
  const eve = await createUser({ ...server.caller, accessKeyId, secretAccessKey }, 'eve');
  await root.iam.updateAssumeRolePolicy({ RoleName: NAME, PolicyDocument: trustOf(server.accountId) });
  const told = async (team: string) => {
    const statements = [allow('sts:*'), deny('sts:*', '*', tagged('aws:ResourceTag', team))];
    await setPolicy({ ...server.caller, accessKeyId, secretAccessKey }, 'eve', ...statements);
    const RoleArn = `arn:aws:iam::${server.accountId}:role/${NAME}`;
    return eve.sts.assumeRole({ RoleArn, RoleSessionName: 'work' }).catch((error: Error) => error.message);
  };
  assert.equal(await told('north'), await told('south'));
});
