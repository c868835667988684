import type {
  ListFailuresForLicenseConfigurationOperationsRequest,
  ListFailuresForLicenseConfigurationOperationsResponse,
} from '@aws-sdk/client-license-manager';
import { resourceArn } from '../../domain/resource.ts';
import type { Operation } from '../../operation.ts';
import { findLicenseFailuresEnd, listLicenseFailures } from '../../views/license-manager/license-failures.ts';
import { arnConstraint, onlyOf, readableLicense } from './named-license.ts';
import { pageConstraints, readPage } from './read-page.ts';

/** AWS lists failures of its discovery alone; here refused launches are listed too, requested by their principal. */
export const listFailuresForLicenseConfigurationOperations: Operation<
  ListFailuresForLicenseConfigurationOperationsRequest,
  ListFailuresForLicenseConfigurationOperationsResponse
> = {
  resources: ({ LicenseConfigurationArn: arn }) => [arn!],
  constraints: { LicenseConfigurationArn: arnConstraint, ...pageConstraints },

  async handle(request, context) {
    const license = await readableLicense(request.LicenseConfigurationArn, context);
    const query = { licenseId: license.id, requesterId: onlyOf(license, context) };
    const { rows, nextToken } = await readPage(request, {
      operation: 'ListFailuresForLicenseConfigurationOperations',
      kind: 'number',
      read: ({ after, ...start }) => listLicenseFailures(context.db, { ...query, before: after, ...start }),
      endOf: ({ after, look }) => findLicenseFailuresEnd(context.db, { ...query, before: after, look }),
      keyOf: (row) => row.failureId,
    });
    const failures = rows.map(({ resource, ...row }) => ({
      ResourceArn: resourceArn(resource),
      ResourceType: resource.type,
      ErrorMessage: row.message,
      FailureTime: row.failedAt,
      OperationName: row.operationName,
      ResourceOwnerId: resource.ownerId,
      OperationRequestedBy: row.requestedBy,
    }));
    return { LicenseOperationFailureList: failures, NextToken: nextToken };
  },
};
