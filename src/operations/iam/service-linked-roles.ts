import type {
  CreateServiceLinkedRoleRequest,
  CreateServiceLinkedRoleResponse,
  DeleteServiceLinkedRoleRequest,
  DeleteServiceLinkedRoleResponse,
  GetServiceLinkedRoleDeletionStatusRequest,
  GetServiceLinkedRoleDeletionStatusResponse,
} from '@aws-sdk/client-iam';
import { type Entity, entityArn } from '../../domain/identities/entity.ts';
import {
  SERVICES_WITH_ROLES,
  serviceLinkedRole,
  serviceRolePath,
  serviceTrustPolicy,
} from '../../domain/identities/service-linked-roles.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { deleteEntity, findEntity } from '../../store/iam-entity.ts';
import { attachPolicy, detachPolicy, readAttachedPolicies } from '../../store/iam-policy.ts';
import { readRoleUses } from '../../store/iam-service-role.ts';
import { changeEntity } from './change-identities.ts';
import { createEntity } from './create-entity.ts';
import { roleShape } from './entity-shapes.ts';
import { nameConstraint, namedArn } from './named-entity.ts';

/** The role of a service, under the service's own name for it. */
export const createServiceLinkedRole: Operation<CreateServiceLinkedRoleRequest, CreateServiceLinkedRoleResponse> = {
  keys: ({ AWSServiceName: service }) => ({ 'iam:AWSServiceName': [service!] }),
  resources: ({ AWSServiceName: service }, { accountId }) => {
    const name = serviceLinkedRole(service!)?.roleName ?? '*';
    return [entityArn({ accountId, kind: 'role', path: serviceRolePath(service!), name })];
  },
  constraints: {
    AWSServiceName: {
      length: [1, 128],
      pattern: /^[\w+=,.@-]+$/,
      form: 'a service such as license-manager.amazonaws.com',
    },
    Description: { length: [0, 1000], pattern: /^[\t\n\r -~¡-ÿ]*$/, form: 'characters up to U+00FF' },
    CustomSuffix: nameConstraint(64),
  },
  async handle({ AWSServiceName: service, Description: description, CustomSuffix: suffix }, context) {
    const known = serviceLinkedRole(service!);
    if (!known)
      throw new Fault(
        'InvalidInput',
        `${service} has no service-linked role here; these have: ${SERVICES_WITH_ROLES.join(', ')}.`,
      );
    if (suffix !== undefined)
      throw new Fault('InvalidInput', `Custom suffix is not allowed for ${service}; leave CustomSuffix out.`);
    const { roleName: name, policyArn } = known;
    const taken = await findEntity(context.db, { accountId: context.accountId, kind: 'role', name });
    if (taken)
      throw new Fault(
        'InvalidInput',
        `Service role name ${name} has been taken in this account, please try a different suffix.`,
      );
    const settings = { description, trustPolicy: serviceTrustPolicy(service!), maxSessionSeconds: 3600 };
    const wanted = { kind: 'role', name, path: serviceRolePath(service!), settings } as const;
    const role = await createEntity(context, wanted, (trx, entity) => attachPolicy(trx, entity, policyArn));
    return { Role: roleShape(role) };
  },
};

/** The service of a role, by the role's path. */
const serviceOf = ({ path }: Entity): string => path.split('/')[2] ?? '';

const IN_USE = {
  Reason: 'The service needs the role for these resources. Delete or unlink them, then delete the role.',
};
const ANEW = {
  Reason: 'The service needed the role when it was to be deleted, and does not any more. Delete it again.',
};

/** The end of a task of a deletion is the id of the role that it deletes. */
const TASK = /^task(\/aws-service-role\/[\w+=,.@-]+\/)([\w+=,.@-]+)\/(AROA[A-Z2-7]{17})$/;

/** The role is gone with the answer, unless its service needs it, which the status of the deletion tells. */
export const deleteServiceLinkedRole: Operation<DeleteServiceLinkedRoleRequest, DeleteServiceLinkedRoleResponse> = {
  resources: ({ RoleName }, scope) => namedArn('role', RoleName!, scope),
  constraints: { RoleName: nameConstraint(64) },
  async handle({ RoleName: name }, context) {
    const role = await changeEntity(context, { kind: 'role', name: name!, byUser: false }, async (trx, entity) => {
      if (!entity.path.startsWith('/aws-service-role/'))
        throw new Fault('InvalidInput', `The role ${name} is no service-linked role; DeleteRole deletes it.`);
      if ((await readRoleUses(trx, serviceOf(entity), entity.accountId)).length > 0) return entity;
      for (const arn of await readAttachedPolicies(trx, entity)) await detachPolicy(trx, entity, arn);
      await deleteEntity(trx, entity);
      return entity;
    });
    return { DeletionTaskId: `task${role.path}${role.name}/${role.id}` };
  },
};

export const getServiceLinkedRoleDeletionStatus: Operation<
  GetServiceLinkedRoleDeletionStatusRequest,
  GetServiceLinkedRoleDeletionStatusResponse
> = {
  resources: ({ DeletionTaskId: task }, scope) => namedArn('role', TASK.exec(task!)?.[2] ?? '*', scope),
  constraints: { DeletionTaskId: { length: [1, 1000] } },
  async handle({ DeletionTaskId: task }, { db, accountId }) {
    const [, , name, id] = TASK.exec(task!) ?? [];
    if (name === undefined)
      throw new Fault('NoSuchEntity', 'The DeletionTaskId is not one that DeleteServiceLinkedRole answers with.');
    const role = await findEntity(db, { accountId, kind: 'role', name });
    if (role?.id !== id) return { Status: 'SUCCEEDED' };
    const uses = await readRoleUses(db, serviceOf(role!), accountId);
    if (uses.length === 0) return { Status: 'NOT_STARTED', Reason: ANEW };
    const RoleUsageList = uses.map(({ region: Region, resources }) => ({ Region, Resources: [...resources] }));
    return { Status: 'FAILED', Reason: { ...IN_USE, RoleUsageList } };
  },
};
