import type * as sdk from '@aws-sdk/client-license-manager';
import type { Constraints } from '../../domain/constraints.ts';
import type { Filter } from '../../domain/filters.ts';
import type { OperationTable } from '../operation-table.ts';
import { type FilterNames, filterConstraints, readFilters } from './read-filters.ts';
import { type PagedRequest, pageConstraints, readPage } from './read-page.ts';

interface ListRequest extends PagedRequest {
  readonly Filters?: readonly Filter[] | undefined;
}

const constraints: Constraints = {
  ...filterConstraints,
  ...pageConstraints,
};

/** A list of what there is none of here yet, so that it is empty, whatever it is narrowed by; `member` holds its items. */
const emptyList = <Output>(operation: string, member: keyof Output & string, filters: FilterNames) => ({
  constraints,
  handle: async (request: ListRequest) => {
    readFilters(request.Filters, filters);
    const { rows } = await readPage(request, { operation, kind: 'number', read: async () => [], keyOf: () => 0 });
    return { [member]: rows } as Output;
  },
});

/** The lists of license assets, none of which there are. */
export const nothingIssued: OperationTable<typeof sdk> = {
  ListLicenseAssetGroups: emptyList('ListLicenseAssetGroups', 'LicenseAssetGroups', { LicenseAssetRulesetArn: null }),
  ListLicenseAssetRulesets: emptyList('ListLicenseAssetRulesets', 'LicenseAssetRulesets', { Name: null }),
};
