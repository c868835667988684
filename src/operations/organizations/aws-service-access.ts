import type { EnableAWSServiceAccessRequest } from '@aws-sdk/client-organizations';
import { organizationArn } from '../../domain/organizations/organization.ts';
import { TRUSTABLE_SERVICES } from '../../domain/organizations/trusted-services.ts';
import type { Operation } from '../../operation.ts';
import { deleteTrustedService, insertTrustedService } from '../../store/organization-member.ts';
import { listDelegatedAdministrators } from '../../views/organizations/services.ts';
import { invalidInput, violates } from './organization-faults.ts';
import { changeOrganization, managedOrganization } from './own-organization.ts';

export const servicePrincipalConstraint = { length: [1, 128] } as const;

/** Faults on a service that does not work with organizations here. */
export function checkService(principal: string): void {
  if (!TRUSTABLE_SERVICES.includes(principal))
    throw invalidInput(
      'UNRECOGNIZED_SERVICE_PRINCIPAL',
      `The service ${principal} does not work with organizations here; these do: ${TRUSTABLE_SERVICES.join(', ')}.`,
    );
}

/** Lets a service act in the organization, or no more; to do so again changes nothing. */
export const switchServiceAccess = (enabled: boolean): Operation<EnableAWSServiceAccessRequest, object> => ({
  constraints: { ServicePrincipal: servicePrincipalConstraint },

  async handle({ ServicePrincipal }, context) {
    const servicePrincipal = ServicePrincipal!;
    const organization = await managedOrganization(context);
    checkService(servicePrincipal);
    if (organization.featureSet !== 'ALL')
      throw violates(
        'ORGANIZATION_NOT_IN_ALL_FEATURES_MODE',
        'Trusted access needs an organization with all features.',
      );
    const { id } = organization;
    const record = { organization, resources: [organizationArn(organization)], detail: { servicePrincipal } };
    await changeOrganization(context, record, async (trx) => {
      if (enabled) return insertTrustedService(trx, id, { servicePrincipal, at: context.now });
      const [administrator] = await listDelegatedAdministrators(trx, id, {
        servicePrincipal,
        after: undefined,
        limit: 1,
      });
      if (administrator)
        throw violates(
          'DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE',
          `${administrator.accountId} administers ${servicePrincipal}: deregister it first.`,
        );
      await deleteTrustedService(trx, id, servicePrincipal);
    });
    return {};
  },
});
