import type {
  ListLicenseConfigurationsForOrganizationRequest,
  ListLicenseConfigurationsForOrganizationResponse,
} from '@aws-sdk/client-license-manager';
import { parseLicenseConfigurationArn } from '../../domain/arn.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { findLastMember, listOrganizationLicenses } from '../../views/license-manager/organization-licenses.ts';
import { administeredOrganization } from './administered-organization.ts';
import { licenseConfigurationShape } from './license-configuration-shape.ts';
import { licenseFilters } from './list-license-configurations.ts';
import { arnConstraint } from './named-license.ts';
import { filterConstraints } from './read-filters.ts';
import { pageConstraints, readPage } from './read-page.ts';

/**
 * The license configurations of all accounts of an organization, account by account: for the management account that linked
 * it, and for the one that administers License Manager for it. ARNs of other licenses narrow it to nothing.
 */
export const listLicenseConfigurationsForOrganization: Operation<
  ListLicenseConfigurationsForOrganizationRequest,
  ListLicenseConfigurationsForOrganizationResponse
> = {
  constraints: {
    LicenseConfigurationArns: { items: [0, 100] },
    'LicenseConfigurationArns[]': arnConstraint,
    ...filterConstraints,
    ...pageConstraints,
  },

  async handle(request, context) {
    const organization = await administeredOrganization(context);
    if (!organization)
      throw new Fault(
        'AccessDeniedException',
        'Only the management account of an organization that is linked (UpdateServiceSettings), and its delegated administrator for License Manager, can list its licenses.',
      );
    const { LicenseConfigurationArns: arns } = request;
    const ids = arns?.length ? arns.flatMap((arn) => parseLicenseConfigurationArn(arn)?.id ?? []) : undefined;
    const at = { organizationId: organization.id, region: context.region };
    const { rows, nextToken } = await readPage(request, {
      operation: 'ListLicenseConfigurationsForOrganization',
      kind: 'pair',
      read: ({ after: [member, license] = [0, 0], limit, look }) =>
        listOrganizationLicenses(context.db, at, {
          ...licenseFilters(request.Filters),
          ids,
          after: { member, license },
          limit,
          look,
        }),
      keyOf: (row) => [row.member, row.sequence],
      endOf: async ({ after: [from] = [0, 0], look }) => {
        const last = await findLastMember(context.db, organization.id, { from, look });
        return last === undefined ? undefined : [last, Number.MAX_SAFE_INTEGER];
      },
    });
    return { LicenseConfigurations: rows.map(licenseConfigurationShape), NextToken: nextToken };
  },
};
