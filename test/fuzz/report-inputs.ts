import { randomUUID } from 'node:crypto';
import type { LicenseManager } from '@aws-sdk/client-license-manager';
import { eventually } from '../eventually.ts';

/** Report generators that requests name; the spare one is to be deleted. */
export interface ReportWorld {
  readonly reportedArn: string;
  readonly generatorArn: string;
  readonly spareGeneratorArn: string;
}

const order = (licenseArn: string) => ({
  ReportGeneratorName: 'fuzz',
  Type: ['LicenseConfigurationUsageReport' as const],
  ReportContext: { licenseConfigurationArns: [licenseArn] },
  ReportFrequency: { value: 1, period: 'MONTH' as const },
  ClientToken: randomUUID(),
});

export async function createReportWorld(licenseManager: LicenseManager): Promise<ReportWorld> {
  const terms = { Name: 'reported', LicenseCountingType: 'vCPU' as const };
  const reportedArn = (await licenseManager.createLicenseConfiguration(terms)).LicenseConfigurationArn!;
  const generator = async () =>
    (await licenseManager.createLicenseManagerReportGenerator(order(reportedArn))).LicenseManagerReportGeneratorArn!;
  const [generatorArn, spareGeneratorArn] = [await generator(), await generator()];
  await eventually(async () => {
    const asked = { LicenseManagerReportGeneratorArn: generatorArn };
    const { ReportGenerator: made } = await licenseManager.getLicenseManagerReportGenerator(asked);
    return made?.LastRunStatus === 'SUCCEEDED';
  }, 'a report was made');
  return { reportedArn, generatorArn, spareGeneratorArn };
}

export const reportInputs = {
  CreateLicenseManagerReportGenerator: ({ reportedArn }: ReportWorld) => ({
    ...order(reportedArn),
    Description: 'x',
    Tags: [{ Key: 'a', Value: 'b' }],
  }),
  GetLicenseManagerReportGenerator: ({ generatorArn }: ReportWorld) => ({
    LicenseManagerReportGeneratorArn: generatorArn,
  }),
  ListLicenseManagerReportGenerators: ({ reportedArn }: ReportWorld) => ({
    MaxResults: 5,
    Filters: [{ Name: 'LicenseConfigurationArn', Values: [reportedArn] }],
  }),
  UpdateLicenseManagerReportGenerator: ({ generatorArn, reportedArn }: ReportWorld) => ({
    ...order(reportedArn),
    LicenseManagerReportGeneratorArn: generatorArn,
  }),
  DeleteLicenseManagerReportGenerator: ({ spareGeneratorArn }: ReportWorld) => ({
    LicenseManagerReportGeneratorArn: spareGeneratorArn,
  }),
};

/** Of Headroom's own operations, that on reports. */
export const reportFileInputs = {
  GetUsageReportPart: ({ generatorArn }: ReportWorld) => ({
    LicenseManagerReportGeneratorArn: generatorArn,
    ReportType: 'LicenseConfigurationUsageReport',
    Offset: 0,
  }),
};
