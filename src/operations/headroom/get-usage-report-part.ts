import { REPORT_TYPES, type ReportType, reportBucket } from '../../domain/reports/report-generator.ts';
import type { Operation } from '../../operation.ts';
import { listReportGenerators } from '../../views/license-manager/report-generators.ts';
import { reportGeneratorId, unknownGenerator } from '../license-manager/named-report-generator.ts';
import { invalid } from './own-licenses.ts';
import { type ReadReport, readPart } from './read-part.ts';

interface GetUsageReportPartRequest {
  readonly LicenseManagerReportGeneratorArn: string;
  /** The first that it makes where it is not given. */
  readonly ReportType?: string;
  /** The first byte; 0 where it is not given. */
  readonly Offset?: number;
}

interface GetUsageReportPartResponse {
  readonly FileName: string;
  /** In base64. */
  readonly Data: string;
  /** Where the next part begins; absent behind the last. */
  readonly NextOffset?: number | undefined;
}

/** A megabyte of the last usage report that a generator made, so that a client without a way to its bucket can have it. */
export const getUsageReportPart = (
  readReport: ReadReport,
): Operation<GetUsageReportPartRequest, GetUsageReportPartResponse> => ({
  constraints: {
    LicenseManagerReportGeneratorArn: { length: [1, 2048] },
    ReportType: { oneOf: [...REPORT_TYPES] },
    Offset: { range: [0, Number.MAX_SAFE_INTEGER], integer: true },
  },
  resources: ({ LicenseManagerReportGeneratorArn: arn }) => [arn],
  async handle({ LicenseManagerReportGeneratorArn: arn, ReportType: type, Offset: offset = 0 }, context) {
    const id = reportGeneratorId(arn, context);
    const [generator] = await listReportGenerators(context.db, context, { id, limit: 1 });
    if (!generator) throw unknownGenerator(arn);
    const file = generator.lastFiles.find((one) => type === undefined || one.type === (type as ReportType));
    if (!file) throw invalid(`${generator.name} has made no ${type ?? 'report'} yet. LastRunStatus says when it has.`);
    const { part, next } = await readPart(
      readReport,
      { bucket: reportBucket(generator), ...file },
      { offset, context },
    );
    return { FileName: file.key.split('/').at(-1)!, Data: part, NextOffset: next };
  },
});
