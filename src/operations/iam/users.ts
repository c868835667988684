import type {
  CreateUserRequest,
  CreateUserResponse,
  DeleteUserRequest,
  GetUserRequest,
  GetUserResponse,
  ListUsersRequest,
  ListUsersResponse,
  UpdateUserRequest,
} from '@aws-sdk/client-iam';
import { rootArn } from '../../domain/principal.ts';
import type { Operation } from '../../operation.ts';
import { readAccountCreation } from '../../store/account.ts';
import { listEntities } from '../../views/iam/entities.ts';
import { createEntity, pathConstraints } from './create-entity.ts';
import { deleteNamed } from './delete-entity.ts';
import { listedUserShape, userShape } from './entity-shapes.ts';
import { boundaryKeys } from './identity-keys.ts';
import { policyArnConstraint } from './managed-policy.ts';
import { nameConstraint, namedArn } from './named-entity.ts';
import { namedOrOwnArn, namedOrOwnUser } from './own-user.ts';
import { pageConstraints, readPage } from './read-page.ts';
import { rename, renameConstraints, renamedArns } from './rename.ts';
import { tagConstraints } from './tags.ts';

const constraints = { UserName: nameConstraint(128) };

export const createUser: Operation<CreateUserRequest, CreateUserResponse> = {
  keys: boundaryKeys,
  resources: ({ UserName, Path: path = '/' }, scope) => [`arn:aws:iam::${scope.accountId}:user${path}${UserName}`],
  constraints: {
    UserName: nameConstraint(64),
    ...pathConstraints,
    PermissionsBoundary: policyArnConstraint,
    ...tagConstraints,
  },
  async handle({ UserName: name, Path: path, PermissionsBoundary: boundary, Tags: tags }, context) {
    const user = await createEntity(context, { kind: 'user', name: name!, path, boundary, tags, settings: {} });
    return { User: userShape(user) };
  },
};

/** Without a name: who asks. */
export const getUser: Operation<GetUserRequest, GetUserResponse> = {
  resources: namedOrOwnArn,
  constraints,
  async handle(request, context) {
    const { db, accountId } = context;
    const user = await namedOrOwnUser(db, request, context);
    if (user) return { User: userShape(user) };
    const CreateDate = await readAccountCreation(db, accountId);
    // The root has neither name nor path.
    const root = { Arn: rootArn(accountId), UserId: accountId, CreateDate, Path: undefined, UserName: undefined };
    return { User: root };
  },
};

export const listUsers: Operation<ListUsersRequest, ListUsersResponse> = {
  constraints: pageConstraints,
  async handle(request, { db, accountId }) {
    const { PathPrefix: pathPrefix = '/' } = request;
    const { rows, more } = await readPage(request, {
      operation: 'ListUsers',
      read: (page) => listEntities(db, { accountId, kind: 'user', pathPrefix }, page),
      keyOf: ({ name }) => name.toLowerCase(),
    });
    return { Users: rows.map(listedUserShape), ...more };
  },
};

export const updateUser: Operation<UpdateUserRequest, Record<string, never>> = {
  resources: ({ UserName, NewUserName, NewPath }, scope) =>
    renamedArns({ kind: 'user', name: UserName! }, { name: NewUserName, path: NewPath }, scope),
  constraints: { ...constraints, ...renameConstraints('NewUserName', 64) },
  async handle({ UserName: name, NewUserName, NewPath }, context) {
    await rename(context, { kind: 'user', name: name! }, { name: NewUserName, path: NewPath });
    return {};
  },
};

export const deleteUser: Operation<DeleteUserRequest, Record<string, never>> = {
  resources: ({ UserName }, scope) => namedArn('user', UserName!, scope),
  constraints,
  async handle({ UserName: name }, context) {
    await deleteNamed('user', name!, context);
    return {};
  },
};
