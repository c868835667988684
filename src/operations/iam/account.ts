import type {
  CreateAccountAliasRequest,
  DeleteAccountAliasRequest,
  GetAccountSummaryResponse,
  ListAccountAliasesRequest,
  ListAccountAliasesResponse,
} from '@aws-sdk/client-iam';
import type { Constraint } from '../../domain/constraints.ts';
import {
  ACCESS_KEYS,
  ATTACHED,
  ENTITIES,
  GROUPS_PER_USER,
  INLINE_SIZE,
  POLICY_SIZE,
  POLICY_VERSIONS,
  TRUST_POLICY_SIZE,
} from '../../domain/identities/quotas.ts';
import { rootArn } from '../../domain/principal.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { readAccountAlias, setAccountAlias } from '../../store/account.ts';
import { readAccountSummary } from '../../views/iam/account-summary.ts';
import { changeIdentities } from './change-identities.ts';
import { pageConstraints } from './read-page.ts';

const alias: Constraint = {
  length: [3, 63],
  pattern: /^[a-z0-9](([a-z0-9]|-(?!-))*[a-z0-9])?$/,
  form: 'lowercase letters and digits, with single hyphens between them',
};

export const createAccountAlias: Operation<CreateAccountAliasRequest, Record<string, never>> = {
  constraints: { AccountAlias: alias },
  async handle({ AccountAlias: wanted }, context) {
    const { accountId } = context;
    await changeIdentities(context, async (trx) => {
      if (!(await setAccountAlias(trx, accountId, wanted!)))
        throw new Fault('EntityAlreadyExists', `The account alias ${wanted} already exists.`);
      return { result: undefined, resources: [rootArn(accountId)], detail: { alias: wanted } };
    });
    return {};
  },
};

export const deleteAccountAlias: Operation<DeleteAccountAliasRequest, Record<string, never>> = {
  constraints: { AccountAlias: alias },
  async handle({ AccountAlias: given }, context) {
    const { accountId } = context;
    await changeIdentities(context, async (trx) => {
      if ((await readAccountAlias(trx, accountId)) !== given)
        throw new Fault('NoSuchEntity', `The account alias ${given} cannot be found.`);
      await setAccountAlias(trx, accountId, null);
      return { result: undefined, resources: [rootArn(accountId)], detail: { alias: given } };
    });
    return {};
  },
};

/** An account has one at most. */
export const listAccountAliases: Operation<ListAccountAliasesRequest, ListAccountAliasesResponse> = {
  constraints: pageConstraints,
  async handle(_, { db, accountId }) {
    const found = await readAccountAlias(db, accountId);
    return { AccountAliases: found === undefined ? [] : [found], IsTruncated: false };
  },
};

/** What there is, and what quotas allow; of what there is nothing to make, such as MFA devices, there is none. */
export const getAccountSummary: Operation<object, GetAccountSummaryResponse> = {
  async handle(_, { db, accountId }) {
    const { entities, policyVersions, rootKey } = await readAccountSummary(db, accountId);
    const {
      user = 0,
      group = 0,
      role = 0,
      'instance-profile': profile = 0,
      policy = 0,
      'oidc-provider': Providers = 0,
    } = entities;
    const used = { Users: user, Groups: group, Roles: role, InstanceProfiles: profile, Policies: policy, Providers };
    const quotas = {
      UsersQuota: ENTITIES.user.limit,
      GroupsQuota: ENTITIES.group.limit,
      RolesQuota: ENTITIES.role.limit,
      InstanceProfilesQuota: ENTITIES['instance-profile'].limit,
      PoliciesQuota: ENTITIES.policy.limit,
      VersionsPerPolicyQuota: POLICY_VERSIONS,
      PolicySizeQuota: POLICY_SIZE.limit,
      AssumeRolePolicySizeQuota: TRUST_POLICY_SIZE.limit,
      UserPolicySizeQuota: INLINE_SIZE.user,
      GroupPolicySizeQuota: INLINE_SIZE.group,
      AttachedPoliciesPerUserQuota: ATTACHED.user.limit,
      AttachedPoliciesPerGroupQuota: ATTACHED.group.limit,
      AttachedPoliciesPerRoleQuota: ATTACHED.role.limit,
      AccessKeysPerUserQuota: ACCESS_KEYS.limit,
      GroupsPerUserQuota: GROUPS_PER_USER.limit,
    };
    const none = { MFADevices: 0, MFADevicesInUse: 0, AccountMFAEnabled: 0, ServerCertificates: 0 };
    const keys = { AccountAccessKeysPresent: Number(rootKey), AccountSigningCertificatesPresent: 0 };
    return { SummaryMap: { ...used, ...quotas, ...none, ...keys, PolicyVersionsInUse: policyVersions } };
  },
};
