import { before, describe, test } from 'node:test';
import { Organizations } from '@aws-sdk/client-organizations';
import { RAM } from '@aws-sdk/client-ram';
import { encodeInput } from '../fuzz/encode-input.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { type Caller, call } from '../signed-request.ts';
import { allow, clientsOf, createUser, deny, type Element, refuses, setPolicy } from './access-world.ts';

// Organizations and RAM are allowed on one account, unit, policy or share, and not on another, by ARN, by tag and by their own keys.

let server: InProcessServer;
let organizations: Clients['organizations'];
let ram: Clients['ram'];
let root: Clients;
let organizationId: string;
let rootId: string;

type Clients = ReturnType<typeof clients>;
const clients = (caller: Caller) => {
  const { url, region = 'us-east-1', ...credentials } = caller;
  const config = { endpoint: url, region, credentials, maxAttempts: 1 };
  return { organizations: new Organizations(config), ram: new RAM(config) };
};

before(async () => {
  server = await startInProcessServer();
  root = clients(server.caller);
  ({ Id: organizationId } = (await root.organizations.createOrganization({})).Organization as { Id: string });
  rootId = (await root.organizations.listRoots({})).Roots![0]!.Id!;
  await root.organizations.enablePolicyType({ RootId: rootId, PolicyType: 'SERVICE_CONTROL_POLICY' });
  const user = await createUser(server.caller, 'ann');
  ({ organizations, ram } = clients(user.caller));
});

const only = (...statements: Element[]) => setPolicy(server.caller, 'ann', ...statements);
const arn = (resource: string) =>
  `arn:aws:organizations::${server.accountId}:${resource.replace('/', `/${organizationId}/`)}`;
const tags = (team: string) => [{ Key: 'team', Value: team }];

const account = async (name: string, team = 'none') => {
  const asked = { AccountName: name, Email: `${name}@example.com`, Tags: tags(team) };
  return (await root.organizations.createAccount(asked)).CreateAccountStatus!.AccountId!;
};
const unit = async (Name: string) =>
  (await root.organizations.createOrganizationalUnit({ ParentId: rootId, Name })).OrganizationalUnit!.Id!;
const policy = async (Name: string) => {
  const Content = JSON.stringify({ Statement: { Effect: 'Deny', Action: 'ec2:RunInstances', Resource: '*' } });
  const asked = { Name, Content, Description: '', Type: 'SERVICE_CONTROL_POLICY' as const };
  return (await root.organizations.createPolicy(asked)).Policy!.PolicySummary!.Id!;
};
const denied = (answer: Promise<unknown>, words: string | RegExp = /is not authorized/) =>
  refuses(answer, 'AccessDeniedException', words);

describe('in an organization', () => {
  test('one account and not another, by its ARN and by its tag', async () => {
    const [own, other] = [await account('own', 'north'), await account('other', 'south')];
    const describes = (AccountId: string) => organizations.describeAccount({ AccountId });
    await only(allow('organizations:DescribeAccount', arn(`account/${own}`)));
    await describes(own);
    const user = `arn:aws:iam::${server.accountId}:user/ann`;
    await denied(
      describes(other),
      `User: ${user} is not authorized to perform: organizations:DescribeAccount on resource: ${arn(`account/${other}`)} because no identity-based policy allows the organizations:DescribeAccount action`,
    );
    await only(allow('organizations:*', '*', { StringEquals: { 'aws:ResourceTag/team': 'north' } }));
    await describes(own);
    await denied(describes(other));
    await denied(organizations.listAccounts({}), /because no identity/);
    await only(allow('organizations:*'), deny('organizations:CloseAccount', arn(`account/${own}`)));
    await denied(organizations.closeAccount({ AccountId: own }), /explicit deny/);
    await organizations.closeAccount({ AccountId: other });
  });

  test('a move asks for the account and for both units', async () => {
    const [moved, from, to] = [await account('moved'), await unit('from'), await unit('to')];
    await root.organizations.moveAccount({ AccountId: moved, SourceParentId: rootId, DestinationParentId: from });
    const move = () => organizations.moveAccount({ AccountId: moved, SourceParentId: from, DestinationParentId: to });
    const all = [arn(`account/${moved}`), arn(`ou/${from}`), arn(`ou/${to}`)];
    for (const left of all) {
      await only(
        allow(
          'organizations:MoveAccount',
          all.filter((one) => one !== left),
        ),
      );
      await denied(move(), new RegExp(`on resource: ${left} `));
    }
    await only(allow('organizations:MoveAccount', all));
    await move();
  });

  test('one policy on one target, and AWS’s own by its ARN', async () => {
    const [own, other] = [await policy('own'), await policy('other')];
    const TargetId = await unit('cut');
    const attach = (PolicyId: string, at = TargetId) => organizations.attachPolicy({ PolicyId, TargetId: at });
    await only(
      allow('organizations:AttachPolicy', [arn(`policy/service_control_policy/${own}`), arn(`ou/${TargetId}`)]),
      allow('organizations:DescribePolicy', 'arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess'),
    );
    await attach(own);
    await denied(attach(other), new RegExp(`${other} because`));
    await denied(attach(own, rootId), new RegExp(`root/${organizationId}/${rootId} because`));
    await organizations.describePolicy({ PolicyId: 'p-FullAWSAccess' });
    await denied(organizations.describePolicy({ PolicyId: own }));
  });

  test('by the type of policies, the service, and the tags that are given', async () => {
    await only(
      allow('organizations:ListPolicies', '*', {
        StringEquals: { 'organizations:PolicyType': 'SERVICE_CONTROL_POLICY' },
      }),
      allow('organizations:EnableAWSServiceAccess', '*', {
        StringEquals: { 'organizations:ServicePrincipal': 'license-manager.amazonaws.com' },
      }),
      allow('organizations:TagResource', '*', { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } }),
    );
    await organizations.listPolicies({ Filter: 'SERVICE_CONTROL_POLICY' });
    await denied(organizations.listPolicies({ Filter: 'TAG_POLICY' }));
    await organizations.enableAWSServiceAccess({ ServicePrincipal: 'license-manager.amazonaws.com' });
    await denied(organizations.enableAWSServiceAccess({ ServicePrincipal: 'ram.amazonaws.com' }));
    await organizations.tagResource({ ResourceId: rootId, Tags: tags('north') });
    await denied(organizations.tagResource({ ResourceId: rootId, Tags: [{ Key: 'cost', Value: '1' }] }));
  });

  test('an invitation of one account and not of another, and one that came', async () => {
    await only(allow('organizations:InviteAccountToOrganization', arn('account/111122223333')));
    const invite = (Id: string, Type: 'ACCOUNT' | 'EMAIL' = 'ACCOUNT') =>
      organizations.inviteAccountToOrganization({ Target: { Id, Type } });
    await refuses(invite('111122223333'), 'AccountNotFoundException');
    await denied(invite('444455556666'));
    await denied(invite('own@example.com', 'EMAIL'), /account\/o-\w+\/\* because/);
  });
});

describe('of resource shares', () => {
  const share = async (name: string, team = 'none') =>
    (await root.ram.createResourceShare({ name, tags: [{ key: 'team', value: team }] })).resourceShare!
      .resourceShareArn!;

  test('one and not another, by its ARN, its tag and its name', async () => {
    const [own, other] = [await share('own', 'north'), await share('other', 'south')];
    const rename = (resourceShareArn: string) => ram.updateResourceShare({ resourceShareArn, name: 'own' });
    const conditions: Element[] = [
      allow('ram:*', own),
      ...['aws', 'ram'].map((service) =>
        allow('ram:*', '*', { StringEquals: { [`${service}:ResourceTag/team`]: 'north' } }),
      ),
      allow('ram:*', '*', { StringEquals: { 'ram:ResourceShareName': 'own' } }),
    ];
    for (const statement of conditions) {
      await only(statement);
      await rename(own);
      await refuses(rename(other), 'AccessDeniedException', new RegExp(`${other} because`));
    }
    await only(allow('ram:*'), deny('ram:*', other));
    const tag = [{ key: 'a', value: 'b' }];
    await ram.tagResource({ resourceArn: own, tags: tag });
    await denied(ram.tagResource({ resourceArn: other, tags: tag }), /explicit deny/);
    await denied(ram.untagResource({ resourceArn: other, tagKeys: ['a'] }), /explicit deny/);
  });

  test('by what is put in, whom it is for, and whether it may leave the organization', async () => {
    const own = await share('members');
    const { licenseManager } = clientsOf(server.caller);
    const made = await licenseManager.createLicenseConfiguration({ Name: 'x', LicenseCountingType: 'vCPU' });
    const license = made.LicenseConfigurationArn!;
    const [friend, stranger] = [await account('friend'), await account('stranger')];
    const put = (what: object) => ram.associateResourceShare({ resourceShareArn: own, ...what });
    await only(
      allow('ram:AssociateResourceShare', own, {
        'ForAllValues:StringEquals': {
          'ram:Principal': [friend],
          'ram:RequestedResourceType': ['resource-groups:Group'],
        },
      }),
      allow('ram:CreateResourceShare', '*', { Bool: { 'ram:RequestedAllowsExternalPrincipals': 'false' } }),
    );
    await put({ principals: [friend] });
    await denied(put({ principals: [stranger] }));
    await denied(put({ resourceArns: [license] }));
    await only(
      allow('ram:AssociateResourceShare', own, { ArnEquals: { 'ram:ResourceArn': license } }),
      allow('ram:CreateResourceShare', '*', { Bool: { 'ram:RequestedAllowsExternalPrincipals': 'false' } }),
    );
    await put({ resourceArns: [license] });
    await ram.createResourceShare({ name: 'inside', allowExternalPrincipals: false });
    await denied(ram.createResourceShare({ name: 'anybody' }));
    await only(allow('ram:CreateResourceShare', '*', { StringEquals: { 'aws:RequestTag/team': 'north' } }));
    await ram.createResourceShare({ name: 'tagged', tags: [{ key: 'team', value: 'north' }] });
    await denied(ram.createResourceShare({ name: 'other', tags: [{ key: 'team', value: 'south' }] }));
  });

  test('one permission and not another', async () => {
    const permission = (name: string) => `arn:aws:ram::aws:permission/AWSRAMDefaultPermission${name}`;
    await only(allow('ram:GetPermission', permission('ResourceGroup')));
    await ram.getPermission({ permissionArn: permission('ResourceGroup') });
    await denied(ram.getPermission({ permissionArn: permission('LicenseConfiguration') }));
    await only(
      allow('ram:GetPermission', '*', {
        StringEquals: { 'ram:PermissionResourceType': 'license-manager:LicenseConfiguration' },
      }),
    );
    await ram.getPermission({ permissionArn: permission('LicenseConfiguration') });
    await denied(ram.getPermission({ permissionArn: permission('ResourceGroup') }));
  });
});

test('an invitation is accepted from one account, and not from another', async () => {
  const receiver = JSON.parse((await call(server.caller, encodeInput('headroom', 'CreateAccount', {}))).text);
  const caller = {
    ...server.caller,
    accessKeyId: receiver.AccessKeyId as string,
    secretAccessKey: receiver.SecretAccessKey as string,
  };
  const principals = [receiver.AccountId as string];
  for (const name of ['first', 'second']) await root.ram.createResourceShare({ name, principals });
  const { ram: receiving } = clients((await createUser(caller, 'eve')).caller);
  const { resourceShareInvitations: invitations } = await clients(caller).ram.getResourceShareInvitations({});
  const accept = (n: number) =>
    receiving.acceptResourceShareInvitation({
      resourceShareInvitationArn: invitations![n]!.resourceShareInvitationArn,
    });
  const only = (statement: Element) => setPolicy(caller, 'eve', statement);
  await only(allow('ram:*', '*', { StringEquals: { 'ram:ShareOwnerAccountId': receiver.AccountId } }));
  await denied(accept(0));
  await only(allow('ram:*', invitations![0]!.resourceShareInvitationArn));
  await denied(accept(1));
  await accept(0);
  await only(
    allow('ram:*', '*', {
      StringEquals: {
        'ram:ShareOwnerAccountId': server.accountId,
        'ram:ResourceShareName': invitations![1]!.resourceShareName,
      },
    }),
  );
  await accept(1);
});
