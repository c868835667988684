import type {
  UpdateLicenseManagerReportGeneratorRequest,
  UpdateLicenseManagerReportGeneratorResponse,
} from '@aws-sdk/client-license-manager';
import type { Operation } from '../../operation.ts';
import { updateReportGenerator } from '../../store/report-generator.ts';
import { changeOnce } from '../change-once.ts';
import { arnConstraint } from './named-license.ts';
import { reportGeneratorId, unknownGenerator } from './named-report-generator.ts';
import { lockReported, readReportOrder, reportConstraints } from './report-order.ts';

/** With another period the reports begin anew, the first at once. */
export const updateLicenseManagerReportGenerator: Operation<
  UpdateLicenseManagerReportGeneratorRequest,
  UpdateLicenseManagerReportGeneratorResponse
> = {
  resources: ({ LicenseManagerReportGeneratorArn: arn }) => [arn!],
  constraints: { LicenseManagerReportGeneratorArn: arnConstraint, ...reportConstraints },

  async handle(request, context) {
    const { accountId, region, now: at } = context;
    const arn = request.LicenseManagerReportGeneratorArn!;
    const id = reportGeneratorId(arn, context);
    const order = await readReportOrder(request, context);
    const record = { resources: [arn], detail: { ...order } };
    const once = { input: request, mismatch: 'InvalidParameterValueException', ...record };
    await changeOnce(context, once, async (trx) => {
      await lockReported(trx, order);
      if (!(await updateReportGenerator(trx, { accountId, region, id }, { order, at }))) throw unknownGenerator(arn);
      return {};
    });
    return {};
  },
};
