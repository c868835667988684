import type * as sdk from '@aws-sdk/client-iam';
import type { AccessKeys } from '../../access/access-keys.ts';
import type { OperationTable } from '../operation-table.ts';
import {
  createAccessKey,
  deleteAccessKey,
  getAccessKeyLastUsed,
  listAccessKeys,
  updateAccessKey,
} from './access-keys.ts';
import * as account from './account.ts';
import { attachTo, deleteBoundary, detachFrom, listAttachedTo, putBoundary } from './attached-policies.ts';
import { getContextKeysForCustomPolicy, getContextKeysForPrincipalPolicy } from './context-keys.ts';
import { listTagsOf, tagEntity, untagEntity } from './entity-tags.ts';
import * as groups from './groups.ts';
import { deletePolicyOf, getPolicyOf, listPoliciesOf, putPolicy } from './inline-policies.ts';
import * as profiles from './instance-profiles.ts';
import * as logins from './login-profiles.ts';
import * as policies from './policies.ts';
import { listEntitiesForPolicy } from './policy-holders.ts';
import * as versions from './policy-versions.ts';
import * as roles from './roles.ts';
import * as services from './service-linked-roles.ts';
import { simulateCustomPolicy, simulatePrincipalPolicy } from './simulate-policy.ts';
import { createUser, deleteUser, getUser, listUsers, updateUser } from './users.ts';

/** The operations of IAM that are built. */
export const iamOperations = ({ accessKeys }: { readonly accessKeys: AccessKeys }): OperationTable<typeof sdk> => ({
  AddRoleToInstanceProfile: profiles.addRoleToInstanceProfile,
  AddUserToGroup: groups.addUserToGroup,
  AttachGroupPolicy: attachTo('group'),
  AttachRolePolicy: attachTo('role'),
  AttachUserPolicy: attachTo('user'),
  ChangePassword: logins.changePassword,
  CreateAccessKey: createAccessKey(accessKeys),
  CreateAccountAlias: account.createAccountAlias,
  CreateGroup: groups.createGroup,
  CreateInstanceProfile: profiles.createInstanceProfile,
  CreateLoginProfile: logins.createLoginProfile,
  CreatePolicy: policies.createPolicy,
  CreatePolicyVersion: versions.createPolicyVersion,
  CreateRole: roles.createRole,
  CreateServiceLinkedRole: services.createServiceLinkedRole,
  CreateUser: createUser,
  DeleteAccessKey: deleteAccessKey(accessKeys),
  DeleteAccountAlias: account.deleteAccountAlias,
  DeleteGroup: groups.deleteGroup,
  DeleteGroupPolicy: deletePolicyOf('group'),
  DeleteInstanceProfile: profiles.deleteInstanceProfile,
  DeleteLoginProfile: logins.deleteLoginProfile,
  DeletePolicy: policies.deletePolicy,
  DeletePolicyVersion: versions.deletePolicyVersion,
  DeleteRole: roles.deleteRole,
  DeleteRolePermissionsBoundary: deleteBoundary('role'),
  DeleteRolePolicy: deletePolicyOf('role'),
  DeleteServiceLinkedRole: services.deleteServiceLinkedRole,
  DeleteUser: deleteUser,
  DeleteUserPermissionsBoundary: deleteBoundary('user'),
  DeleteUserPolicy: deletePolicyOf('user'),
  DetachGroupPolicy: detachFrom('group'),
  DetachRolePolicy: detachFrom('role'),
  DetachUserPolicy: detachFrom('user'),
  GetAccessKeyLastUsed: getAccessKeyLastUsed,
  GetAccountSummary: account.getAccountSummary,
  GetContextKeysForCustomPolicy: getContextKeysForCustomPolicy,
  GetContextKeysForPrincipalPolicy: getContextKeysForPrincipalPolicy,
  GetGroup: groups.getGroup,
  GetGroupPolicy: getPolicyOf('group'),
  GetInstanceProfile: profiles.getInstanceProfile,
  GetLoginProfile: logins.getLoginProfile,
  GetPolicy: policies.getPolicy,
  GetPolicyVersion: versions.getPolicyVersion,
  GetRole: roles.getRole,
  GetRolePolicy: getPolicyOf('role'),
  GetServiceLinkedRoleDeletionStatus: services.getServiceLinkedRoleDeletionStatus,
  GetUser: getUser,
  GetUserPolicy: getPolicyOf('user'),
  ListAccessKeys: listAccessKeys,
  ListAccountAliases: account.listAccountAliases,
  ListAttachedGroupPolicies: listAttachedTo('group'),
  ListAttachedRolePolicies: listAttachedTo('role'),
  ListAttachedUserPolicies: listAttachedTo('user'),
  ListEntitiesForPolicy: listEntitiesForPolicy,
  ListGroupPolicies: listPoliciesOf('group'),
  ListGroups: groups.listGroups,
  ListGroupsForUser: groups.listGroupsForUser,
  ListInstanceProfileTags: listTagsOf('instance-profile'),
  ListInstanceProfiles: profiles.listInstanceProfiles,
  ListInstanceProfilesForRole: profiles.listInstanceProfilesForRole,
  ListPolicies: policies.listPolicies,
  ListPolicyTags: listTagsOf('policy'),
  ListPolicyVersions: versions.listPolicyVersions,
  ListRolePolicies: listPoliciesOf('role'),
  ListRoleTags: listTagsOf('role'),
  ListRoles: roles.listRoles,
  ListUserPolicies: listPoliciesOf('user'),
  ListUserTags: listTagsOf('user'),
  ListUsers: listUsers,
  PutGroupPolicy: putPolicy('group'),
  PutRolePermissionsBoundary: putBoundary('role'),
  PutRolePolicy: putPolicy('role'),
  PutUserPermissionsBoundary: putBoundary('user'),
  PutUserPolicy: putPolicy('user'),
  RemoveRoleFromInstanceProfile: profiles.removeRoleFromInstanceProfile,
  RemoveUserFromGroup: groups.removeUserFromGroup,
  SetDefaultPolicyVersion: versions.setDefaultPolicyVersion,
  SimulateCustomPolicy: simulateCustomPolicy,
  SimulatePrincipalPolicy: simulatePrincipalPolicy,
  TagInstanceProfile: tagEntity('instance-profile'),
  TagPolicy: tagEntity('policy'),
  TagRole: tagEntity('role'),
  TagUser: tagEntity('user'),
  UntagInstanceProfile: untagEntity('instance-profile'),
  UntagPolicy: untagEntity('policy'),
  UntagRole: untagEntity('role'),
  UntagUser: untagEntity('user'),
  UpdateAccessKey: updateAccessKey(accessKeys),
  UpdateAssumeRolePolicy: roles.updateAssumeRolePolicy,
  UpdateGroup: groups.updateGroup,
  UpdateLoginProfile: logins.updateLoginProfile,
  UpdateRole: roles.updateRole,
  UpdateRoleDescription: roles.updateRoleDescription,
  UpdateUser: updateUser,
});
