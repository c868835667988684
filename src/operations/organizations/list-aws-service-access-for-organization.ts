import type {
  ListAWSServiceAccessForOrganizationRequest,
  ListAWSServiceAccessForOrganizationResponse,
} from '@aws-sdk/client-organizations';
import type { Operation } from '../../operation.ts';
import { listTrustedServices } from '../../views/organizations/services.ts';
import { listPage, pageConstraints } from './list-page.ts';
import { readableOrganization } from './own-organization.ts';

export const listAWSServiceAccessForOrganization: Operation<
  ListAWSServiceAccessForOrganizationRequest,
  ListAWSServiceAccessForOrganizationResponse
> = {
  constraints: pageConstraints,

  async handle(request, context) {
    const { id } = await readableOrganization(context);
    const { rows, nextToken } = await listPage(request, {
      operation: 'ListAWSServiceAccessForOrganization',
      kind: 'string',
      read: (start) => listTrustedServices(context.db, id, start),
      keyOf: (service) => service.servicePrincipal,
    });
    return {
      EnabledServicePrincipals: rows.map((row) => ({ ServicePrincipal: row.servicePrincipal, DateEnabled: row.since })),
      NextToken: nextToken,
    };
  },
};
