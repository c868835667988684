import {
  ListLicenseManagerReportGeneratorsCommand,
  type ReportFrequencyType,
  type ReportGenerator,
  type ReportType,
} from '@aws-sdk/client-license-manager';
import { licenseManager } from '../../aws/license-manager.ts';
import { type AwsList, useAwsList } from '../../aws/use-aws.ts';

export const useReportGenerators = (): AwsList<ReportGenerator> =>
  useAwsList({
    key: ['report-generators'],
    ask: async (region, NextToken) => {
      const command = new ListLicenseManagerReportGeneratorsCommand({ NextToken });
      const answer = await licenseManager(region).send(command);
      return { items: answer.ReportGenerators ?? [], nextToken: answer.NextToken };
    },
  });

/** Those about license configurations. */
export const REPORT_TYPES = {
  LicenseConfigurationSummaryReport: 'Summary: a line for each license',
  LicenseConfigurationUsageReport: 'Usage: a line for each use',
} as const satisfies Partial<Record<ReportType, string>>;

export const PERIODS: Readonly<Record<ReportFrequencyType, string>> = {
  DAY: 'Every day',
  WEEK: 'Every week',
  MONTH: 'Every month',
  ONE_TIME: 'Once, now',
};
