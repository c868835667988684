import type { ListChildrenRequest, ListChildrenResponse } from '@aws-sdk/client-organizations';
import type { Operation } from '../../operation.ts';
import { listMembersBelow } from '../../views/organizations/members.ts';
import { listUnits } from '../../views/organizations/organization-units.ts';
import { listPage, pageConstraints } from './list-page.ts';
import { readableOrganization } from './own-organization.ts';
import { parentIdConstraint, requireParent } from './unit-members.ts';

/** The accounts or the units right below a parent. */
export const listChildren: Operation<ListChildrenRequest, ListChildrenResponse> = {
  constraints: {
    ParentId: parentIdConstraint,
    ChildType: { oneOf: ['ACCOUNT', 'ORGANIZATIONAL_UNIT'] },
    ...pageConstraints,
  },

  async handle(request, context) {
    const { ParentId: parentId, ChildType: type } = request;
    const { db } = context;
    const parent = await requireParent(db, await readableOrganization(context), parentId!);
    const { rows, nextToken } = await listPage(request, {
      operation: 'ListChildren',
      kind: 'number',
      read: async (start) =>
        type === 'ACCOUNT'
          ? (await listMembersBelow(db, parent.id, start)).map(({ accountId: id, sequence }) => ({ id, sequence }))
          : listUnits(db, parent.id, start),
      keyOf: (child) => child.sequence,
    });
    return { Children: rows.map(({ id }) => ({ Id: id, Type: type })), NextToken: nextToken };
  },
};
