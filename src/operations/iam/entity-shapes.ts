import type { AttachedPermissionsBoundary, Group, InstanceProfile, Policy, Role, Tag, User } from '@aws-sdk/client-iam';
import { type Entity, entityArn } from '../../domain/identities/entity.ts';
import type { ManagedPolicy } from './managed-policy.ts';

/** A document in an answer: percent-encoded as RFC 3986 says, which encodeURIComponent does but for five characters. */
export const encodeDocument = (document: string): string =>
  encodeURIComponent(document).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

export const tagList = (tags: Entity['tags']): Tag[] =>
  Object.entries(tags)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([Key, Value]) => ({ Key, Value }));

/** Tags where there are any: AWS leaves the member out else. */
const someTags = (tags: Entity['tags']): { Tags: Tag[] } | undefined =>
  Object.keys(tags).length > 0 ? { Tags: tagList(tags) } : undefined;

const boundaryShape = (arn: string | null): { PermissionsBoundary: AttachedPermissionsBoundary } | undefined =>
  arn === null
    ? undefined
    : { PermissionsBoundary: { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: arn } };

/** What the shape of every kind begins with. */
const common = (entity: Entity) => ({ Path: entity.path, Arn: entityArn(entity), CreateDate: entity.createdAt });

/** A user in a list, where AWS leaves out tags and boundary. */
export const listedUserShape = (user: Entity<'user'>) =>
  ({ ...common(user), UserName: user.name, UserId: user.id }) satisfies User;

export const userShape = (user: Entity<'user'>) =>
  ({ ...listedUserShape(user), ...boundaryShape(user.boundary), ...someTags(user.tags) }) satisfies User;

export const groupShape = (group: Entity<'group'>) =>
  ({ ...common(group), GroupName: group.name, GroupId: group.id }) satisfies Group;

export const listedRoleShape = (role: Entity<'role'>) =>
  ({
    ...common(role),
    RoleName: role.name,
    RoleId: role.id,
    AssumeRolePolicyDocument: encodeDocument(role.settings.trustPolicy),
    Description: role.settings.description,
    MaxSessionDuration: role.settings.maxSessionSeconds,
  }) satisfies Role;

export const roleShape = (role: Entity<'role'>) =>
  ({
    ...listedRoleShape(role),
    ...boundaryShape(role.boundary),
    ...someTags(role.tags),
    RoleLastUsed: {},
  }) satisfies Role;

export const instanceProfileShape = (profile: Entity<'instance-profile'>, roles: readonly Entity<'role'>[] = []) =>
  ({
    ...common(profile),
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Roles: roles.map(listedRoleShape),
    ...someTags(profile.tags),
  }) satisfies InstanceProfile;

interface Uses {
  readonly attachments: number;
  readonly boundaries: number;
}

/** A managed policy in a list, where AWS leaves out description and tags. */
export const listedPolicyShape = (policy: ManagedPolicy, uses: Uses = { attachments: 0, boundaries: 0 }) =>
  ({
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: `v${policy.defaultVersion}`,
    AttachmentCount: uses.attachments,
    PermissionsBoundaryUsageCount: uses.boundaries,
    IsAttachable: true,
    CreateDate: policy.createdAt,
    UpdateDate: policy.updatedAt,
  }) satisfies Policy;

export const policyShape = (policy: ManagedPolicy, uses?: Uses) =>
  ({ ...listedPolicyShape(policy, uses), Description: policy.description, ...someTags(policy.tags) }) satisfies Policy;
