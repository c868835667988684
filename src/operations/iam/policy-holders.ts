import type { ListEntitiesForPolicyRequest, ListEntitiesForPolicyResponse } from '@aws-sdk/client-iam';
import type { HolderKind } from '../../domain/identities/entity.ts';
import type { Operation } from '../../operation.ts';
import { listPolicyHolders, type PolicyHolder } from '../../views/iam/policies.ts';
import { policyArnConstraint, requirePolicy } from './managed-policy.ts';
import { pageConstraints, readPage } from './read-page.ts';

const KINDS: ReadonlyMap<string, HolderKind> = new Map([
  ['User', 'user'],
  ['Group', 'group'],
  ['Role', 'role'],
]);

/** Who has a managed policy. A filter for a kind of policies finds nobody, for policies have none. */
export const listEntitiesForPolicy: Operation<ListEntitiesForPolicyRequest, ListEntitiesForPolicyResponse> = {
  resources: ({ PolicyArn }) => [PolicyArn!],
  constraints: {
    PolicyArn: policyArnConstraint,
    ...pageConstraints,
    EntityFilter: { oneOf: ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'] },
    PolicyUsageFilter: { oneOf: ['PermissionsPolicy', 'PermissionsBoundary'] },
  },
  async handle(request, { db, accountId }) {
    const { arn: policyArn } = await requirePolicy(db, accountId, request.PolicyArn!);
    const { EntityFilter: filter, PolicyUsageFilter: use = 'PermissionsPolicy' } = request;
    const kind = filter === undefined ? undefined : KINDS.get(filter);
    const query = { accountId, policyArn, pathPrefix: request.PathPrefix ?? '/', kind, use };
    const isEmpty = filter !== undefined && kind === undefined;
    const { rows, more } = await readPage<PolicyHolder>(request, {
      operation: 'ListEntitiesForPolicy',
      read: async (page) => (isEmpty ? [] : listPolicyHolders(db, query, page)),
      keyOf: ({ id }) => id,
    });
    const of = (wanted: HolderKind) => rows.filter((holder) => holder.kind === wanted);
    return {
      PolicyUsers: of('user').map(({ name, id }) => ({ UserName: name, UserId: id })),
      PolicyGroups: of('group').map(({ name, id }) => ({ GroupName: name, GroupId: id })),
      PolicyRoles: of('role').map(({ name, id }) => ({ RoleName: name, RoleId: id })),
      ...more,
    };
  },
};
