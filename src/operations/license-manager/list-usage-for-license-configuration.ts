import type {
  ListUsageForLicenseConfigurationRequest,
  ListUsageForLicenseConfigurationResponse,
} from '@aws-sdk/client-license-manager';
import type { LicenseConfigurationRef } from '../../domain/arn.ts';
import { parseResourceArn, RESOURCE_TYPES, resourceArn } from '../../domain/resource.ts';
import type { Operation } from '../../operation.ts';
import { findLicenseUsageEnd, listLicenseUsage } from '../../views/license-manager/license-usage.ts';
import { arnConstraint, onlyOf, readableLicense } from './named-license.ts';
import { filterConstraints, readFilters } from './read-filters.ts';
import { pageConstraints, readPage } from './read-page.ts';

const FILTERS = { resourceArn: null, resourceType: RESOURCE_TYPES, resourceAccount: null };

export const listUsageForLicenseConfiguration: Operation<
  ListUsageForLicenseConfigurationRequest,
  ListUsageForLicenseConfigurationResponse
> = {
  resources: ({ LicenseConfigurationArn: arn }) => [arn!],
  constraints: { LicenseConfigurationArn: arnConstraint, ...filterConstraints, ...pageConstraints },

  async handle(request, context) {
    const license = await readableLicense(request.LicenseConfigurationArn, context);
    const filters = readFilters(request.Filters, FILTERS);
    const query = {
      licenseId: license.id,
      resources: filters.get('resourceArn')?.flatMap((arn) => resourceIn(license, arn)),
      types: filters.get('resourceType'),
      ownerIds: filters.get('resourceAccount'),
      viewerId: onlyOf(license, context),
    };
    // No index has what accounts have of a license.
    const scanned = !query.resources && (query.ownerIds ?? query.viewerId) !== undefined;
    const { rows, nextToken } = await readPage(request, {
      operation: 'ListUsageForLicenseConfiguration',
      kind: 'string',
      read: ({ look, ...start }) => listLicenseUsage(context.db, { ...query, ...start, ...(scanned && { look }) }),
      keyOf: (row) => row.resource.id,
      endOf: async (start) => (scanned ? findLicenseUsageEnd(context.db, { ...query, ...start }) : undefined),
    });
    const usage = rows.map(({ resource, state, associatedAt, amount }) => ({
      ResourceArn: resourceArn(resource),
      ResourceType: resource.type,
      ResourceStatus: state ?? undefined,
      ResourceOwnerId: resource.ownerId,
      AssociationTime: associatedAt,
      ConsumedLicenses: amount,
    }));
    return { LicenseConfigurationUsageList: usage, NextToken: nextToken };
  },
};

/** The resource that a filter names, where it can hold the license: both are of one Region. */
function resourceIn({ region }: LicenseConfigurationRef, arn: string) {
  const resource = parseResourceArn(arn);
  return resource?.region === region ? [resource] : [];
}
