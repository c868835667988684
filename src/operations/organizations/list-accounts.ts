import type { ListAccountsRequest, ListAccountsResponse } from '@aws-sdk/client-organizations';
import type { Operation } from '../../operation.ts';
import { listMembers } from '../../views/organizations/members.ts';
import { listPage, pageConstraints } from './list-page.ts';
import { accountShape } from './organization-shapes.ts';
import { readableOrganization } from './own-organization.ts';

export const listAccounts: Operation<ListAccountsRequest, ListAccountsResponse> = {
  constraints: pageConstraints,

  async handle(request, context) {
    const organization = await readableOrganization(context);
    const { rows, nextToken } = await listPage(request, {
      operation: 'ListAccounts',
      kind: 'number',
      read: (start) => listMembers(context.db, organization.id, start),
      keyOf: (member) => member.sequence,
    });
    return { Accounts: rows.map((member) => accountShape(organization, member)), NextToken: nextToken };
  },
};
