import type { ReportGenerator } from '@aws-sdk/client-license-manager';
import { licenseConfigurationArn, reportGeneratorArn } from '../../domain/arn.ts';
import type { ReportGeneratorRow } from '../../views/license-manager/report-generators.ts';

/** A report generator as License Manager prints it; what has not come yet is left out. */
export const reportGeneratorShape = (row: ReportGeneratorRow): ReportGenerator => ({
  ReportGeneratorName: row.name,
  ReportType: [...row.types],
  ReportContext: {
    licenseConfigurationArns: row.licenseIds.map((id) => licenseConfigurationArn(row, id)),
    reportStartDate: row.from ?? undefined,
    reportEndDate: row.until ?? undefined,
  },
  ReportFrequency: { value: 1, period: row.period },
  LicenseManagerReportGeneratorArn: reportGeneratorArn(row, row.id),
  LastRunStatus: row.lastStatus ?? undefined,
  LastRunFailureReason: row.lastFailure ?? undefined,
  LastReportGenerationTime: row.lastMadeAt?.toISOString(),
  ReportCreatorAccount: row.accountId,
  Description: row.description ?? undefined,
  S3Location: row.bucket && row.keyPrefix ? { bucket: row.bucket, keyPrefix: row.keyPrefix } : undefined,
  CreateTime: row.createdAt.toISOString(),
  Tags: row.tags.map(({ key, value }) => ({ Key: key, Value: value })),
});
