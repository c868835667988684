import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { IAM } from '@aws-sdk/client-iam';
import { sql } from 'kysely';
import { SERVICES_WITH_ROLES } from '../../src/domain/identities/service-linked-roles.ts';
import { readPrincipalPolicies } from '../../src/store/iam-principal.ts';
import { type IamWorld, iamWorld, policy, refuses, trust } from './world.ts';

let world: IamWorld;
let iam: IAM;
before(async () => {
  world = await iamWorld();
  iam = world.own.iam;
});

test('a service has its role once, with its policy, and only AWS changes it', async () => {
  const AWSServiceName = 'license-manager.amazonaws.com';
  const { Role: role } = await iam.createServiceLinkedRole({ AWSServiceName });
  const RoleName = role!.RoleName!;
  assert.equal(RoleName, 'AWSServiceRoleForAWSLicenseManagerRole');
  assert.match(role!.Arn!, /:role\/aws-service-role\/license-manager\.amazonaws\.com\/AWSServiceRoleFor/);
  assert.match(decodeURIComponent(role!.AssumeRolePolicyDocument!), /"Service":"license-manager.amazonaws.com"/);
  await refuses(iam.createServiceLinkedRole({ AWSServiceName }), 'InvalidInput', /has been taken in this account/);
  const changes = [
    iam.deleteRole({ RoleName }),
    iam.putRolePolicy({ RoleName, PolicyName: 'x', PolicyDocument: policy('*') }),
    iam.attachRolePolicy({ RoleName, PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
    iam.updateAssumeRolePolicy({ RoleName, PolicyDocument: trust('*') }),
  ];
  await Promise.all(changes.map((change) => refuses(change, 'UnmodifiableEntity', /protected role/)));
  await iam.updateRoleDescription({ RoleName, Description: 'Counts.' });

  const { DeletionTaskId } = await iam.deleteServiceLinkedRole({ RoleName });
  assert.equal((await iam.getServiceLinkedRoleDeletionStatus({ DeletionTaskId })).Status, 'SUCCEEDED');
  await refuses(iam.getRole({ RoleName }), 'NoSuchEntity');
  await refuses(iam.getServiceLinkedRoleDeletionStatus({ DeletionTaskId: 'task/x' }), 'NoSuchEntity');
});

const RoleName = 'AWSServiceRoleForAWSLicenseManagerRole';

test('the role of License Manager is made when an account first needs it, and goes when it needs it no more', async () => {
  const { accountId } = world.other;
  const { iam: there, licenseManager } = world.other;
  await refuses(there.getRole({ RoleName }), 'NoSuchEntity');
  const create = async () =>
    (await licenseManager.createLicenseConfiguration({ Name: 'x', LicenseCountingType: 'vCPU' }))
      .LicenseConfigurationArn!;
  const [first, second] = [await create(), await create()];
  const { Role: role } = await there.getRole({ RoleName });
  assert.match(role!.Arn!, /:role\/aws-service-role\/license-manager\.amazonaws\.com\//);
  assert.equal((await there.listAttachedRolePolicies({ RoleName })).AttachedPolicies!.length, 1);
  const { rows } = await sql<{ record: string }>`
    SELECT record FROM audit_event WHERE action = 'iam:CreateServiceLinkedRole' AND account_id = ${accountId}`.execute(
    world.server.db,
  );
  assert.deepEqual(
    rows.map(({ record }) => JSON.parse(record).userIdentity),
    [{ type: 'AWSService', invokedBy: 'license-manager.amazonaws.com' }],
  );

  const { DeletionTaskId } = await there.deleteServiceLinkedRole({ RoleName });
  const { Status, Reason } = await there.getServiceLinkedRoleDeletionStatus({ DeletionTaskId });
  assert.equal(Status, 'FAILED');
  const Resources = [first, second].sort();
  assert.deepEqual(Reason!.RoleUsageList, [{ Region: 'us-east-1', Resources }]);
  await there.getRole({ RoleName });
  for (const LicenseConfigurationArn of Resources)
    await licenseManager.deleteLicenseConfiguration({ LicenseConfigurationArn });
  const { Status: meanwhile } = await there.getServiceLinkedRoleDeletionStatus({ DeletionTaskId });
  assert.equal(meanwhile, 'NOT_STARTED');
  await there.deleteServiceLinkedRole({ RoleName });
  await refuses(there.getRole({ RoleName }), 'NoSuchEntity');
  await create();
  await there.getRole({ RoleName });
});

test('every service that has a role gets it, with a policy that says something', async () => {
  for (const AWSServiceName of SERVICES_WITH_ROLES) {
    const { Role: role } = await iam.createServiceLinkedRole({ AWSServiceName });
    const known = await readPrincipalPolicies(world.server.db, role!.RoleId!);
    assert.equal(known!.identity.length, 1, AWSServiceName);
  }
  const other = iam.createServiceLinkedRole({ AWSServiceName: 'spot.amazonaws.com' });
  await refuses(other, 'InvalidInput', /these have: license-manager\.amazonaws\.com/);
});
