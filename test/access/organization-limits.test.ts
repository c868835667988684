import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { Organizations } from '@aws-sdk/client-organizations';
import { eventually } from '../eventually.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { type Caller, call, jsonRequest } from '../signed-request.ts';
import { allow, clientsOf, createUser, deny, policyOf, refuses, setPolicy } from './access-world.ts';

// Service control policies cut what an account's root, users and roles may do, on every level above the account.

let server: InProcessServer;
let organizations: Organizations;
let member: Caller;
let memberId: string;
let rootId: string;

before(async () => {
  server = await startInProcessServer();
  const { url, ...credentials } = server.caller;
  organizations = new Organizations({ endpoint: url, region: 'us-east-1', credentials });
  await organizations.createOrganization({});
  rootId = (await organizations.listRoots({})).Roots![0]!.Id!;
  await organizations.enablePolicyType({ RootId: rootId, PolicyType: 'SERVICE_CONTROL_POLICY' });
  const made = await organizations.createAccount({ AccountName: 'member', Email: 'member@example.com' });
  memberId = made.CreateAccountStatus!.AccountId!;
  const { text } = await call(server.caller, jsonRequest('Headroom.CreateAccountKey', { AccountId: memberId }));
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = JSON.parse(text);
  member = { url, accessKeyId, secretAccessKey };
});

const policy = async (Name: string, ...statements: Parameters<typeof allow>[0][]) => {
  const Content = policyOf(...statements.map((actions) => deny(actions)));
  const created = await organizations.createPolicy({ Name, Content, Description: '', Type: 'SERVICE_CONTROL_POLICY' });
  return created.Policy!.PolicySummary!.Id!;
};

const launches = (who: Caller) =>
  clientsOf(who)
    .ec2.describeInstances({})
    .then(
      () => true,
      () => false,
    );

test('what the root of the organization denies, no root and no user of a member does; the management account may', async () => {
  const user = await createUser(member, 'ann', { statements: [allow('*')] });
  assert.deepEqual([await launches(member), await launches(user.caller)], [true, true]);
  const PolicyId = await policy('no-ec2', 'ec2:*');
  await organizations.attachPolicy({ PolicyId, TargetId: rootId });
  assert.equal(await launches(member), false, 'it holds for the next request');
  for (const who of [clientsOf(member), user])
    await refuses(
      who.ec2.describeInstances({}),
      'UnauthorizedOperation',
      /with an explicit deny in a service control policy$/,
    );
  assert.equal(await launches(server.caller), true);
  await clientsOf(member).licenseManager.listLicenseConfigurations({});
  await organizations.detachPolicy({ PolicyId, TargetId: rootId });
  assert.equal(await launches(member), true, 'it is gone with the next request');
});

test('every level has to allow: an account from which the policy that allows all is taken does what is left', async () => {
  const Content = policyOf(allow(['license-manager:*', 'iam:*']));
  const created = await organizations.createPolicy({
    Name: 'licenses',
    Content,
    Description: '',
    Type: 'SERVICE_CONTROL_POLICY',
  });
  await organizations.attachPolicy({ PolicyId: created.Policy!.PolicySummary!.Id!, TargetId: memberId });
  await organizations.detachPolicy({ PolicyId: 'p-FullAWSAccess', TargetId: memberId });
  await eventually(async () => !(await launches(member)), 'the policy is seen');
  const { ec2, licenseManager } = clientsOf(member);
  await refuses(
    ec2.describeInstances({}),
    'UnauthorizedOperation',
    /because no service control policy allows the ec2:DescribeInstances action$/,
  );
  await licenseManager.listLicenseConfigurations({});
});

test('policies may ask which organization somebody is of', async () => {
  const { Organization } = await organizations.describeOrganization({});
  const ben = await createUser(server.caller, 'ben');
  const ofOrganization = (id: string) =>
    setPolicy(server.caller, 'ben', allow('ec2:*', '*', { StringEquals: { 'aws:PrincipalOrgID': id } }));
  await ofOrganization(Organization!.Id!);
  await ben.ec2.describeInstances({});
  await ofOrganization('o-another1');
  await refuses(ben.ec2.describeInstances({}), 'UnauthorizedOperation');
});
