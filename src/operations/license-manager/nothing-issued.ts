import type * as sdk from '@aws-sdk/client-license-manager';
import type { Constraints } from '../../domain/constraints.ts';
import type { Filter } from '../../domain/filters.ts';
import type { OperationTable } from '../operation-table.ts';
import { licenseListFilters } from './issued/list-licenses.ts';
import { arnConstraint } from './named-license.ts';
import { type FilterNames, filterConstraints, readFilters } from './read-filters.ts';
import { type PagedRequest, pageConstraints, readPage } from './read-page.ts';

interface ListRequest extends PagedRequest {
  readonly Filters?: readonly Filter[] | undefined;
}

const constraints: Constraints = {
  LicenseArn: arnConstraint,
  'LicenseArns[]': arnConstraint,
  'GrantArns[]': arnConstraint,
  ...filterConstraints,
  ...pageConstraints,
};

/** A list of what nobody can grant here yet, so that it is empty, whatever it is narrowed by; `member` holds its items. */
const emptyList = <Output>(operation: string, member: keyof Output & string, filters: FilterNames) => ({
  constraints,
  handle: async (request: ListRequest) => {
    readFilters(request.Filters, filters);
    const { rows } = await readPage(request, { operation, kind: 'number', read: async () => [], keyOf: () => 0 });
    return { [member]: rows } as Output;
  },
});

const GRANT_STATUSES: readonly sdk.GrantStatus[] = [
  ...(['PENDING_WORKFLOW', 'PENDING_ACCEPT', 'REJECTED', 'ACTIVE', 'FAILED_WORKFLOW', 'DELETED'] as const),
  ...(['PENDING_DELETE', 'DISABLED', 'WORKFLOW_COMPLETED'] as const),
];
const grant = { LicenseArn: null, GrantStatus: GRANT_STATUSES, ProductSKU: null, LicenseIssuerName: null };

/** The lists of licenses that others granted, of grants, and of license assets, none of which there are. */
export const nothingIssued: OperationTable<typeof sdk> = {
  ListReceivedLicenses: emptyList('ListReceivedLicenses', 'Licenses', { ...licenseListFilters, IssuerName: null }),
  ListReceivedLicensesForOrganization: emptyList('ListReceivedLicensesForOrganization', 'Licenses', {
    Beneficiary: null,
    ProductSKU: null,
  }),
  ListDistributedGrants: emptyList('ListDistributedGrants', 'Grants', { ...grant, GranteePrincipalARN: null }),
  ListReceivedGrants: emptyList('ListReceivedGrants', 'Grants', { ...grant, GranterAccountId: null }),
  ListReceivedGrantsForOrganization: emptyList('ListReceivedGrantsForOrganization', 'Grants', {
    ParentArn: null,
    GranteePrincipalArn: null,
  }),
  ListLicenseAssetGroups: emptyList('ListLicenseAssetGroups', 'LicenseAssetGroups', { LicenseAssetRulesetArn: null }),
  ListLicenseAssetRulesets: emptyList('ListLicenseAssetRulesets', 'LicenseAssetRulesets', { Name: null }),
};
