import type {
  ListAssociationsForLicenseConfigurationRequest,
  ListAssociationsForLicenseConfigurationResponse,
} from '@aws-sdk/client-license-manager';
import { resourceArn } from '../../domain/resource.ts';
import type { Operation } from '../../operation.ts';
import { listLicenseAssociations } from '../../views/license-manager/license-associations.ts';
import { arnConstraint, onlyOf, readableLicense } from './named-license.ts';
import { pageConstraints, readPage } from './read-page.ts';

export const listAssociationsForLicenseConfiguration: Operation<
  ListAssociationsForLicenseConfigurationRequest,
  ListAssociationsForLicenseConfigurationResponse
> = {
  resources: ({ LicenseConfigurationArn: arn }) => [arn!],
  constraints: { LicenseConfigurationArn: arnConstraint, ...pageConstraints },

  async handle(request, context) {
    const license = await readableLicense(request.LicenseConfigurationArn, context);
    const ownerId = onlyOf(license, context);
    const { rows, nextToken } = await readPage(request, {
      operation: 'ListAssociationsForLicenseConfiguration',
      kind: 'string',
      read: (start) => listLicenseAssociations(context.db, { licenseId: license.id, ownerId, ...start }),
      keyOf: (row) => row.resource.id,
    });
    const associations = rows.map(({ resource, associatedAt, amiScope }) => ({
      ResourceArn: resourceArn(resource),
      ResourceType: resource.type,
      ResourceOwnerId: resource.ownerId,
      AssociationTime: associatedAt,
      AmiAssociationScope: amiScope ?? undefined,
    }));
    return { LicenseConfigurationAssociations: associations, NextToken: nextToken };
  },
};
