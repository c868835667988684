import type { ListAccountsForParentRequest, ListAccountsForParentResponse } from '@aws-sdk/client-organizations';
import type { Operation } from '../../operation.ts';
import { listMembersBelow } from '../../views/organizations/members.ts';
import { listPage, pageConstraints } from './list-page.ts';
import { accountShape } from './organization-shapes.ts';
import { readableOrganization } from './own-organization.ts';
import { parentIdConstraint, requireParent } from './unit-members.ts';

/** The accounts right below a parent, those in its units not among them. */
export const listAccountsForParent: Operation<ListAccountsForParentRequest, ListAccountsForParentResponse> = {
  constraints: { ParentId: parentIdConstraint, ...pageConstraints },

  async handle(request, context) {
    const organization = await readableOrganization(context);
    const parent = await requireParent(context.db, organization, request.ParentId!);
    const { rows, nextToken } = await listPage(request, {
      operation: 'ListAccountsForParent',
      kind: 'number',
      read: (start) => listMembersBelow(context.db, parent.id, start),
      keyOf: (member) => member.sequence,
    });
    return { Accounts: rows.map((member) => accountShape(organization, member)), NextToken: nextToken };
  },
};
