import type {
  ListDelegatedAdministratorsRequest,
  ListDelegatedAdministratorsResponse,
} from '@aws-sdk/client-organizations';
import type { Operation } from '../../operation.ts';
import { listDelegatedAdministrators as listRows } from '../../views/organizations/services.ts';
import { checkService, servicePrincipalConstraint } from './aws-service-access.ts';
import { listPage, pageConstraints } from './list-page.ts';
import { accountShape } from './organization-shapes.ts';
import { readableOrganization } from './own-organization.ts';

export const listDelegatedAdministrators: Operation<
  ListDelegatedAdministratorsRequest,
  ListDelegatedAdministratorsResponse
> = {
  constraints: { ServicePrincipal: servicePrincipalConstraint, ...pageConstraints },

  async handle(request, context) {
    const organization = await readableOrganization(context);
    const { ServicePrincipal: servicePrincipal } = request;
    if (servicePrincipal !== undefined) checkService(servicePrincipal);
    const { rows, nextToken } = await listPage(request, {
      operation: 'ListDelegatedAdministrators',
      kind: 'string',
      read: (start) => listRows(context.db, organization.id, { servicePrincipal, ...start }),
      keyOf: (row) => row.accountId,
    });
    const shapes = rows.map((row) => {
      const { Paths: _, ...account } = accountShape(organization, row);
      return { ...account, DelegationEnabledDate: row.since };
    });
    return { DelegatedAdministrators: shapes, NextToken: nextToken };
  },
};
