import type {
  ListDelegatedServicesForAccountRequest,
  ListDelegatedServicesForAccountResponse,
} from '@aws-sdk/client-organizations';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { isDelegated, listDelegatedServices } from '../../views/organizations/services.ts';
import { listPage, pageConstraints } from './list-page.ts';
import { readableOrganization } from './own-organization.ts';
import { accountIdConstraint, requireMember } from './unit-members.ts';

export const listDelegatedServicesForAccount: Operation<
  ListDelegatedServicesForAccountRequest,
  ListDelegatedServicesForAccountResponse
> = {
  constraints: { AccountId: accountIdConstraint, ...pageConstraints },

  async handle(request, context) {
    const { db } = context;
    const { accountId } = await requireMember(db, await readableOrganization(context), request.AccountId!);
    if (!(await isDelegated(db, accountId)))
      throw new Fault('AccountNotRegisteredException', `The account ${accountId} administers no service.`);
    const { rows, nextToken } = await listPage(request, {
      operation: 'ListDelegatedServicesForAccount',
      kind: 'string',
      read: (start) => listDelegatedServices(db, accountId, start),
      keyOf: (service) => service.servicePrincipal,
    });
    return {
      DelegatedServices: rows.map((row) => ({
        ServicePrincipal: row.servicePrincipal,
        DelegationEnabledDate: row.since,
      })),
      NextToken: nextToken,
    };
  },
};
