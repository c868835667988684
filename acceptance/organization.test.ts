import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runAws } from './aws-cli.ts';
import { clientsOf, uniqueName } from './clients.ts';
import { givenAccount, givenImage, headroom, hostGroupConfiguration, launch, refused } from './given.ts';

// Each test has an organization of an account of its own, so that tests can run at once and on any server.

/** An account with an organization, and a way to call the AWS CLI with its credentials. */
async function givenOrganization() {
  const management = await givenAccount();
  await management.organizations.createOrganization({ FeatureSet: 'ALL' });
  const root = (await management.organizations.listRoots({})).Roots![0]!.Id!;
  const cli = async (...args: string[]) => {
    const { code, stdout, stderr } = await runAws([...args, '--output', 'json'], management.credentials);
    assert.equal(code, 0, stderr);
    return stdout.trim() ? JSON.parse(stdout) : undefined;
  };
  return { ...management, root, cli };
}

/** An account that the organization creates, with the credentials that its management account makes for it. */
async function givenMember({ cli, credentials }: Awaited<ReturnType<typeof givenOrganization>>) {
  const email = `${uniqueName('member')}@example.com`;
  const asked = ['--email', email, '--account-name', 'Member'];
  const { CreateAccountStatus: status } = await cli('organizations', 'create-account', ...asked);
  const { CreateAccountStatus: described } = await cli(
    ...['organizations', 'describe-create-account-status', '--create-account-request-id', status.Id],
  );
  assert.equal(described.State, 'SUCCEEDED');
  const printed = await headroom(['create-account-key', '--account-id', described.AccountId], credentials);
  const [, accessKeyId, secretAccessKey] = /_ID=(\S+).*_KEY=(\S+)/s.exec(printed)!;
  const own = { accessKeyId: accessKeyId!, secretAccessKey: secretAccessKey! };
  return { accountId: described.AccountId as string, ...clientsOf(own) };
}

test('an account that the organization creates works with keys that its management account makes', async () => {
  const organization = await givenOrganization();
  const member = await givenMember(organization);
  assert.equal((await member.sts.getCallerIdentity({})).Account, member.accountId);
  const { Organization } = await member.organizations.describeOrganization({});
  assert.equal(Organization!.MasterAccountId, organization.accountId);
  await refused(member.organizations.listAccounts({}), 'AccessDeniedException', 403);

  const stranger = await givenAccount();
  const asked = ['create-account-key', '--account-id', member.accountId];
  await assert.rejects(headroom(asked, stranger.credentials), /AccessDeniedException/);
  const invited = ['create-account-key', '--account-id', stranger.accountId];
  await assert.rejects(headroom(invited, organization.credentials), /AccessDeniedException/);

  await organization.organizations.closeAccount({ AccountId: member.accountId });
  const listed = await organization.cli('organizations', 'list-accounts', '--query', 'Accounts[].Status');
  assert.deepEqual(listed, ['ACTIVE', 'SUSPENDED']);
});

test('an account joins by invitation, and units and policies are made, by the AWS CLI', async () => {
  const { cli, root } = await givenOrganization();
  const invited = await givenAccount();
  const target = `Id=${invited.accountId},Type=ACCOUNT`;
  const { Handshake } = await cli('organizations', 'invite-account-to-organization', '--target', target);
  const { Handshakes } = await invited.organizations.listHandshakesForAccount({});
  assert.deepEqual(
    Handshakes!.map(({ Id, State }) => [Id, State]),
    [[Handshake.Id, 'OPEN']],
  );
  await invited.organizations.acceptHandshake({ HandshakeId: Handshake.Id });

  const unit = ['organizations', 'create-organizational-unit', '--parent-id', root, '--name', 'Research'];
  const { OrganizationalUnit } = await cli(...unit);
  const move = ['--account-id', invited.accountId, '--source-parent-id', root];
  await cli('organizations', 'move-account', ...move, '--destination-parent-id', OrganizationalUnit.Id);
  const parents = await cli('organizations', 'list-parents', '--child-id', invited.accountId);
  assert.deepEqual(parents.Parents, [{ Id: OrganizationalUnit.Id, Type: 'ORGANIZATIONAL_UNIT' }]);

  const type = ['--type', 'SERVICE_CONTROL_POLICY'];
  await cli('organizations', 'enable-policy-type', '--root-id', root, '--policy-type', type[1]!);
  const content = '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"ec2:RunInstances","Resource":"*"}}';
  const policy = ['--name', 'No launches', '--description', 'x', '--content', content];
  const { Policy } = await cli('organizations', 'create-policy', ...policy, ...type);
  const attach = ['--policy-id', Policy.PolicySummary.Id, '--target-id', OrganizationalUnit.Id];
  await cli('organizations', 'attach-policy', ...attach);
  const on = ['--target-id', OrganizationalUnit.Id, '--filter', type[1]!, '--query', 'Policies[].Name'];
  assert.deepEqual(await cli('organizations', 'list-policies-for-target', ...on), ['FullAWSAccess', 'No launches']);
});

test('clients see AWS’s code, status and reason', async () => {
  const { organizations, root } = await givenOrganization();
  const stranger = await givenAccount();
  await refused(stranger.organizations.describeOrganization({}), 'AWSOrganizationsNotInUseException', 404);
  await refused(organizations.createOrganization({}), 'AlreadyInOrganizationException', 409);
  const foreign = organizations.registerDelegatedAdministrator({
    AccountId: stranger.accountId,
    ServicePrincipal: 's3.amazonaws.com',
  });
  const { Reason } = await foreign.then(
    () => assert.fail(),
    (error: { Reason?: string }) => error,
  );
  assert.equal(Reason, 'UNRECOGNIZED_SERVICE_PRINCIPAL');
  const nowhere = { ParentId: root.replace('r-', 'r-0'), Name: 'x' };
  await refused(organizations.createOrganizationalUnit(nowhere), 'ParentNotFoundException', 404);
});

test('a license is shared with the organization by the AWS CLI, used by a member, and lost with the organization', async () => {
  const organization = await givenOrganization();
  const { cli, licenseManager, organizations } = organization;
  const member = await givenMember(organization);
  const { LicenseConfigurationArn: license } = await licenseManager.createLicenseConfiguration({
    Name: uniqueName('shared'),
    LicenseCountingType: 'Instance',
    LicenseCount: 1,
    LicenseCountHardLimit: true,
  });
  await cli('ram', 'enable-sharing-with-aws-organization');
  const { Organization } = await organizations.describeOrganization({});
  const share = ['--name', 'licenses', '--resource-arns', license!, '--principals', Organization!.Arn!];
  const { resourceShare } = await cli('ram', 'create-resource-share', ...share);

  const seen = async () => (await member.licenseManager.listLicenseConfigurations({})).LicenseConfigurations!.length;
  assert.equal(await seen(), 1);
  const { resourceShares } = await member.ram.getResourceShares({ resourceOwner: 'OTHER-ACCOUNTS' });
  assert.equal(resourceShares![0]!.resourceShareArn, resourceShare.resourceShareArn);
  const { Images } = await member.ec2.describeImages({
    Filters: [{ Name: 'name', Values: ['Windows_Server-2022-*Base*'] }],
  });
  const asked = {
    ImageId: Images![0]!.ImageId!,
    LicenseSpecifications: [{ LicenseConfigurationArn: license! }],
  };
  await launch(asked, member.ec2);
  await refused(launch(asked, member.ec2), 'LicenseUsageFailure');
  const got = await licenseManager.getLicenseConfiguration({ LicenseConfigurationArn: license! });
  assert.equal(got.ConsumedLicenses, 1);

  await member.organizations.leaveOrganization({});
  assert.equal(await seen(), 0);
  await refused(launch(asked, member.ec2), 'InvalidLicenseConfigurationId.NotFound');
  const kept = await licenseManager.getLicenseConfiguration({ LicenseConfigurationArn: license! });
  assert.equal(kept.ConsumedLicenses, 1);
});

test('an account outside is invited to a host resource group and a license', async () => {
  const owner = await givenAccount();
  const invited = await givenAccount();
  const { LicenseConfigurationArn: license } = await owner.licenseManager.createLicenseConfiguration({
    Name: uniqueName('shared'),
    LicenseCountingType: 'Core',
  });
  const Configuration = hostGroupConfiguration({
    'any-host-based-license-configuration': ['true'],
    'auto-allocate-host': ['true'],
  });
  const { Group } = await owner.resourceGroups.createGroup({ Name: uniqueName('group'), Configuration });
  await owner.ram.createResourceShare({
    name: 'hosts',
    resourceArns: [license!, Group!.GroupArn!],
    principals: [invited.accountId],
  });
  const { resourceShareInvitations } = await invited.ram.getResourceShareInvitations({});
  await invited.ram.acceptResourceShareInvitation({
    resourceShareInvitationArn: resourceShareInvitations![0]!.resourceShareInvitationArn!,
  });
  const ImageId = await givenImage(invited);
  const [machine] = await launch(
    {
      ImageId,
      Placement: { Tenancy: 'host', HostResourceGroupArn: Group!.GroupArn! },
      LicenseSpecifications: [{ LicenseConfigurationArn: license! }],
    },
    invited.ec2,
  );
  assert.match(machine!, /^i-/);
  const { Hosts } = await owner.ec2.describeHosts({});
  assert.deepEqual(
    Hosts!.map(({ OwnerId, Instances }) => [OwnerId, Instances![0]!.OwnerId]),
    [[owner.accountId, invited.accountId]],
  );
});
