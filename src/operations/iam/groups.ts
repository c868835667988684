import type {
  AddUserToGroupRequest,
  CreateGroupRequest,
  CreateGroupResponse,
  DeleteGroupRequest,
  GetGroupRequest,
  GetGroupResponse,
  ListGroupsForUserRequest,
  ListGroupsForUserResponse,
  ListGroupsRequest,
  ListGroupsResponse,
  RemoveUserFromGroupRequest,
  UpdateGroupRequest,
} from '@aws-sdk/client-iam';
import { GROUPS_PER_USER } from '../../domain/identities/quotas.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { readDependents } from '../../store/iam-entity.ts';
import { deleteMember, insertMember } from '../../store/iam-member.ts';
import { listContainers, listEntities, listMembers } from '../../views/iam/entities.ts';
import { changeMembership, checkQuota } from './change-identities.ts';
import { createEntity, pathConstraints } from './create-entity.ts';
import { deleteNamed } from './delete-entity.ts';
import { groupShape, listedUserShape } from './entity-shapes.ts';
import { nameConstraint, namedArn, requireEntity } from './named-entity.ts';
import { pageConstraints, readPage } from './read-page.ts';
import { rename, renameConstraints, renamedArns } from './rename.ts';

const constraints = { GroupName: nameConstraint(128) };
const both = { ...constraints, UserName: nameConstraint(128) };
const lowerName = ({ name }: { readonly name: string }): string => name.toLowerCase();

export const createGroup: Operation<CreateGroupRequest, CreateGroupResponse> = {
  resources: ({ GroupName, Path: path = '/' }, scope) => [`arn:aws:iam::${scope.accountId}:group${path}${GroupName}`],
  constraints: { ...constraints, ...pathConstraints },
  async handle({ GroupName: name, Path: path }, context) {
    return { Group: groupShape(await createEntity(context, { kind: 'group', name: name!, path, settings: {} })) };
  },
};

/** A group with the users in it. */
export const getGroup: Operation<GetGroupRequest, GetGroupResponse> = {
  resources: ({ GroupName }, scope) => namedArn('group', GroupName!, scope),
  constraints: { ...constraints, ...pageConstraints },
  async handle(request, { db, accountId }) {
    const group = await requireEntity(db, { accountId, kind: 'group', name: request.GroupName! });
    const { rows, more } = await readPage(request, {
      operation: 'GetGroup',
      read: (page) => listMembers<'user'>(db, group.id, page),
      keyOf: lowerName,
    });
    return { Group: groupShape(group), Users: rows.map(listedUserShape), ...more };
  },
};

export const listGroups: Operation<ListGroupsRequest, ListGroupsResponse> = {
  constraints: pageConstraints,
  async handle(request, { db, accountId }) {
    const { PathPrefix: pathPrefix = '/' } = request;
    const { rows, more } = await readPage(request, {
      operation: 'ListGroups',
      read: (page) => listEntities(db, { accountId, kind: 'group', pathPrefix }, page),
      keyOf: lowerName,
    });
    return { Groups: rows.map(groupShape), ...more };
  },
};

export const listGroupsForUser: Operation<ListGroupsForUserRequest, ListGroupsForUserResponse> = {
  resources: ({ UserName }, scope) => namedArn('user', UserName!, scope),
  constraints: { UserName: nameConstraint(128), ...pageConstraints },
  async handle(request, { db, accountId }) {
    const user = await requireEntity(db, { accountId, kind: 'user', name: request.UserName! });
    const { rows, more } = await readPage(request, {
      operation: 'ListGroupsForUser',
      read: (page) => listContainers<'group'>(db, user.id, page),
      keyOf: lowerName,
    });
    return { Groups: rows.map(groupShape), ...more };
  },
};

export const updateGroup: Operation<UpdateGroupRequest, Record<string, never>> = {
  resources: ({ GroupName, NewGroupName, NewPath }, scope) =>
    renamedArns({ kind: 'group', name: GroupName! }, { name: NewGroupName, path: NewPath }, scope),
  constraints: { ...constraints, ...renameConstraints('NewGroupName', 128) },
  async handle({ GroupName: name, NewGroupName, NewPath }, context) {
    await rename(context, { kind: 'group', name: name! }, { name: NewGroupName, path: NewPath });
    return {};
  },
};

export const deleteGroup: Operation<DeleteGroupRequest, Record<string, never>> = {
  resources: ({ GroupName }, scope) => namedArn('group', GroupName!, scope),
  constraints,
  async handle({ GroupName: name }, context) {
    await deleteNamed('group', name!, context);
    return {};
  },
};

export const addUserToGroup: Operation<AddUserToGroupRequest, Record<string, never>> = {
  resources: ({ GroupName }, scope) => namedArn('group', GroupName!, scope),
  constraints: both,
  async handle({ GroupName: name, UserName }, context) {
    const group = { kind: 'group', name: name!, detail: { UserName } } as const;
    await changeMembership(context, group, { kind: 'user', name: UserName! }, async (trx, link) => {
      await insertMember(trx, link);
      checkQuota((await readDependents(trx, link.member)).containers, GROUPS_PER_USER);
    });
    return {};
  },
};

export const removeUserFromGroup: Operation<RemoveUserFromGroupRequest, Record<string, never>> = {
  resources: ({ GroupName }, scope) => namedArn('group', GroupName!, scope),
  constraints: both,
  async handle({ GroupName: name, UserName }, context) {
    const group = { kind: 'group', name: name!, detail: { UserName } } as const;
    await changeMembership(context, group, { kind: 'user', name: UserName! }, async (trx, link) => {
      if (!(await deleteMember(trx, link)))
        throw new Fault('NoSuchEntity', `User ${UserName} is not in group ${name}.`);
    });
    return {};
  },
};
