import type {
  AddRoleToInstanceProfileRequest,
  CreateInstanceProfileRequest,
  CreateInstanceProfileResponse,
  DeleteInstanceProfileRequest,
  GetInstanceProfileRequest,
  GetInstanceProfileResponse,
  ListInstanceProfilesForRoleRequest,
  ListInstanceProfilesForRoleResponse,
  ListInstanceProfilesRequest,
  ListInstanceProfilesResponse,
  RemoveRoleFromInstanceProfileRequest,
} from '@aws-sdk/client-iam';
import type { Kysely } from 'kysely';
import { type Entity, entityArn } from '../../domain/identities/entity.ts';
import { ROLES_PER_PROFILE } from '../../domain/identities/quotas.ts';
import { Fault } from '../../fault.ts';
import type { Operation, ResourceScope } from '../../operation.ts';
import { readDependents } from '../../store/iam-entity.ts';
import { deleteMember, insertMember } from '../../store/iam-member.ts';
import type { DB } from '../../store/schema.ts';
import { listContainers, listEntities, readProfileRoles } from '../../views/iam/entities.ts';
import { changeMembership, checkQuota } from './change-identities.ts';
import { createEntity, pathConstraints } from './create-entity.ts';
import { deleteNamed } from './delete-entity.ts';
import { instanceProfileShape } from './entity-shapes.ts';
import { nameConstraint, namedArn, requireEntity } from './named-entity.ts';
import { pageConstraints, readPage } from './read-page.ts';
import { tagConstraints } from './tags.ts';

const kind = 'instance-profile';
const constraints = { InstanceProfileName: nameConstraint(128) };
const named = ({ InstanceProfileName }: { InstanceProfileName?: string | undefined }, scope: ResourceScope) =>
  namedArn(kind, InstanceProfileName!, scope);
const lowerName = ({ name }: Entity): string => name.toLowerCase();

/** Instance profiles with the role that each has. */
async function withRoles(db: Kysely<DB>, profiles: readonly Entity<'instance-profile'>[]) {
  const roles = await readProfileRoles(
    db,
    profiles.map(({ id }) => id),
  );
  return profiles.map((profile) => instanceProfileShape(profile, roles.get(profile.id)));
}

/** Its id is derived from its ARN, as EC2 has it. */
export const createInstanceProfile: Operation<CreateInstanceProfileRequest, CreateInstanceProfileResponse> = {
  resources: ({ InstanceProfileName: name, Path: path = '/' }, scope) => [
    `arn:aws:iam::${scope.accountId}:${kind}${path}${name}`,
  ],
  constraints: { ...constraints, ...pathConstraints, ...tagConstraints },
  async handle({ InstanceProfileName, Path: path = '/', Tags: tags }, context) {
    const name = InstanceProfileName!;
    const seed = entityArn({ accountId: context.accountId, kind, path, name });
    const profile = await createEntity(context, { kind, name, path, tags, settings: {}, seed });
    return { InstanceProfile: instanceProfileShape(profile) };
  },
};

export const getInstanceProfile: Operation<GetInstanceProfileRequest, GetInstanceProfileResponse> = {
  resources: named,
  constraints,
  async handle({ InstanceProfileName: name }, { db, accountId }) {
    const [shape] = await withRoles(db, [await requireEntity(db, { accountId, kind, name: name! })]);
    return { InstanceProfile: shape! };
  },
};

export const listInstanceProfiles: Operation<ListInstanceProfilesRequest, ListInstanceProfilesResponse> = {
  constraints: pageConstraints,
  async handle(request, { db, accountId }) {
    const { PathPrefix: pathPrefix = '/' } = request;
    const { rows, more } = await readPage(request, {
      operation: 'ListInstanceProfiles',
      read: (page) => listEntities(db, { accountId, kind, pathPrefix }, page),
      keyOf: lowerName,
    });
    return { InstanceProfiles: await withRoles(db, rows), ...more };
  },
};

export const listInstanceProfilesForRole: Operation<
  ListInstanceProfilesForRoleRequest,
  ListInstanceProfilesForRoleResponse
> = {
  resources: ({ RoleName }, scope) => namedArn('role', RoleName!, scope),
  constraints: { RoleName: nameConstraint(64), ...pageConstraints },
  async handle(request, { db, accountId }) {
    const role = await requireEntity(db, { accountId, kind: 'role', name: request.RoleName! });
    const { rows, more } = await readPage(request, {
      operation: 'ListInstanceProfilesForRole',
      read: (page) => listContainers<'instance-profile'>(db, role.id, page),
      keyOf: lowerName,
    });
    return { InstanceProfiles: await withRoles(db, rows), ...more };
  },
};

export const deleteInstanceProfile: Operation<DeleteInstanceProfileRequest, Record<string, never>> = {
  resources: named,
  constraints,
  async handle({ InstanceProfileName: name }, context) {
    await deleteNamed(kind, name!, context);
    return {};
  },
};

const withRole = { ...constraints, RoleName: nameConstraint(64) };

export const addRoleToInstanceProfile: Operation<AddRoleToInstanceProfileRequest, Record<string, never>> = {
  resources: named,
  // As the documentation of AddRoleToInstanceProfile asks; the machines of the profile are EC2's.
  passes: ({ RoleName: role }) => [{ role: role!, service: 'ec2.amazonaws.com' }],
  constraints: withRole,
  async handle({ InstanceProfileName: name, RoleName }, context) {
    const profile = { kind, name: name!, detail: { RoleName } } as const;
    await changeMembership(context, profile, { kind: 'role', name: RoleName! }, async (trx, link) => {
      const isNew = await insertMember(trx, link);
      const { members } = await readDependents(trx, link.container);
      checkQuota(isNew ? members : members + 1, ROLES_PER_PROFILE);
    });
    return {};
  },
};

export const removeRoleFromInstanceProfile: Operation<RemoveRoleFromInstanceProfileRequest, Record<string, never>> = {
  resources: named,
  constraints: withRole,
  async handle({ InstanceProfileName: name, RoleName }, context) {
    const profile = { kind, name: name!, detail: { RoleName } } as const;
    await changeMembership(context, profile, { kind: 'role', name: RoleName! }, async (trx, link) => {
      if (!(await deleteMember(trx, link)))
        throw new Fault('NoSuchEntity', `The role with name ${RoleName} is not in Instance Profile ${name}.`);
    });
    return {};
  },
};
