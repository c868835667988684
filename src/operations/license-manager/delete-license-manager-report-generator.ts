import type {
  DeleteLicenseManagerReportGeneratorRequest,
  DeleteLicenseManagerReportGeneratorResponse,
} from '@aws-sdk/client-license-manager';
import type { Operation } from '../../operation.ts';
import { deleteReportGenerator } from '../../store/report-generator.ts';
import { deleteAllTags } from '../../store/tag.ts';
import { change } from '../change.ts';
import { arnConstraint } from './named-license.ts';
import { reportGeneratorId, unknownGenerator } from './named-report-generator.ts';

/** What was made stays where it is. */
export const deleteLicenseManagerReportGenerator: Operation<
  DeleteLicenseManagerReportGeneratorRequest,
  DeleteLicenseManagerReportGeneratorResponse
> = {
  resources: ({ LicenseManagerReportGeneratorArn: arn }) => [arn!],
  constraints: { LicenseManagerReportGeneratorArn: arnConstraint },

  async handle({ LicenseManagerReportGeneratorArn: arn }, context) {
    const { accountId, region } = context;
    const id = reportGeneratorId(arn!, context);
    await change(context, { resources: [arn!] }, async (trx) => {
      if (!(await deleteReportGenerator(trx, { accountId, region, id }))) throw unknownGenerator(arn!);
      await deleteAllTags(trx, [id]);
    });
    return {};
  },
};
