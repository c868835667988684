import { randomUUID } from 'node:crypto';
import { IAM } from '@aws-sdk/client-iam';
import { type Answer, type Caller, call } from '../signed-request.ts';
import { encodeInput } from './encode-input.ts';
import { createOpenIdWorld, type OpenIdWorld, openIdInputs, webIdentityInputs } from './openid-inputs.ts';

/** What requests about identities name: one of each that stays, one that is changed and one that is taken away. */
export interface IdentityWorld extends OpenIdWorld {
  readonly accessKeyId: string;
  readonly identity: string;
  readonly otherIdentity: string;
  readonly spareIdentity: string;
  readonly policyArn: string;
  readonly sparePolicyArn: string;
  readonly userKeyId: string;
  readonly spareUserKeyId: string;
  readonly roleArn: string;
  /** A user, for what roots do not do. */
  readonly asker: Caller;
  /** The name of a user with a password that nobody changes. */
  readonly signer: string;
}

const PolicyDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['ec2:Describe*'], Resource: '*' }],
});

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
});

const READY_MADE = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

const unique = (): string => `fuzz-${randomUUID().slice(0, 18)}`;

/** A user, a group, a role and an instance profile of one name, with all that can be taken from them. */
async function createIdentity(iam: IAM): Promise<{ name: string; policyArn: string; keyIds: string[] }> {
  const name = unique();
  const [UserName, GroupName, RoleName, InstanceProfileName] = [name, name, name, name];
  await iam.createGroup({ GroupName });
  await iam.createUser({ UserName, PermissionsBoundary: READY_MADE });
  await iam.createRole({ RoleName, AssumeRolePolicyDocument: trust, PermissionsBoundary: READY_MADE });
  await iam.createInstanceProfile({ InstanceProfileName });
  await iam.addUserToGroup({ GroupName, UserName });
  for (const PolicyName of ['inline', 'spare']) {
    await iam.putUserPolicy({ UserName, PolicyName, PolicyDocument });
    await iam.putGroupPolicy({ GroupName, PolicyName, PolicyDocument });
    await iam.putRolePolicy({ RoleName, PolicyName, PolicyDocument });
  }
  const { Policy: policy } = await iam.createPolicy({ PolicyName: name, PolicyDocument });
  const PolicyArn = policy!.Arn!;
  await iam.createPolicyVersion({ PolicyArn, PolicyDocument });
  await iam.attachUserPolicy({ UserName, PolicyArn: READY_MADE });
  await iam.attachGroupPolicy({ GroupName, PolicyArn: READY_MADE });
  await iam.attachRolePolicy({ RoleName, PolicyArn: READY_MADE });
  const key = async () => (await iam.createAccessKey({ UserName })).AccessKey!.AccessKeyId!;
  return { name, policyArn: PolicyArn, keyIds: [await key(), await key()] };
}

/** A user, a group, a role and an instance profile of one name that have nothing. */
async function createBare(iam: IAM): Promise<string> {
  const name = unique();
  await iam.createUser({ UserName: name });
  await iam.createGroup({ GroupName: name });
  await iam.createRole({ RoleName: name, AssumeRolePolicyDocument: trust });
  await iam.createInstanceProfile({ InstanceProfileName: name });
  return name;
}

export async function createIdentityWorld({ url, ...credentials }: Caller): Promise<IdentityWorld> {
  const iam = new IAM({ endpoint: url, region: 'us-east-1', credentials });
  const one = await createIdentity(iam);
  await iam.addRoleToInstanceProfile({ InstanceProfileName: one.name, RoleName: one.name });
  const { Policy: policy } = await iam.createPolicy({ PolicyName: unique(), PolicyDocument });
  const { Role: trusting } = await iam.getRole({ RoleName: one.name });
  return {
    ...(await createOpenIdWorld(iam)),
    asker: { url, ...(await createAsker(iam)) },
    signer: await createSigner(iam),
    roleArn: trusting!.Arn!,
    accessKeyId: credentials.accessKeyId,
    identity: one.name,
    otherIdentity: await createBare(iam),
    spareIdentity: await createBare(iam),
    policyArn: one.policyArn,
    sparePolicyArn: policy!.Arn!,
    userKeyId: one.keyIds[0]!,
    spareUserKeyId: one.keyIds[1]!,
  };
}

const PASSWORD = 'Correct-horse-1';

async function createAsker(iam: IAM): Promise<Omit<Caller, 'url'>> {
  const UserName = unique();
  await iam.createUser({ UserName });
  await iam.attachUserPolicy({ UserName, PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' });
  await iam.createLoginProfile({ UserName, Password: PASSWORD });
  const { AccessKey: key } = await iam.createAccessKey({ UserName });
  return { accessKeyId: key!.AccessKeyId!, secretAccessKey: key!.SecretAccessKey! };
}

async function createSigner(iam: IAM): Promise<string> {
  const UserName = unique();
  await iam.createUser({ UserName });
  await iam.createLoginProfile({ UserName, Password: PASSWORD });
  return UserName;
}

const BY_USER = ['AssumeRole', 'ChangePassword'];

/** Sends a request of a user where the operation is for those; undefined where it is not. */
export const callAsUser = async (
  { asker }: IdentityWorld,
  { service, operation, input }: { service: string; operation: string; input: Record<string, unknown> },
): Promise<Answer | undefined> =>
  BY_USER.includes(operation) ? call(asker, encodeInput(service, operation, input)) : undefined;

type Inputs = Readonly<Record<string, (world: IdentityWorld) => Record<string, unknown>>>;

export const signInInputs: Inputs = {
  ConsoleLogin: ({ roleArn, signer }) => ({ Account: roleArn.split(':')[4], UserName: signer, Password: PASSWORD }),
};

export const stsInputs: Inputs = {
  AssumeRole: ({ roleArn }) => ({
    RoleArn: roleArn,
    RoleSessionName: 'fuzz',
    DurationSeconds: 900,
    ExternalId: 'x-1',
    Policy: PolicyDocument,
    PolicyArns: [{ arn: READY_MADE }],
  }),
  ...webIdentityInputs,
  GetAccessKeyInfo: ({ accessKeyId }) => ({ AccessKeyId: accessKeyId }),
  GetCallerIdentity: () => ({}),
  GetSessionToken: () => ({ DurationSeconds: 900 }),
};

const user = ({ identity }: IdentityWorld) => ({ UserName: identity });
const group = ({ identity }: IdentityWorld) => ({ GroupName: identity });
const role = ({ identity }: IdentityWorld) => ({ RoleName: identity });
const profile = ({ identity }: IdentityWorld) => ({ InstanceProfileName: identity });
const inline = { PolicyName: 'inline' };
const page = { MaxItems: 5, PathPrefix: '/' };
const Tags = [{ Key: 'team', Value: 'north' }];
const TagKeys = ['team'];

const userInputs: Inputs = {
  AddUserToGroup: ({ identity, otherIdentity }) => ({ GroupName: identity, UserName: otherIdentity }),
  AttachUserPolicy: (world) => ({ ...user(world), PolicyArn: world.policyArn }),
  CreateAccessKey: ({ otherIdentity }) => ({ UserName: otherIdentity }),
  CreateUser: () => ({ UserName: unique(), Path: '/fuzz/', Tags, PermissionsBoundary: READY_MADE }),
  DeleteAccessKey: (world) => ({ ...user(world), AccessKeyId: world.spareUserKeyId }),
  DeleteUser: ({ spareIdentity }) => ({ UserName: spareIdentity }),
  DeleteUserPermissionsBoundary: user,
  DeleteUserPolicy: (world) => ({ ...user(world), PolicyName: 'spare' }),
  DetachUserPolicy: (world) => ({ ...user(world), PolicyArn: READY_MADE }),
  GetAccessKeyLastUsed: ({ userKeyId }) => ({ AccessKeyId: userKeyId }),
  GetUser: user,
  GetUserPolicy: (world) => ({ ...user(world), ...inline }),
  ListAccessKeys: (world) => ({ ...user(world), MaxItems: 1 }),
  ListAttachedUserPolicies: (world) => ({ ...user(world), ...page }),
  ListGroupsForUser: (world) => ({ ...user(world), MaxItems: 5 }),
  ListUserPolicies: user,
  ListUsers: () => page,
  ListUserTags: user,
  PutUserPermissionsBoundary: (world) => ({ ...user(world), PermissionsBoundary: READY_MADE }),
  PutUserPolicy: (world) => ({ ...user(world), ...inline, PolicyDocument }),
  RemoveUserFromGroup: (world) => ({ ...group(world), ...user(world) }),
  TagUser: (world) => ({ ...user(world), Tags }),
  UntagUser: (world) => ({ ...user(world), TagKeys }),
  UpdateAccessKey: (world) => ({ ...user(world), AccessKeyId: world.userKeyId, Status: 'Inactive' }),
  UpdateUser: ({ otherIdentity }) => ({ UserName: otherIdentity, NewPath: '/moved/', NewUserName: otherIdentity }),
};

const groupInputs: Inputs = {
  AttachGroupPolicy: (world) => ({ ...group(world), PolicyArn: world.policyArn }),
  CreateGroup: () => ({ GroupName: unique(), Path: '/fuzz/' }),
  DeleteGroup: ({ spareIdentity }) => ({ GroupName: spareIdentity }),
  DeleteGroupPolicy: (world) => ({ ...group(world), PolicyName: 'spare' }),
  DetachGroupPolicy: (world) => ({ ...group(world), PolicyArn: READY_MADE }),
  GetGroup: (world) => ({ ...group(world), MaxItems: 1 }),
  GetGroupPolicy: (world) => ({ ...group(world), ...inline }),
  ListAttachedGroupPolicies: group,
  ListGroupPolicies: group,
  ListGroups: () => page,
  PutGroupPolicy: (world) => ({ ...group(world), ...inline, PolicyDocument }),
  UpdateGroup: ({ otherIdentity }) => ({ GroupName: otherIdentity, NewPath: '/moved/' }),
};

const roleInputs: Inputs = {
  AddRoleToInstanceProfile: ({ identity, otherIdentity }) => ({
    InstanceProfileName: otherIdentity,
    RoleName: identity,
  }),
  AttachRolePolicy: (world) => ({ ...role(world), PolicyArn: world.policyArn }),
  CreateInstanceProfile: () => ({ InstanceProfileName: unique(), Tags }),
  CreateRole: () => ({ RoleName: unique(), AssumeRolePolicyDocument: trust, MaxSessionDuration: 7200, Tags }),
  DeleteInstanceProfile: ({ spareIdentity }) => ({ InstanceProfileName: spareIdentity }),
  DeleteRole: ({ spareIdentity }) => ({ RoleName: spareIdentity }),
  DeleteRolePermissionsBoundary: role,
  DeleteRolePolicy: (world) => ({ ...role(world), PolicyName: 'spare' }),
  DetachRolePolicy: (world) => ({ ...role(world), PolicyArn: READY_MADE }),
  GetInstanceProfile: profile,
  GetRole: role,
  GetRolePolicy: (world) => ({ ...role(world), ...inline }),
  ListAttachedRolePolicies: role,
  ListInstanceProfiles: () => page,
  ListInstanceProfilesForRole: role,
  ListInstanceProfileTags: profile,
  ListRolePolicies: role,
  ListRoles: () => page,
  ListRoleTags: role,
  PutRolePermissionsBoundary: (world) => ({ ...role(world), PermissionsBoundary: READY_MADE }),
  PutRolePolicy: (world) => ({ ...role(world), ...inline, PolicyDocument }),
  RemoveRoleFromInstanceProfile: (world) => ({ ...profile(world), ...role(world) }),
  TagInstanceProfile: (world) => ({ ...profile(world), Tags }),
  TagRole: (world) => ({ ...role(world), Tags }),
  UntagInstanceProfile: (world) => ({ ...profile(world), TagKeys }),
  UntagRole: (world) => ({ ...role(world), TagKeys }),
  UpdateAssumeRolePolicy: (world) => ({ ...role(world), PolicyDocument: trust }),
  UpdateRole: (world) => ({ ...role(world), Description: 'x', MaxSessionDuration: 3600 }),
  UpdateRoleDescription: (world) => ({ ...role(world), Description: 'y' }),
};

const loginInputs: Inputs = {
  ChangePassword: () => ({ OldPassword: PASSWORD, NewPassword: `${PASSWORD}-new` }),
  CreateLoginProfile: ({ otherIdentity }) => ({ UserName: otherIdentity, Password: PASSWORD }),
  GetLoginProfile: ({ otherIdentity }) => ({ UserName: otherIdentity }),
  UpdateLoginProfile: ({ otherIdentity }) => ({ UserName: otherIdentity, PasswordResetRequired: true }),
  DeleteLoginProfile: ({ otherIdentity }) => ({ UserName: otherIdentity }),
};

const accountInputs: Inputs = {
  CreateAccountAlias: () => ({ AccountAlias: 'fuzz-alias' }),
  ListAccountAliases: () => ({ MaxItems: 5 }),
  DeleteAccountAlias: () => ({ AccountAlias: 'fuzz-alias' }),
  GetAccountSummary: () => ({}),
  CreateServiceLinkedRole: () => ({
    AWSServiceName: 'license-manager-linux-subscriptions.amazonaws.com',
    Description: 'x',
  }),
  DeleteServiceLinkedRole: () => ({ RoleName: 'AWSServiceRoleForAWSLicenseManagerLinuxSubscriptionsService' }),
  GetServiceLinkedRoleDeletionStatus: () => ({
    DeletionTaskId:
      'task/aws-service-role/license-manager.amazonaws.com/AWSServiceRoleForAWSLicenseManagerRole/AROAAAAAAAAAAAAAAAAAA',
  }),
};

const policyInputs: Inputs = {
  CreatePolicy: () => ({ PolicyName: unique(), PolicyDocument, Path: '/fuzz/', Description: 'x', Tags }),
  CreatePolicyVersion: ({ policyArn }) => ({ PolicyArn: policyArn, PolicyDocument, SetAsDefault: false }),
  DeletePolicy: ({ sparePolicyArn }) => ({ PolicyArn: sparePolicyArn }),
  DeletePolicyVersion: ({ policyArn }) => ({ PolicyArn: policyArn, VersionId: 'v2' }),
  GetPolicy: ({ policyArn }) => ({ PolicyArn: policyArn }),
  GetPolicyVersion: ({ policyArn }) => ({ PolicyArn: policyArn, VersionId: 'v1' }),
  ListEntitiesForPolicy: () => ({ PolicyArn: READY_MADE, EntityFilter: 'User', ...page }),
  ListPolicies: () => ({ Scope: 'All', OnlyAttached: true, PolicyUsageFilter: 'PermissionsBoundary', ...page }),
  ListPolicyTags: ({ policyArn }) => ({ PolicyArn: policyArn }),
  ListPolicyVersions: ({ policyArn }) => ({ PolicyArn: policyArn, MaxItems: 1 }),
  SetDefaultPolicyVersion: ({ policyArn }) => ({ PolicyArn: policyArn, VersionId: 'v1' }),
  TagPolicy: ({ policyArn }) => ({ PolicyArn: policyArn, Tags }),
  UntagPolicy: ({ policyArn }) => ({ PolicyArn: policyArn, TagKeys }),
};

const questions = {
  ActionNames: ['ec2:RunInstances', 'ec2:StartInstances'],
  ResourceArns: ['*', 'arn:aws:ec2:us-east-1:111122223333:instance/i-0a'],
  ContextEntries: [{ ContextKeyName: 'aws:SourceIp', ContextKeyValues: ['192.0.2.1'], ContextKeyType: 'ip' }],
  PolicyInputList: [PolicyDocument],
  MaxItems: 3,
};

const simulationInputs: Inputs = {
  GetContextKeysForCustomPolicy: () => ({ PolicyInputList: [PolicyDocument] }),
  GetContextKeysForPrincipalPolicy: (world) => ({ PolicySourceArn: arnOf(world) }),
  SimulateCustomPolicy: () => questions,
  SimulatePrincipalPolicy: (world) => ({ ...questions, PolicySourceArn: arnOf(world) }),
};

/** Of the role of that name. */
const arnOf = ({ policyArn, identity }: IdentityWorld) => policyArn.replace(/:policy.*/, `:role/${identity}`);

export const iamInputs: Inputs = {
  ...userInputs,
  ...loginInputs,
  ...groupInputs,
  ...roleInputs,
  ...policyInputs,
  ...accountInputs,
  ...openIdInputs,
  ...simulationInputs,
};
