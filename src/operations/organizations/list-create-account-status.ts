import type { ListCreateAccountStatusRequest, ListCreateAccountStatusResponse } from '@aws-sdk/client-organizations';
import type { Operation } from '../../operation.ts';
import { listCreateAccountRequests } from '../../views/organizations/create-account-requests.ts';
import { createAccountStatusShape } from './create-account-status-shape.ts';
import { listPage, pageConstraints } from './list-page.ts';
import { readableOrganization } from './own-organization.ts';

/** No request is ever in progress: what comes of one is known when it is answered. */
export const listCreateAccountStatus: Operation<ListCreateAccountStatusRequest, ListCreateAccountStatusResponse> = {
  constraints: { 'States[]': { oneOf: ['IN_PROGRESS', 'SUCCEEDED', 'FAILED'] }, ...pageConstraints },

  async handle(request, context) {
    const organization = await readableOrganization(context);
    const states = new Set(request.States?.length ? request.States : ['SUCCEEDED', 'FAILED']);
    const [succeeded, failed] = [states.has('SUCCEEDED'), states.has('FAILED')];
    if (!succeeded && !failed) return { CreateAccountStatuses: [] };
    const { rows, nextToken } = await listPage(request, {
      operation: 'ListCreateAccountStatus',
      kind: 'number',
      read: (start) =>
        listCreateAccountRequests(context.db, organization.id, {
          ...start,
          succeeded: succeeded && failed ? undefined : succeeded,
        }),
      keyOf: (row) => row.sequence,
    });
    return { CreateAccountStatuses: rows.map(createAccountStatusShape), NextToken: nextToken };
  },
};
