import type {
  Filter,
  ListDistributedGrantsRequest,
  ListDistributedGrantsResponse,
  ListReceivedGrantsForOrganizationRequest,
  ListReceivedGrantsForOrganizationResponse,
  ListReceivedGrantsRequest,
  ListReceivedGrantsResponse,
} from '@aws-sdk/client-license-manager';
import { parseGrantArn, parseIssuedLicenseArn } from '../../../domain/arn.ts';
import type { Constraints } from '../../../domain/constraints.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import {
  findGrantsEnd,
  type GrantList,
  type GrantQuery,
  listGrants,
  listOrganizationGrants,
} from '../../../views/license-manager/issued-grants.ts';
import { arnConstraint } from '../named-license.ts';
import { type FilterNames, filterConstraints, readFilters } from '../read-filters.ts';
import { type PagedRequest, pageConstraints, readPage } from '../read-page.ts';
import { grantShape } from './grant-shape.ts';
import { organizationPages } from './organization-pages.ts';

/** Those of the model (GrantStatus), of which some are only of work that passes. */
const STATUSES = [
  ...['PENDING_WORKFLOW', 'PENDING_ACCEPT', 'REJECTED', 'ACTIVE', 'FAILED_WORKFLOW', 'DELETED'],
  ...['PENDING_DELETE', 'DISABLED', 'WORKFLOW_COMPLETED'],
];
const common: FilterNames = { LicenseArn: null, GrantStatus: STATUSES, ProductSKU: null, LicenseIssuerName: null };

const constraints: Constraints = {
  GrantArns: { items: [0, 100] },
  'GrantArns[]': arnConstraint,
  ...filterConstraints,
  ...pageConstraints,
};

const licenseIdsOf = (arns: readonly string[] | undefined) =>
  arns?.map((arn) => parseIssuedLicenseArn(arn)?.id ?? 'none');
const grantIdsOf = (arns: readonly string[] | undefined) => arns?.map((arn) => parseGrantArn(arn)?.id ?? 'none');

/** What filters narrow a list of grants to; ARNs of other things narrow it to nothing. */
function queryOf(filters: Filter[] | undefined, names: FilterNames): GrantQuery {
  const found = readFilters(filters, names);
  return {
    licenseIds: licenseIdsOf(found.get('LicenseArn')),
    statuses: found.get('GrantStatus'),
    productSkus: found.get('ProductSKU'),
    issuerNames: found.get('LicenseIssuerName'),
    granterIds: found.get('GranterAccountId'),
    principalArns: found.get('GranteePrincipalARN') ?? found.get('GranteePrincipalArn'),
    parentIds: grantIdsOf(found.get('ParentArn')),
  };
}

interface Request extends PagedRequest {
  readonly GrantArns?: string[] | undefined;
  readonly Filters?: Filter[] | undefined;
}

const listed = (
  operation: string,
  names: FilterNames,
  listOf: (context: RequestContext) => GrantList,
): Operation<Request, ListReceivedGrantsResponse> => ({
  constraints,
  async handle(request, context) {
    const { db } = context;
    const list = listOf(context);
    const ids = request.GrantArns?.length ? grantIdsOf(request.GrantArns) : undefined;
    const query = { ...queryOf(request.Filters, names), ids };
    const { rows, nextToken } = await readPage(request, {
      ...{ operation, kind: 'number' },
      read: (start) => listGrants(db, list, { ...query, ...start }),
      endOf: (start) => findGrantsEnd(db, list, { ...query, ...start }),
      keyOf: (row) => row.sequence,
    });
    return { Grants: rows.map(grantShape), NextToken: nextToken };
  },
});

/** What the account granted. What accounts have of a grant to their organization ListReceivedGrantsForOrganization names. */
export const listDistributedGrants: Operation<ListDistributedGrantsRequest, ListDistributedGrantsResponse> = listed(
  'ListDistributedGrants',
  { ...common, GranteePrincipalARN: null },
  ({ accountId }) => ({ by: accountId }),
);

/** What was granted to the account, by itself or with its organization. */
export const listReceivedGrants: Operation<ListReceivedGrantsRequest, ListReceivedGrantsResponse> = listed(
  'ListReceivedGrants',
  { ...common, GranterAccountId: null },
  ({ accountId }) => ({ to: accountId }),
);

/** The grants of a license that the accounts of the caller's organization have. */
export const listReceivedGrantsForOrganization: Operation<
  ListReceivedGrantsForOrganizationRequest,
  ListReceivedGrantsForOrganizationResponse
> = {
  constraints: { LicenseArn: arnConstraint, ...filterConstraints, ...pageConstraints },
  async handle(request, context) {
    const names = { ParentArn: null, GranteePrincipalArn: null };
    const query = { ...queryOf(request.Filters, names), licenseIds: licenseIdsOf([request.LicenseArn!]) };
    const { rows, nextToken } = await organizationPages(request, context, {
      operation: 'ListReceivedGrantsForOrganization',
      read: (organizationId, start) => listOrganizationGrants(context.db, { organizationId, ...start }, query),
      placeOf: (row) => [row.member, row.sequence],
    });
    return { Grants: rows.map(grantShape), NextToken: nextToken };
  },
};
