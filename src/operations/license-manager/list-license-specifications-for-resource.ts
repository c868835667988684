import type {
  ListLicenseSpecificationsForResourceRequest,
  ListLicenseSpecificationsForResourceResponse,
} from '@aws-sdk/client-license-manager';
import { licenseConfigurationArn } from '../../domain/arn.ts';
import { findPublicImage } from '../../domain/catalogue/public-images.ts';
import { parseResourceArn, type Resource } from '../../domain/resource.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { listLicensesOfResource, maySeeImage, ownsResource } from '../../views/license-manager/licenses-of-resource.ts';
import { arnConstraint } from './named-license.ts';
import { pageConstraints, readPage } from './read-page.ts';
import { refusalFault } from './refusal-fault.ts';

export const listLicenseSpecificationsForResource: Operation<
  ListLicenseSpecificationsForResourceRequest,
  ListLicenseSpecificationsForResourceResponse
> = {
  resources: ({ ResourceArn: arn }) => [arn!],
  constraints: { ResourceArn: arnConstraint, ...pageConstraints },

  async handle(request, context) {
    const resource = await namedResource(request.ResourceArn!, context);
    const { rows, nextToken } = await readPage(request, {
      operation: 'ListLicenseSpecificationsForResource',
      kind: 'string',
      read: (start) => listLicensesOfResource(context.db, context, { resource, ...start }),
      keyOf: (row) => row.id,
    });
    const specifications = rows.map((row) => ({
      LicenseConfigurationArn: licenseConfigurationArn(row, row.id),
      AmiAssociationScope: row.amiScope ?? undefined,
    }));
    return { LicenseSpecifications: specifications, NextToken: nextToken };
  },
};

/** The account's own resource, an image that every account or another account lets it launch, or an image that is gone while licenses are still tied to it. */
async function namedResource(arn: string, context: RequestContext): Promise<Resource> {
  const { db, accountId, region } = context;
  const resource = parseResourceArn(arn);
  const unknown = refusalFault({ kind: 'resource-not-found', resourceArn: arn });
  if (!resource || resource.region !== region) throw unknown;
  if (resource.type !== 'EC2_AMI' && resource.ownerId !== accountId) throw unknown;
  if (await ownsResource(db, resource, context)) return resource;
  if (resource.type !== 'EC2_AMI') throw unknown;
  if (findPublicImage(region, resource.id) || (await maySeeImage(db, resource.id, context))) return resource;
  const [tied] = await listLicensesOfResource(db, context, { resource, after: undefined, limit: 1 });
  if (!tied) throw unknown;
  return resource;
}
