import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { IAM } from '@aws-sdk/client-iam';
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

test('every service that has a role gets it, with a policy that says something', async () => {
  for (const AWSServiceName of SERVICES_WITH_ROLES) {
    const { Role: role } = await iam.createServiceLinkedRole({ AWSServiceName });
    const known = await readPrincipalPolicies(world.server.db, role!.RoleId!);
    assert.equal(known!.identity.length, 1, AWSServiceName);
  }
  const other = iam.createServiceLinkedRole({ AWSServiceName: 'spot.amazonaws.com' });
  await refuses(other, 'InvalidInput', /these have: license-manager\.amazonaws\.com/);
});
