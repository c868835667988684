import type {
  Filter,
  ListLicenseConfigurationsRequest,
  ListLicenseConfigurationsResponse,
} from '@aws-sdk/client-license-manager';
import { parseLicenseConfigurationArn } from '../../domain/arn.ts';
import { COUNTING_TYPES } from '../../domain/licenses/license-rules.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { listLicenseConfigurations as listRows } from '../../views/license-manager/license-configurations.ts';
import { licenseConfigurationShape } from './license-configuration-shape.ts';
import { arnConstraint, readableLicenses } from './named-license.ts';
import { filterConstraints, readFilters } from './read-filters.ts';
import { readPage } from './read-page.ts';

const BOOLEANS = ['true', 'false', 'True', 'False'];
const FILTERS = { licenseCountingType: COUNTING_TYPES, enforceLicenseCount: BOOLEANS, usagelimitExceeded: BOOLEANS };
const toBooleans = (values: readonly string[] | undefined) => values?.map((value) => value.toLowerCase() === 'true');

/** What the filters of a list of license configurations narrow it to. */
export function licenseFilters(given: readonly Filter[] | undefined) {
  const filters = readFilters(given, FILTERS);
  return {
    countingTypes: filters.get('licenseCountingType'),
    hardLimit: toBooleans(filters.get('enforceLicenseCount')),
    exceeded: toBooleans(filters.get('usagelimitExceeded')),
  };
}

export const listLicenseConfigurations: Operation<ListLicenseConfigurationsRequest, ListLicenseConfigurationsResponse> =
  {
    resources: ({ LicenseConfigurationArns: arns }) => arns ?? [],
    constraints: {
      LicenseConfigurationArns: { items: [0, 100] },
      'LicenseConfigurationArns[]': arnConstraint,
      ...filterConstraints,
      // All that an account may have in a Region, so that a dashboard reads them at once; no bound is published.
      MaxResults: { range: [1, 1_000], integer: true },
    },

    async handle(request, context) {
      const query = { ids: await namedIds(request, context), ...licenseFilters(request.Filters) };
      const { rows, nextToken } = await readPage(request, {
        operation: 'ListLicenseConfigurations',
        kind: 'number',
        read: (start) => listRows(context.db, context, { ...query, ...start }),
        keyOf: (row) => row.sequence,
      });
      return { LicenseConfigurations: rows.map(licenseConfigurationShape), NextToken: nextToken };
    },
  };

/** An unknown ARN is refused on the first page only: one that is deleted while a client pages is just no longer listed. */
async function namedIds(
  { LicenseConfigurationArns: arns, NextToken: token }: ListLicenseConfigurationsRequest,
  context: RequestContext,
): Promise<string[] | undefined> {
  if (!arns?.length) return undefined;
  if (!token) return (await readableLicenses(arns, context)).map((license) => license.id);
  return arns.flatMap((arn) => parseLicenseConfigurationArn(arn)?.id ?? []);
}
