import type { EntityKind, HolderKind } from './entity.ts';

// "IAM and AWS STS quotas" of the IAM user guide, as accounts have them without asking for more.

interface Quota {
  /** As messages name it. */
  readonly name: string;
  readonly limit: number;
}

/** How many of a kind an account has. */
export const ENTITIES: Readonly<Record<EntityKind, Quota>> = {
  user: { name: 'UsersPerAccount', limit: 5000 },
  group: { name: 'GroupsPerAccount', limit: 300 },
  role: { name: 'RolesPerAccount', limit: 1000 },
  'instance-profile': { name: 'InstanceProfilesPerAccount', limit: 1000 },
  policy: { name: 'PoliciesPerAccount', limit: 1500 },
  'oidc-provider': { name: 'OpenIdConnectProvidersPerAccount', limit: 100 },
};

/** How many managed policies one can have. */
export const ATTACHED: Readonly<Record<HolderKind, Quota>> = {
  user: { name: 'PoliciesPerUser', limit: 10 },
  group: { name: 'PoliciesPerGroup', limit: 10 },
  role: { name: 'PoliciesPerRole', limit: 10 },
};

/** Characters of all inline policies of one, without white space. */
export const INLINE_SIZE: Readonly<Record<HolderKind, number>> = { user: 2048, group: 5120, role: 10_240 };

export const GROUPS_PER_USER: Quota = { name: 'GroupsPerUser', limit: 10 };
export const ROLES_PER_PROFILE: Quota = { name: 'InstanceSessionsPerInstanceProfile', limit: 1 };
export const ACCESS_KEYS: Quota = { name: 'AccessKeysPerUser', limit: 2 };
/** Characters without white space. */
export const POLICY_SIZE: Quota = { name: 'PolicySize', limit: 6144 };
export const TRUST_POLICY_SIZE: Quota = { name: 'ACLSizePerRole', limit: 2048 };
export const POLICY_VERSIONS = 5;
export const CLIENT_IDS: Quota = { name: 'ClientIdsPerOpenIdConnectProvider', limit: 100 };
export const THUMBPRINTS: Quota = { name: 'ThumbprintsPerOpenIdConnectProvider', limit: 5 };
export const TAGS: Quota = { name: 'TagsPerEntity', limit: 50 };

/** The size of a policy as quotas count it. */
export const sizeOf = (document: string): number => document.replaceAll(/\s/g, '').length;
