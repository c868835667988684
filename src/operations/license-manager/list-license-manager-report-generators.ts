import type {
  ListLicenseManagerReportGeneratorsRequest,
  ListLicenseManagerReportGeneratorsResponse,
} from '@aws-sdk/client-license-manager';
import { parseLicenseConfigurationArn } from '../../domain/arn.ts';
import type { Operation } from '../../operation.ts';
import { listReportGenerators } from '../../views/license-manager/report-generators.ts';
import { filterConstraints, readFilters } from './read-filters.ts';
import { pageConstraints, readPage } from './read-page.ts';
import { reportGeneratorShape } from './report-generator-shape.ts';

export const listLicenseManagerReportGenerators: Operation<
  ListLicenseManagerReportGeneratorsRequest,
  ListLicenseManagerReportGeneratorsResponse
> = {
  resources: ({ Filters: filters = [] }) => filters.flatMap(({ Values: arns }) => arns ?? []),
  constraints: { ...filterConstraints, ...pageConstraints },

  async handle(request, context) {
    const arns = readFilters(request.Filters, { LicenseConfigurationArn: null }).get('LicenseConfigurationArn');
    const licenseIds = arns?.flatMap((arn) => parseLicenseConfigurationArn(arn)?.id ?? []);
    const { rows, nextToken } = await readPage(request, {
      operation: 'ListLicenseManagerReportGenerators',
      kind: 'number',
      read: (start) => listReportGenerators(context.db, context, { licenseIds, ...start }),
      keyOf: (row) => row.sequence,
    });
    return { ReportGenerators: rows.map(reportGeneratorShape), NextToken: nextToken };
  },
};
