import type {
  CreateRoleRequest,
  CreateRoleResponse,
  DeleteRoleRequest,
  GetRoleRequest,
  GetRoleResponse,
  ListRolesRequest,
  ListRolesResponse,
  UpdateAssumeRolePolicyRequest,
  UpdateRoleDescriptionRequest,
  UpdateRoleDescriptionResponse,
  UpdateRoleRequest,
} from '@aws-sdk/client-iam';
import type { Constraints } from '../../domain/constraints.ts';
import type { Entity, RoleSettings } from '../../domain/identities/entity.ts';
import { Fault } from '../../fault.ts';
import type { Operation, RequestContext, ResourceScope } from '../../operation.ts';
import { updateEntity } from '../../store/iam-entity.ts';
import { listEntities } from '../../views/iam/entities.ts';
import { changeEntity } from './change-identities.ts';
import { createEntity, pathConstraints } from './create-entity.ts';
import { deleteNamed } from './delete-entity.ts';
import { listedRoleShape, roleShape } from './entity-shapes.ts';
import { boundaryKeys } from './identity-keys.ts';
import { policyArnConstraint } from './managed-policy.ts';
import { nameConstraint, namedArn, requireEntity } from './named-entity.ts';
import { checkTrustPolicy, documentConstraint } from './policy-document.ts';
import { pageConstraints, readPage } from './read-page.ts';
import { tagConstraints } from './tags.ts';

const terms: Constraints = {
  Description: { length: [0, 1000], pattern: /^[\t\n\r -~¡-ÿ]*$/, form: 'characters up to U+00FF' },
  MaxSessionDuration: { range: [3600, 43_200], integer: true },
};
const constraints = { RoleName: nameConstraint(64) };
const named = ({ RoleName }: { RoleName?: string | undefined }, scope: ResourceScope) =>
  namedArn('role', RoleName!, scope);

export const createRole: Operation<CreateRoleRequest, CreateRoleResponse> = {
  keys: boundaryKeys,
  resources: ({ RoleName, Path: path = '/' }, scope) => [`arn:aws:iam::${scope.accountId}:role${path}${RoleName}`],
  constraints: {
    ...constraints,
    ...pathConstraints,
    AssumeRolePolicyDocument: documentConstraint,
    ...terms,
    PermissionsBoundary: policyArnConstraint,
    ...tagConstraints,
  },
  async handle(request, context) {
    const { RoleName: name, Path: path, PermissionsBoundary: boundary, Tags: tags } = request;
    if (path?.startsWith('/aws-service-role/'))
      throw new Fault('ValidationError', 'The path /aws-service-role/ is for CreateServiceLinkedRole; take another.');
    const trustPolicy = request.AssumeRolePolicyDocument!;
    checkTrustPolicy(trustPolicy);
    const { Description: description, MaxSessionDuration: maxSessionSeconds = 3600 } = request;
    const settings: RoleSettings = { description, trustPolicy, maxSessionSeconds };
    const role = await createEntity(context, { kind: 'role', name: name!, path, boundary, tags, settings });
    return { Role: roleShape(role) };
  },
};

export const getRole: Operation<GetRoleRequest, GetRoleResponse> = {
  resources: named,
  constraints,
  async handle({ RoleName: name }, { db, accountId }) {
    return { Role: roleShape(await requireEntity(db, { accountId, kind: 'role', name: name! })) };
  },
};

export const listRoles: Operation<ListRolesRequest, ListRolesResponse> = {
  constraints: pageConstraints,
  async handle(request, { db, accountId }) {
    const { PathPrefix: pathPrefix = '/' } = request;
    const { rows, more } = await readPage(request, {
      operation: 'ListRoles',
      read: (page) => listEntities(db, { accountId, kind: 'role', pathPrefix }, page),
      keyOf: ({ name }) => name.toLowerCase(),
    });
    return { Roles: rows.map(listedRoleShape), ...more };
  },
};

interface SettingsChange {
  readonly byUser?: boolean;
  readonly settings: Partial<RoleSettings>;
}

function changeSettings(name: string, context: RequestContext, { settings, byUser = true }: SettingsChange) {
  return changeEntity(context, { kind: 'role', name, detail: settings, byUser }, async (trx, role) => {
    const changed: Entity<'role'> = { ...role, settings: { ...role.settings, ...settings } };
    await updateEntity(trx, changed);
    return changed;
  });
}

/** What is left out stays. */
export const updateRole: Operation<UpdateRoleRequest, Record<string, never>> = {
  resources: named,
  constraints: { ...constraints, ...terms },
  async handle({ RoleName: name, Description: description, MaxSessionDuration: maxSessionSeconds }, context) {
    const settings = {
      ...(description !== undefined && { description }),
      ...(maxSessionSeconds !== undefined && { maxSessionSeconds }),
    };
    await changeSettings(name!, context, { settings });
    return {};
  },
};

export const updateRoleDescription: Operation<UpdateRoleDescriptionRequest, UpdateRoleDescriptionResponse> = {
  resources: named,
  constraints: { ...constraints, ...terms },
  async handle({ RoleName: name, Description: description }, context) {
    const role = await changeSettings(name!, context, { settings: { description }, byUser: false });
    return { Role: roleShape(role) };
  },
};

export const updateAssumeRolePolicy: Operation<UpdateAssumeRolePolicyRequest, Record<string, never>> = {
  resources: named,
  constraints: { ...constraints, PolicyDocument: documentConstraint },
  async handle({ RoleName: name, PolicyDocument: trustPolicy }, context) {
    checkTrustPolicy(trustPolicy!);
    await changeSettings(name!, context, { settings: { trustPolicy: trustPolicy! } });
    return {};
  },
};

/** Sessions of it are refused from the answer on. */
export const deleteRole: Operation<DeleteRoleRequest, Record<string, never>> = {
  resources: named,
  constraints,
  async handle({ RoleName: name }, context) {
    await deleteNamed('role', name!, context);
    return {};
  },
};
