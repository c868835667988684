import type {
  GetLicenseManagerReportGeneratorRequest,
  GetLicenseManagerReportGeneratorResponse,
} from '@aws-sdk/client-license-manager';
import type { Operation } from '../../operation.ts';
import { listReportGenerators } from '../../views/license-manager/report-generators.ts';
import { arnConstraint } from './named-license.ts';
import { reportGeneratorId, unknownGenerator } from './named-report-generator.ts';
import { reportGeneratorShape } from './report-generator-shape.ts';

export const getLicenseManagerReportGenerator: Operation<
  GetLicenseManagerReportGeneratorRequest,
  GetLicenseManagerReportGeneratorResponse
> = {
  resources: ({ LicenseManagerReportGeneratorArn: arn }) => [arn!],
  constraints: { LicenseManagerReportGeneratorArn: arnConstraint },

  async handle({ LicenseManagerReportGeneratorArn: arn }, context) {
    const id = reportGeneratorId(arn!, context);
    const [row] = await listReportGenerators(context.db, context, { id, limit: 1 });
    if (!row) throw unknownGenerator(arn!);
    return { ReportGenerator: reportGeneratorShape(row) };
  },
};
