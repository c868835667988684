import type * as sdk from '@aws-sdk/client-organizations';
import type { OperationTable } from '../operation-table.ts';
import { answerHandshake } from './answer-handshake.ts';
import { attachPolicy } from './attach-policy.ts';
import { switchServiceAccess } from './aws-service-access.ts';
import { closeAccount } from './close-account.ts';
import { createAccount } from './create-account.ts';
import { createOrganization } from './create-organization.ts';
import { createOrganizationalUnit } from './create-organizational-unit.ts';
import { createPolicy } from './create-policy.ts';
import { deregisterDelegatedAdministrator, registerDelegatedAdministrator } from './delegated-administrator.ts';
import { deleteOrganization } from './delete-organization.ts';
import { deleteOrganizationalUnit } from './delete-organizational-unit.ts';
import { deletePolicy } from './delete-policy.ts';
import { describeAccount } from './describe-account.ts';
import { describeCreateAccountStatus } from './describe-create-account-status.ts';
import { describeHandshake } from './describe-handshake.ts';
import { describeOrganization } from './describe-organization.ts';
import { describeOrganizationalUnit } from './describe-organizational-unit.ts';
import { describePolicy } from './describe-policy.ts';
import { detachPolicy } from './detach-policy.ts';
import { inviteAccountToOrganization } from './invite-account-to-organization.ts';
import { leaveOrganization } from './leave-organization.ts';
import { listAccounts } from './list-accounts.ts';
import { listAccountsForParent } from './list-accounts-for-parent.ts';
import { listAWSServiceAccessForOrganization } from './list-aws-service-access-for-organization.ts';
import { listChildren } from './list-children.ts';
import { listCreateAccountStatus } from './list-create-account-status.ts';
import { listDelegatedAdministrators } from './list-delegated-administrators.ts';
import { listDelegatedServicesForAccount } from './list-delegated-services-for-account.ts';
import { listHandshakesForAccount, listHandshakesForOrganization } from './list-handshakes.ts';
import { listOrganizationalUnitsForParent } from './list-organizational-units-for-parent.ts';
import { listParents } from './list-parents.ts';
import { listPolicies } from './list-policies.ts';
import { listPoliciesForTarget } from './list-policies-for-target.ts';
import { listRoots } from './list-roots.ts';
import { listTargetsForPolicy } from './list-targets-for-policy.ts';
import { moveAccount } from './move-account.ts';
import { askedByIds } from './named-in-organization.ts';
import { removeAccountFromOrganization } from './remove-account-from-organization.ts';
import { switchPolicyType } from './switch-policy-type.ts';
import { listTagsForResource, tagResource, untagResource } from './tag-organization.ts';
import { updateOrganizationalUnit } from './update-organizational-unit.ts';
import { updatePolicy } from './update-policy.ts';

/** The operations of Organizations that are built. */
export const organizationsOperations: OperationTable<typeof sdk> = askedByIds({
  AcceptHandshake: answerHandshake('ACCEPTED'),
  AttachPolicy: attachPolicy,
  CancelHandshake: answerHandshake('CANCELED'),
  CloseAccount: closeAccount,
  CreateAccount: createAccount,
  CreateOrganization: createOrganization,
  CreateOrganizationalUnit: createOrganizationalUnit,
  CreatePolicy: createPolicy,
  DeclineHandshake: answerHandshake('DECLINED'),
  DeleteOrganization: deleteOrganization,
  DeleteOrganizationalUnit: deleteOrganizationalUnit,
  DeletePolicy: deletePolicy,
  DeregisterDelegatedAdministrator: deregisterDelegatedAdministrator,
  DescribeAccount: describeAccount,
  DescribeCreateAccountStatus: describeCreateAccountStatus,
  DescribeHandshake: describeHandshake,
  DescribeOrganization: describeOrganization,
  DescribeOrganizationalUnit: describeOrganizationalUnit,
  DescribePolicy: describePolicy,
  DetachPolicy: detachPolicy,
  DisableAWSServiceAccess: switchServiceAccess(false),
  DisablePolicyType: switchPolicyType(false),
  EnableAWSServiceAccess: switchServiceAccess(true),
  EnablePolicyType: switchPolicyType(true),
  InviteAccountToOrganization: inviteAccountToOrganization,
  LeaveOrganization: leaveOrganization,
  ListAWSServiceAccessForOrganization: listAWSServiceAccessForOrganization,
  ListAccounts: listAccounts,
  ListAccountsForParent: listAccountsForParent,
  ListChildren: listChildren,
  ListCreateAccountStatus: listCreateAccountStatus,
  ListDelegatedAdministrators: listDelegatedAdministrators,
  ListDelegatedServicesForAccount: listDelegatedServicesForAccount,
  ListHandshakesForAccount: listHandshakesForAccount,
  ListHandshakesForOrganization: listHandshakesForOrganization,
  ListOrganizationalUnitsForParent: listOrganizationalUnitsForParent,
  ListParents: listParents,
  ListPolicies: listPolicies,
  ListPoliciesForTarget: listPoliciesForTarget,
  ListRoots: listRoots,
  ListTagsForResource: listTagsForResource,
  ListTargetsForPolicy: listTargetsForPolicy,
  MoveAccount: moveAccount,
  RegisterDelegatedAdministrator: registerDelegatedAdministrator,
  RemoveAccountFromOrganization: removeAccountFromOrganization,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateOrganizationalUnit: updateOrganizationalUnit,
  UpdatePolicy: updatePolicy,
});
